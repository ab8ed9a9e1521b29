// One lane of the outbox: what is ready leaves in the order it was made, one request in flight, in one tab at a time.
// Marks and photos have a lane each, so that a slow photo never stands in the way of a mark.

import { backoff } from "./transport.js";

const HELD = 3000; // a tab that was closed or reloaded in the middle of a request holds its lane for no longer
const BEAT = 1000; // how often a tab that waits for an answer says that it still does

/**
 * `box` is what the lanes share: {tab, store, owner(), live(), mine(), refresh(), changed()}. `ready()` names the records to
 * send, `send(records)` sends the first of them and says how it went: "on" (more may follow at once), "wait" (no clear
 * answer: try again), "closed" (not now: try again) or "stop" (the session is in doubt: until it is known again).
 */
export function createLane({ name, box, ready, send }) {
  const lane = { state: "idle", tries: 0, drain, kick, release, close };
  let running = false, rerun = false, timer = null;
  const lease = () => box.owner() + name;
  const hold = (what) => box.store.lease(what, box.tab, HELD);
  const say = (state) => { lane.state = state; box.changed(); };

  function again(wait) {
    clearTimeout(timer);
    timer = setTimeout(drain, wait === undefined ? backoff(lane.tries++) : wait);
  }

  async function drain() {
    rerun = true;
    if (running || !box.live()) return;
    clearTimeout(timer);
    running = true;
    try {
      while (await step()) { /* the next batch */ }
    } catch (error) {
      say("waiting");
      again();
    } finally {
      running = false;
      release();
    }
  }

  /** One request; true when the next may follow at once. */
  async function step() {
    rerun = false;
    await box.refresh();
    const records = ready();
    if (!records.length && rerun) return true; // something was stored while the list was read
    if (!records.length) { lane.tries = 0; say("idle"); return false; }
    if (!box.mine()) return false;
    // a storage that fails keeps no lease either; sent by two tabs, an item is still stored once
    const held = lease();
    if (!(await hold(held).catch(() => true))) { again(500 + 500 * Math.random()); return false; }
    if (lane.state !== "waiting") say("sending");
    const beat = setInterval(() => hold(held).catch(() => {}), BEAT);
    const went = await send(records).finally(() => clearInterval(beat));
    if (went === "on") { lane.tries = 0; return true; }
    if (went !== "stop") {
      say(went === "closed" ? "closed" : "waiting");
      again();
    }
    return false;
  }

  function kick() { lane.tries = 0; drain(); }
  function release() { box.store.release(lease(), box.tab).catch(() => {}); }
  function close() { clearTimeout(timer); release(); }
  return lane;
}
