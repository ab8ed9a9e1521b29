// The pad's line to the server, and what it remembers while there is none: who is signed in, what the server says now, the
// last known state for a start without a network, the outbox and the undo steps of whoever is signed in.

import { fold, unfold } from "./fold.js";
import { recall, remember } from "./i18n.js";
import { keepStorage, offlinePage } from "./offline.js";
import { createOutbox } from "./outbox.js";
import { openStore, storeSoon } from "./store.js";
import { backoff } from "./transport.js";
import { createUndo } from "./undo.js";

const QUICK = 200000; // characters of a kept pad at most that a page reads before it draws

/**
 * `s` is the state that the page draws: this module writes `pad`, `judge`, `session`, `offline` and the counts. `onState` is
 * called when the server said something new, `onPhase` when that was another phase, `onArrived` when something waiting got
 * there. The session's `outbox` and `undo` are null until `begin` has opened the tablet's storage.
 */
export function padSession({ s, round, transport, redraw, onState, onPhase, onArrived }) {
  const link = { store: null, outbox: null, undo: null, begin, load, take, close };
  let closed = false, retry = null, tries = 0, pushes = 0, stop = () => {};
  const rehearsing = () => s.pad.round.phase === "practice";

  /** What the server says now: where the feed told something newer meanwhile, it is asked once more. */
  async function ask() {
    const before = pushes;
    const answer = await transport.request("GET", "/rounds/" + round + "/pad");
    return before === pushes || closed ? answer : ask();
  }

  async function load(asked) {
    clearTimeout(retry);
    try {
      const { status, body: said } = await (asked || ask());
      if (closed) return;
      if (status === 200 && said && said.judge) await signedIn(said);
      else if (status === 401 || status === 403) {
        s.session = "signin";
        await lastKnown(); // what waits must be seen, or it looks lost
        link.outbox.pause("signin");
      } else throw new Error("no clear answer");
    } catch (error) {
      await offline();
    }
    redraw();
  }

  async function signedIn(said) {
    take(said);
    s.session = "ok";
    tries = 0;
    s.judge = said.judge;
    if (transport.served) remember("who", String(said.judge.id));
    const started = link.outbox.start(said.judge.id, true);
    redraw(); // the judge taps already while the tablet's storage tells what waits in it
    await openUndo();
    await started;
    keepPad(); // a write that waits for the disk: after what the judge waits for
    keepStorage();
  }

  /** What the server is known to have, for a start without a network. */
  function keepPad() {
    const known = { ...unfold(s.pad, fold(s.pad, link.outbox.view().acked)), judge: s.judge, i18n: null };
    link.store.keep("pad/" + round, known).catch(() => { /* only a start without a network would miss it */ });
    const text = JSON.stringify({ round, known });
    if (transport.served) remember("pad", text.length < QUICK ? text : "");
  }

  /**
   * What this tablet kept of the judge it belongs to is there before anything is asked: tapping begins with it, and what the
   * server says follows in a moment. Nothing is sent before that.
   */
  function atOnce() {
    if (!transport.served || s.judge) return;
    try {
      const kept = JSON.parse(recall("pad") || "null");
      if (!kept || kept.round !== round || String(kept.known.judge.id) !== recall("who")) return;
      s.judge = kept.known.judge;
      take(kept.known);
      link.outbox.start(s.judge.id, false).catch(() => {});
      redraw();
    } catch (error) { /* unreadable: then the server is waited for */ }
  }

  /** No answer: with the last known pad of this tablet a judge goes on tapping; nothing is sent before the session is known. */
  async function offline() {
    if (s.session !== "ok") s.session = "offline";
    await lastKnown();
    retry = setTimeout(load, backoff(tries++));
  }

  async function lastKnown() {
    const last = s.judge ? null : await link.store.kept("pad/" + round).catch(() => null);
    if (last && recall("who") === String(last.judge.id)) {
      s.judge = last.judge;
      take(last);
      await openUndo();
      await link.outbox.start(last.judge.id, false);
    }
  }

  const openUndo = () => link.undo.open(s.judge.id + "/" + round + "/" + (rehearsing() ? "practice " + (s.pad.round.rehearsal || 0) : ""));

  function take(said) {
    const { phase, rehearsal } = s.pad.round;
    s.pad = { ...s.pad, ...said };
    link.outbox.received();
    onState();
    if (s.pad.round.phase === phase && s.pad.round.rehearsal === rehearsal) return;
    if (s.judge) openUndo();
    link.outbox.kick();
    onPhase();
  }

  function outboxChanged() {
    const { state, refused, pending } = link.outbox.view();
    // so that waking up or signing in again asks the server anew who this is
    if (s.session === "ok" && (state === "signin" || state === "other")) s.session = state;
    if (refused.length > s.refusals) load(); // what was shown in advance is not what the server keeps
    if (pending.length < s.pending) {
      onArrived();
      if (s.session === "ok") keepPad();
    }
    s.refusals = refused.length;
    s.pending = pending.length;
    redraw();
  }

  async function begin() {
    const asked = ask(); // the server and the tablet's storage take their time: both at once, and before the first drawing
    asked.catch(() => {});
    link.store = storeSoon(openStore());
    link.undo = createUndo(link.store);
    link.outbox = createOutbox({ transport, round, store: link.store, onChange: outboxChanged });
    atOnce();
    if (s.judge) { await openUndo(); await link.outbox.start(s.judge.id, false); }
    await load(asked);
    if (closed) return;
    onPhase();
    if (transport.served && document.documentElement.classList.contains("wp-page")) {
      offlinePage(transport.base, "/panel").then((state) => { s.offline = state; redraw(); });
    }
    stop = transport.subscribe("pad", { round }, pushed, (state, status) => {
      if (state === "open") link.outbox.kick();
      if (status === 401 || status === 403) { s.session = "signin"; link.outbox.pause("signin"); redraw(); }
    });
  }

  const fixed = () => JSON.stringify([s.pad.round.phase, s.pad.round.rehearsal, s.pad.route]);

  function pushed(said) {
    pushes += 1;
    if (!s.judge) return;
    const before = fixed();
    take(said);
    // the feed does not carry criteria and entries, and a round that begins (or another route) may have brought new ones
    if (fixed() !== before && (s.pad.round.phase === "open" || rehearsing())) load();
    keepPad();
    redraw();
  }

  const wake = () => { if (document.visibilityState !== "hidden" && s.session !== "ok" && link.outbox) load(); };
  const who = (event) => { if (event.key === "weiping.who" && s.judge && event.newValue === String(s.judge.id)) load(); };
  const heard = [[document, "visibilitychange", wake], [window, "online", wake], [window, "storage", who]];
  for (const [target, name, listener] of heard) target.addEventListener(name, listener);

  function close() {
    closed = true;
    clearTimeout(retry);
    stop();
    if (link.outbox) link.outbox.close();
    for (const [target, name, listener] of heard) target.removeEventListener(name, listener);
  }
  return link;
}
