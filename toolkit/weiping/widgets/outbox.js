// The outbox: no tap, note or photo is lost and none is sent under another's name.
//  1 A tap is stored on the tablet before it is sent, with a number that no other tap of this tablet has.
//  2 Marks and words leave in the order they were made, at most 100 at a time, one batch in flight.
//  3 Photos leave one by one in a lane of their own: a slow photo never stands in the way of a mark.
//  4 An item is dropped only when the server says `stored` or `repeated` about its id.
//  5 A refused item moves to the refused list and stays there until it has been read.
//  6 Items belong to one judge and round; they are sent only while that judge's session is known to be the tablet's.
//  7 Anything that is not a clear answer (no network, 5xx, a hotspot's login page) means: keep, and try again.
//  8 What is made in a rehearsal says so, and never travels in one batch with what counts.
//  9 Where the tablet's storage fails in the middle of it all, what this page knows is still sent, and stays known until it is.
// 10 A photo taken back before it left never leaves; one that may have arrived is sent, then taken back by its hash.

import { recall } from "./i18n.js";
import { createLane } from "./lane.js";
import { memoryStore, uuid } from "./store.js";

const BATCH = 100;
const SETTLE = 2000; // how long an acknowledged tap may be overtaken by an older push of the feed

/**
 * `store` from openStore; `onChange` is called whenever `view()` says something new.
 * State: idle | sending | waiting (no network) | signin (401, 403) | other (another judge signed in here) | closed (409: not open).
 */
export function createOutbox({ transport, round, store, onChange }) {
  const tab = uuid();
  let judge = null, doubt = null, confirmed = false, stopped = false, spare = null;
  let queue = [], writing = [], acked = [], others = 0, late = 0, limit = BATCH;
  const photosHere = new Map(); // item id -> the bytes of a photo that was taken on this page and has not arrived
  const told = new Map(); // item id -> what the server said of it that could not be written down: {gone} or {refused}
  let starts = 0, known = false; // whether it was read what waits of this judge
  let edition = 0; // counts changes of the store, so that a reading that was overtaken is taken again
  let chain = Promise.resolve(); // writes to the store happen one after the other, in the order of the taps

  const owner = () => judge + "/" + round;
  const changed = () => { if (!stopped) onChange(); };
  const stores = () => (spare ? [store, spare] : [store]);
  const poke = () => { try { localStorage.setItem("weiping.poke",
    tab + Date.now()); } catch (error) { /* one tab only then */ } };
  const isPhoto = (record) => record.item.kind === "photo";
  const sendable = () => queue.filter((record) => !record.refused);
  const inDoubt = (why) => { confirmed = false; doubt = why; changed(); };

  async function refresh() {
    let seen, whose, found, foreign;
    do {
      seen = edition;
      whose = owner();
      found = [];
      foreign = 0;
      for (const one of stores()) {
        const [records, names] = await read(one);
        for (const record of records) found.push({ ...record, ...told.get(record.item.id), home: one });
        foreign += names.filter((name) => name !== owner() && name.split("/")[1] === String(round)).length;
      }
    } while (seen !== edition || whose !== owner());
    queue = found.filter((record) => !record.gone);
    others = foreign;
  }

  /** What lies in a store and whose it is; of one that cannot be read any more, what this page knows. */
  async function read(one) {
    try {
      return [await one.list(owner()), await one.owners()];
    } catch (error) {
      return [queue.filter((record) => record.home === one && record.owner === owner()), []];
    }
  }

  /** Write down what became of an item; where that fails it is remembered here, and after a reload asked for once more. */
  async function note(record, what, write) {
    try {
      await write();
    } catch (error) {
      told.set(record.item.id, what);
    }
    edition += 1;
  }

  const box = { tab, store, owner, refresh, changed,
    live: () => confirmed && !stopped,
    // the cookie belongs to whoever joined last on this tablet, in any tab
    mine: () => {
      const who = transport.served && recall("who");
      if (who && who !== String(judge)) inDoubt("other");
      return confirmed;
    } };
  const marks = createLane({ name: "", box, ready: () => sendable().filter((one) => !isPhoto(one)), send: sendMarks });
  const photos = createLane({ name: "/photos", box, ready: () => sendable().filter(isPhoto),
    send: (records) => sendPhoto(records[0]) });
  const lanes = [marks, photos];

  /** Keep a tap, or a photo with its `bytes`. Resolves when it is on the tablet; `view()` shows it at once. */
  function add(item, bytes) {
    const mine = owner();
    const whole = { id: uuid(), at: new Date().toISOString(), ...item };
    const lane = bytes ? photos : marks;
    writing.push(whole);
    if (bytes) photosHere.set(whole.id, bytes);
    if (lane.state === "idle") lane.state = "sending";
    changed();
    const kept = chain.then(() => put(mine, whole, bytes)).then(() => { if (lane.tries === 0) lane.drain(); });
    chain = kept.catch(() => {});
    return kept;
  }

  async function put(mine, whole, bytes) {
    let home = spare || store;
    let record;
    try {
      record = await home.add(mine, whole, bytes);
    } catch (error) {
      if (bytes) { // one photo too many is no reason to put the marks that follow at risk
        writing = writing.filter((one) => one !== whole);
        photosHere.delete(whole.id);
        photos.drain();
        throw error;
      }
      // the tablet's storage is full or broken: from now on in memory, under a client id of its own, and the page says so
      home = spare = spare || memoryStore();
      record = await home.add(mine, whole, bytes);
    }
    edition += 1;
    writing = writing.filter((one) => one !== whole);
    if (mine === owner()) queue.push({ ...record, home });
    poke();
    changed();
  }

  async function sendMarks(records) {
    const first = records[0];
    const batch = records.filter((record) => record.client === first.client
      && Boolean(record.item.practice) === Boolean(first.item.practice)).slice(0, limit);
    const items = batch.map((record) => ({ ...record.item, seq: record.seq }));
    const answer = await transport.request("POST", "/rounds/" + round + "/marks", { judge, client: first.client, items });
    const went = await heed(answer, batch);
    if (went !== "spoilt") { if (went === "on") limit = BATCH; return went; }
    // one item spoils the batch: halve it until that item stands alone, then it is the one refused
    if (batch.length > 1) { limit = Math.ceil(batch.length / 2); return "on"; }
    limit = BATCH;
    await refuse(first, answer.body && answer.body.error);
    return "on";
  }

  async function sendPhoto(record) {
    // noted before the first byte leaves: from here on the server may have it
    const claimed = await record.home.change(record.key, (now) => ({ ...now, sent: true })).catch(() => record);
    edition += 1;
    if (!claimed) return "on";
    const bytes = await record.home.bytes(record.key).catch(() => photosHere.get(record.item.id));
    if (!bytes) { await refuse(record, { code: "gone", message: "" }); return "on"; }
    const { item } = record;
    const said = { id: item.id, client: record.client, seq: record.seq, entry: item.entry, criterion: item.criterion, judge,
      practice: item.practice ? 1 : null, at: item.at };
    const query = Object.keys(said).filter((name) => said[name] !== null && said[name] !== undefined)
      .map((name) => name + "=" + encodeURIComponent(said[name])).join("&");
    const answer = await transport.request("POST", "/rounds/" + round + "/photos?" + query, new Blob([bytes], { type: "image/jpeg" }));
    const went = await heed(answer, [record]);
    if (went === "spoilt") await refuse(record, answer.body && answer.body.error);
    return went === "spoilt" ? "on" : went;
  }

  /** What the answer to `batch` means: "on", "wait", "closed", "stop", or "spoilt" when it was refused as a whole. */
  async function heed({ status, body }, batch) {
    if (body && Array.isArray(body.items)) return (await settle(batch, body)) ? "on" : "wait";
    if (status === 401 || status === 403) { inDoubt("signin"); return "stop"; }
    if (status === 409) return "closed";
    return status === 400 || status === 413 || status === 415 || status === 422 ? "spoilt" : "wait";
  }

  async function refuse(record, why) {
    const said = why || { code: "invalid", message: "" };
    const refused = { code: said.code, message: said.message };
    await note(record, { refused }, () => record.home.change(record.key, (now) => ({ ...now, refused })));
  }

  /** Take the server's word about each item; false when it said nothing about any of them. */
  async function settle(batch, body) {
    const said = new Map(body.items.map((one) => [one.id, one]));
    let any = false;
    for (const record of batch) {
      const answer = said.get(record.item.id);
      if (!answer) continue;
      if (answer.result === "stored" || answer.result === "repeated") await arrived(record, answer);
      else if (answer.result === "refused") await refuse(record, answer);
      else continue;
      any = true;
    }
    if (any) poke();
    return any;
  }

  async function arrived(record, answer) {
    const item = answer.photo ? { ...record.item, photo: answer.photo } : record.item;
    const now = isPhoto(record) ? await record.home.change(record.key, (one) => one).catch(() => null) : null;
    if (now && now.unwanted && answer.photo) await add(dropOf(item));
    else acked.push({ item, at: performance.now(), seen: false });
    if (answer.late) late += 1;
    await drop(record);
  }

  function drop(record) {
    photosHere.delete(record.item.id);
    return note(record, { gone: true }, () => record.home.remove([record.key]));
  }

  const dropOf = ({ entry, criterion, photo, practice }) => ({ kind: "drop_photo", entry, criterion: criterion || null, photo,
    ...(practice ? { practice } : {}) });

  /** Take a photo back that waits on the tablet; false when it is not here any more. */
  async function takeBack(id) {
    const record = queue.find((one) => one.item.id === id);
    if (!record) return false;
    const left = await record.home.change(record.key, (now) => (now.sent && !now.refused ? { ...now, unwanted: true } : null));
    edition += 1;
    await refresh();
    poke();
    changed();
    return left === null || Boolean(left.unwanted);
  }

  /** The bytes of a photo that waits here, or undefined. */
  async function bytesOf(id) {
    const record = queue.find((one) => one.item.id === id);
    return record ? record.home.bytes(record.key) : undefined;
  }

  const kick = () => { if (box.live() && document.visibilityState !== "hidden") lanes.forEach((lane) => lane.kick()); };
  const heard = (event) => {
    if (event.key === "weiping.poke" && judge !== null) {
      // what another tab stored this one sends too, should that tab be closed; the lease keeps them from doing it both
      refresh().then(() => { changed(); for (const lane of lanes) if (lane.tries === 0) lane.drain(); }, () => {});
    }
    if (transport.served && event.key === "weiping.who" && judge !== null && event.newValue !== String(judge)) inDoubt("other");
  };
  const leave = () => { if (judge !== null) lanes.forEach((lane) => lane.release()); };
  window.addEventListener("online", kick);
  document.addEventListener("visibilitychange", kick);
  window.addEventListener("storage", heard);
  window.addEventListener("pagehide", leave);

  function stateNow() {
    if (doubt) return doubt;
    const said = lanes.map((lane) => lane.state);
    return ["closed", "waiting", "sending"].find((one) => said.indexOf(one) >= 0) || "idle";
  }

  return {
    add, kick, takeBack, bytesOf,
    /** Show the items of `who`; with `sure` the session is known to be theirs and sending starts. */
    async start(who, sure) {
      if (judge !== who) { queue = []; known = false; } // another judge's items are nobody else's business, not for a moment
      judge = who;
      const mine = ++starts;
      await refresh();
      if (mine !== starts) return; // somebody began anew meanwhile, and knows more
      known = true;
      confirmed = sure;
      if (sure) {
        doubt = null;
        for (const lane of lanes) { lane.state = "idle"; lane.kick(); }
      }
      changed();
    },
    /** The session is no longer known to be this judge's: keep, do not send. */
    pause: inDoubt,
    /** A state of the server arrived; acknowledged taps older than a moment are part of it. */
    received() {
      const now = performance.now(); // never the clock on the wall: set back, it would hide what came later
      acked = acked.filter((one) => now - one.at < SETTLE);
      for (const one of acked) one.seen = true;
      if (acked.length) {
        setTimeout(() => { acked = acked.filter((one) => !one.seen || performance.now() - one.at < SETTLE); changed(); }, SETTLE + 50);
      }
    },
    async dismiss(record) { await drop(record); await refresh(); poke(); changed(); },
    close() {
      stopped = true;
      leave();
      lanes.forEach((lane) => lane.close());
      window.removeEventListener("online", kick);
      document.removeEventListener("visibilitychange", kick);
      window.removeEventListener("storage", heard);
      window.removeEventListener("pagehide", leave);
    },
    view() {
      const waiting = sendable();
      // a tap may sit in both lists for a moment, while the store already has it
      const ids = new Set(waiting.map((record) => record.item.id));
      const unkept = writing.filter((item) => !ids.has(item.id));
      const gone = new Set(acked.map((one) => one.item.id));
      const here = (item) => !gone.has(item.id);
      return {
        state: stateNow(), known, others, late,
        items: acked.map((one) => one.item).concat(
          waiting.filter((record) => !record.unwanted).map((record) => record.item).concat(unkept).filter(here)),
        acked: acked.map((one) => one.item), // what it has, and may not have told us yet
        pending: waiting.map((record) => record.item).concat(unkept).filter(here), // what the server does not have yet
        waiting: waiting.map((record) => record.item).concat(unkept).filter(here).length,
        unkept: unkept.length, // on the screen, not yet in the tablet's storage
        refused: queue.filter((record) => record.refused),
        durable: spare ? spare.kind : store.kind,
      };
    },
  };
}
