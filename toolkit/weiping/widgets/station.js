// The desk at which this tablet stands, and how it goes on without a network: the desk's key checks vouchers here, what is
// handed over is kept on the tablet until the server has settled it, and what the server finds against the books stays in
// sight until somebody has read it.

import { claimOf, dashed, genuine } from "./claim.js";
import { recall, remember } from "./i18n.js";
import { createLane } from "./lane.js";
import { keepStorage } from "./offline.js";
import { openStore, storeSoon, uuid } from "./store.js";

const BATCH = 50;
const FRESH = 120000; // milliseconds after which the list of vouchers that are no good is asked for anew

const today = () => { const now = new Date(); return [now.getFullYear(), now.getMonth() + 1,
  now.getDate()].map((part) => String(part).padStart(2, "0")).join("-"); };

/** `changed()` is called whenever `view()` says something new. */
export function createStation({ transport, changed }) {
  const store = storeSoon(openStore("weiping-shop"));
  const tab = uuid();
  let place = recall("desk") || "", known = null, records = [], used = {}, handing = null, allowed = false, closed = false, asked = 0, ready = Promise.resolve();
  const owner = () => "desk/" + place;
  const waiting = () => records.filter((one) => !one.refused);
  const say = () => { if (!closed) changed(); };

  const box = { tab, store, owner, refresh, changed: say, live: () => allowed && Boolean(place) && !closed, mine: () => allowed };
  const lane = createLane({ name: "", box, ready: waiting, send });

  async function refresh() {
    records = place ? await store.list(owner()).catch(() => records) : [];
  }

  /** What this tablet kept of its desk: before the server was asked, or because it does not answer. */
  async function recalled() {
    await refresh();
    known = (place && await store.kept("station/" + place).catch(() => null)) || null;
    used = (place && await store.kept("used/" + place).catch(() => null)) || {};
    say();
  }

  /** Ask the server for the key of the desk and for what is no good there. Answers the status, 0 where none came. */
  async function load() {
    if (!place) return 200;
    try {
      const { status, body } = await transport.request("POST", "/shop/desks/" + encodeURIComponent(place), {});
      if (status === 200 && body && body.secret) {
        known = { secret: body.secret, title: body.title, unusable: body.unusable, older: body.older || [] };
        asked = Date.now();
        await store.keep("station/" + place, known).catch(() => {});
      } else if (status === 401 || status === 403) await forget();
      return status;
    } catch (error) {
      return 0;
    }
  }

  /** Signed out: what waits stays, the key goes. */
  async function forget() {
    allowed = false;
    known = null;
    await store.keep("station/" + place, null).catch(() => {});
    say();
  }

  async function send(some) {
    const items = some.slice(0, BATCH);
    const { status, body } = await transport.request("POST", "/shop/settle", { desk: place,
      items: items.map(({ item }) => ({ scanned: item.scanned, tablet_at: item.tablet_at, by_whom: item.by_whom })) });
    if (status === 401 || status === 403) { await forget(); return "stop"; }
    if (status !== 200 || !body || !Array.isArray(body.items)) return "wait";
    for (let at = 0; at < body.items.length && at < items.length; at += 1) await settled(items[at], body.items[at]);
    await refresh();
    say();
    return "on";
  }

  function settled(record, said) {
    if (said.result === "stored" || said.result === "repeated") return store.remove([record.key]);
    return store.change(record.key, (now) => ({ ...now, refused: said.error || { code: "conflict", message: "" } }));
  }

  /** Whether a voucher of this desk was printed like this, word for word, while the desk had an earlier key. */
  const printedBefore = (claim) => (known.older || []).indexOf(claim.scanned) >= 0;

  /** Whether a scanned voucher may be handed over here and now: {claim, word}, where no word means yes; null for no voucher. */
  async function check(text) {
    const claim = claimOf(text);
    if (!claim) return null;
    await refresh();
    const here = known && claim.desk === place;
    const gone = here && (known.unusable.indexOf(claim.code) >= 0 || claim.code in used || records.some((one) => one.item.code === claim.code));
    const word = !claim.desk ? "no-desk" : !known ? "no-key" : claim.desk !== place ? "other-desk" : !genuine(claim, known.secret) && !printedBefore(claim) ? "forged" : gone ? "used"
      : claim.last && claim.last < today() ? "expired" : null;
    return { claim, word };
  }

  /** Keep a hand-over on the tablet, and settle it as soon as there is a network. Rejects where it cannot be kept. */
  async function handOver(claim, byWhom) {
    const item = { scanned: claim.scanned, code: claim.code, reward: claim.reward, quantity: claim.quantity, by_whom: byWhom || "",
      tablet_at: new Date().toISOString() };
    if (handing === claim.code) return "used";
    handing = claim.code; // until it is kept: two taps at once are one hand-over
    try {
      const now = (await check(claim.scanned)).word;
      if (now) return now; // tapped twice, or handed over in another tab meanwhile
      await store.add(owner(), item);
    } finally { handing = null; }
    used = { ...used, [claim.code]: claim.last || "9999" };
    for (const code of Object.keys(used)) if (used[code] < today()) delete used[code];
    await store.keep("used/" + place, used).catch(() => {});
    await refresh();
    say();
    lane.kick();
    return null;
  }

  const wake = () => { if (document.visibilityState !== "hidden") lane.kick(); };
  window.addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);

  return {
    place: () => place,
    check, handOver,
    /** Begin: with `sure` the server has said that a clerk is signed in. */
    async start(sure) {
      ready = recalled();
      await ready;
      allowed = sure;
      if (sure) { await load(); lane.kick(); }
      say();
    },
    /** Stand at another desk, or at none (""). Resolves to whether the server knows it. */
    async stand(at) {
      await ready;
      place = at;
      remember("desk", at);
      keepStorage();
      await recalled();
      const status = await load();
      lane.kick();
      say();
      return status === 200;
    },
    /** The server answered something: a good moment to settle, and to hear what is no good. */
    heard() {
      if (!allowed || closed) return;
      if (waiting().length) lane.kick();
      if (place && Date.now() - asked > FRESH) { asked = Date.now(); load(); }
    },
    async dismiss(record) { await store.remove([record.key]); await refresh(); say(); },
    close() {
      closed = true;
      lane.close();
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
    },
    view: () => ({
      place, title: known ? known.title : "", armed: Boolean(known), waiting: waiting().length, durable: store.kind,
      conflicts: records.filter((one) => one.refused).map((record) => ({ record, code: dashed(record.item.code),
        why: record.refused, at: record.item.tablet_at, reward: record.item.reward, quantity: record.item.quantity })),
    }),
  };
}
