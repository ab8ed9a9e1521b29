// The outbox: no tap is lost and none is sent under another's name.
//  1 A tap is stored on the tablet before it is sent, with a number that no other tap of this tablet has.
//  2 Items leave in the order they were made, at most 100 at a time, one batch in flight.
//  3 An item is dropped only when the server says `stored` or `repeated` about its id.
//  4 A refused item moves to the refused list and stays there until it has been read.
//  5 Items belong to one judge and round; they are sent only while that judge's session is known to be the tablet's.
//  6 Anything that is not a clear answer (no network, 5xx, a hotspot's login page) means: keep, and try again.

import { recall } from "./i18n.js";
import { memoryStore, uuid } from "./store.js";
import { backoff } from "./transport.js";

const BATCH = 100;
const LEASE = 30000; // longer than a request may take
const SETTLE = 2000; // how long an acknowledged tap may be overtaken by an older push of the feed

/**
 * `store` from openStore; `onChange` is called whenever `view()` says something new.
 * State: idle | sending | waiting (no network) | signin (401, 403) | other (another judge signed in here) | closed (409: not open).
 */
export function createOutbox({ transport, round, store, onChange }) {
  const tab = uuid();
  let judge = null, confirmed = false, stopped = false, spare = null;
  let queue = [], writing = [], acked = [], others = 0, late = 0;
  let state = "idle", running = false, rerun = false, tries = 0, timer = null, limit = BATCH;
  let edition = 0; // counts changes of the store, so that a reading that was overtaken is taken again
  let chain = Promise.resolve(); // writes to the store happen one after the other, in the order of the taps

  const owner = () => judge + "/" + round;
  const path = "/rounds/" + round + "/marks";
  const changed = (next) => { if (next) state = next; if (!stopped) onChange(); };
  const stores = () => (spare ? [store, spare] : [store]);
  const poke = () => { try { localStorage.setItem("weiping.poke",
    tab + Date.now()); } catch (error) { /* one tab only then */ } };

  async function refresh() {
    let seen, found, foreign;
    do {
      seen = edition;
      found = [];
      foreign = 0;
      for (const one of stores()) {
        for (const record of await one.list(owner())) found.push({ ...record, home: one });
        foreign += (await one.owners()).filter((name) => name !== owner() && name.split("/")[1] === String(round)).length;
      }
    } while (seen !== edition);
    queue = found;
    others = foreign;
  }

  /** Keep a tap. Resolves when it is on the tablet; `view()` shows it at once. */
  function add(item) {
    const mine = owner();
    const whole = { ...item, id: uuid(), at: new Date().toISOString() };
    writing.push(whole);
    changed(state === "idle" ? "sending" : null);
    chain = chain.then(async () => {
      let home = spare || store;
      let record;
      try {
        record = await home.add(mine, whole);
      } catch (error) {
        // the tablet's storage is full or broken: from now on in memory, under a client id of its own, and the page says so
        home = spare = spare || memoryStore();
        record = await home.add(mine, whole);
      }
      edition += 1;
      writing = writing.filter((one) => one !== whole);
      if (mine === owner()) queue.push({ ...record, home });
      poke();
      changed();
      if (tries === 0) drain();
    });
    return chain;
  }

  function again(ms) {
    clearTimeout(timer);
    timer = setTimeout(drain, ms === undefined ? backoff(tries++) : ms);
  }

  const sendable = () => queue.filter((record) => !record.refused);

  async function drain() {
    rerun = true;
    if (running || stopped || !confirmed) return;
    clearTimeout(timer);
    running = true;
    try {
      for (;;) {
        rerun = false;
        await refresh();
        const ready = sendable();
        if (!ready.length && rerun) continue; // a tap was stored while the list was read
        if (!ready.length) { tries = 0; changed("idle"); break; }
        // the cookie belongs to whoever joined last on this tablet, in any tab
        if (transport.served && recall("who") && recall("who") !== String(judge)) { confirmed = false; changed("other"); break; }
        if (!(await store.lease(owner(), tab, LEASE))) { again(1000 + 1000 * Math.random()); break; }
        const batch = ready.filter((record) => record.client === ready[0].client).slice(0, limit);
        if (state !== "waiting") changed("sending");
        if (!(await send(batch))) break;
      }
    } catch (error) {
      changed("waiting");
      again();
    } finally {
      running = false;
      store.release(owner(), tab).catch(() => {});
    }
  }

  /** One batch; true when the next may follow at once. */
  async function send(batch) {
    const items = batch.map((record) => ({ ...record.item, seq: record.seq }));
    const { status, body } = await transport.request("POST", path, { judge, client: batch[0].client, items });
    if (body && Array.isArray(body.items)) {
      if (await settle(batch, body)) { tries = 0; limit = BATCH; return true; }
    } else if (status === 401 || status === 403) {
      confirmed = false;
      changed("signin");
      return false;
    } else if (status === 409) {
      changed("closed");
      again();
      return false;
    } else if (status === 400 || status === 413 || status === 422) {
      // one item spoils the batch: halve it until that item stands alone, then it is the one refused
      if (batch.length > 1) { limit = Math.ceil(batch.length / 2); return true; }
      const why = (body && body.error) || { code: "invalid", message: "" };
      await batch[0].home.refuse(bare(batch[0]), why);
      edition += 1;
      limit = BATCH;
      return true;
    }
    changed("waiting");
    again();
    return false;
  }

  const bare = (record) => { const copy = { ...record }; delete copy.home; return copy; };

  /** Take the server's word about each item; false when it said nothing about any of them. */
  async function settle(batch, body) {
    const said = new Map(body.items.map((one) => [one.id, one]));
    let any = false;
    for (const record of batch) {
      const answer = said.get(record.item.id);
      if (!answer) continue;
      if (answer.result === "stored" || answer.result === "repeated") {
        acked.push({ item: record.item, at: Date.now(), seen: false });
        if (answer.late) late += 1;
        await record.home.remove([record.key]);
        edition += 1;
        any = true;
      } else if (answer.result === "refused") {
        await record.home.refuse(bare(record), { code: answer.code, message: answer.message });
        edition += 1;
        any = true;
      }
    }
    if (any) poke();
    return any;
  }

  const kick = () => { if (!stopped && confirmed && document.visibilityState !== "hidden") { tries = 0; drain(); } };
  const heard = (event) => {
    if (event.key === "weiping.poke" && judge !== null) refresh().then(() => changed(), () => {});
    if (transport.served && event.key === "weiping.who" && judge !== null && event.newValue !== String(judge)) { confirmed = false; changed("other"); }
  };
  const leave = () => { if (judge !== null) store.release(owner(), tab).catch(() => {}); };
  window.addEventListener("online", kick);
  document.addEventListener("visibilitychange", kick);
  window.addEventListener("storage", heard);
  window.addEventListener("pagehide", leave);

  return {
    add,
    kick,
    /** Show the items of `who`; with `sure` the session is known to be theirs and sending starts. */
    async start(who, sure) {
      judge = who;
      await refresh();
      confirmed = sure;
      if (sure) { tries = 0; state = "idle"; drain(); }
      changed();
    },
    /** The session is no longer known to be this judge's: keep, do not send. */
    pause(why) { confirmed = false; changed(why); },
    /** A state of the server arrived; acknowledged taps older than a moment are part of it. */
    received() {
      const now = Date.now();
      acked = acked.filter((one) => now - one.at < SETTLE);
      for (const one of acked) one.seen = true;
      if (acked.length) {
        setTimeout(() => { acked = acked.filter((one) => !one.seen || Date.now() - one.at < SETTLE); changed(); }, SETTLE + 50);
      }
    },
    async dismiss(record) { await record.home.remove([record.key]); edition += 1; await refresh(); poke(); changed(); },
    close() {
      stopped = true;
      clearTimeout(timer);
      leave();
      window.removeEventListener("online", kick);
      document.removeEventListener("visibilitychange", kick);
      window.removeEventListener("storage", heard);
      window.removeEventListener("pagehide", leave);
    },
    view() {
      const waiting = sendable().map((record) => record.item);
      // a tap may sit in both lists for a moment, while the store already has it
      const ids = new Set(waiting.map((item) => item.id));
      const all = waiting.concat(writing.filter((item) => !ids.has(item.id)));
      const gone = new Set(acked.map((one) => one.item.id));
      return {
        state, others, late,
        items: acked.map((one) => one.item).concat(all.filter((item) => !gone.has(item.id))),
        waiting: all.filter((item) => !gone.has(item.id)).length,
        unkept: all.length - waiting.length, // on the screen, not yet in the tablet's storage
        refused: queue.filter((record) => record.refused),
        durable: spare ? spare.kind : store.kind,
      };
    },
  };
}

/** What the judge sees: the server's state with the taps laid over it that it does not have yet. */
export function fold(server, items) {
  const marks = new Map(), notes = new Map(), signed = new Set(server.signed || []);
  const cell = (one) => one.entry + "/" + (one.criterion || "");
  for (const mark of server.marks || []) marks.set(cell(mark), mark);
  for (const note of server.notes || []) notes.set(cell(note), note.text);
  for (const item of items) {
    if (item.kind === "mark" && item.mark === "cleared") marks.delete(cell(item));
    else if (item.kind === "mark") marks.set(cell(item), item);
    else if (item.kind === "note") notes.set(cell(item), item.text);
    else if (item.kind === "sign") signed.add(item.entry);
    else if (item.kind === "reopen") signed.delete(item.entry);
  }
  return { marks, notes, signed };
}
