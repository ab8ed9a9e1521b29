// The judge's pad. What is scored, what is left and whether it is safe are always on the screen.

import { stayAwake } from "./awake.js";
import { markItem } from "./cell.js";
import { h, render } from "./dom.js";
import { cellKey, fold, unfold } from "./fold.js";
import { footer } from "./footer.js";
import { header } from "./header.js";
import { padHistory } from "./history.js";
import { recall, remember, words } from "./i18n.js";
import { padNotes } from "./notes.js";
import { padOthers } from "./others.js";
import { keepStorage, offlinePage } from "./offline.js";
import { createOutbox } from "./outbox.js";
import { padPhotos } from "./photos.js";
import { padProblems } from "./problem.js";
import { outstanding, walk } from "./progress.js";
import { body } from "./scoring.js";
import { padSliders } from "./slider.js";
import { banners, pill, quietLine } from "./status.js";
import { openStore } from "./store.js";
import { backoff, rendering } from "./transport.js";
import { createUndo } from "./undo.js";

const EMPTY = { marks: [], notes: [], signed: [] };
const NOTHING = { state: "idle", items: [], pending: [], waiting: 0, refused: [], others: 0, late: 0, durable: "indexeddb" };

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-pad";
  const round = data.round.id;
  const s = { pad: { ...EMPTY, ...data }, judge: data.judge || null, session: "loading", entry: null, view: "score",
    armed: {}, refusals: 0, pending: 0, offline: null, find: { text: "", open: false } };
  let outbox = null, store = null, undo = null, closed = false, retry = null, tries = 0, sleep = null, stop = () => {};
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const rehearsing = () => s.pad.round.phase === "practice";
  const scoring = () => !closed && Boolean(s.judge) && (s.pad.round.phase === "open" || rehearsing());
  const request = (...asked) => transport.request(...asked);

  /** Into the outbox, stamped with whether this is a rehearsal: what the page showed when it was tapped decides. */
  const keep = (item, bytes) => (outbox ? outbox.add(rehearsing() ? { ...item, practice: true } : item, bytes) : Promise.resolve());
  const notes = padNotes(ui, { keep, redraw });
  const sliders = padSliders(ui, { redraw });
  const others = padOthers(ui, { request, round, redraw });
  const history = padHistory(ui, { request, round, redraw });
  const problems = padProblems(ui, { keep, recuse, redraw, round });
  const photos = padPhotos(ui, { el, keep, redraw, armed: s.armed, takeBack: (id) => outbox.takeBack(id), bytesOf: (id) => outbox.bytesOf(id),
    drop: (photo) => keep({ kind: "drop_photo", entry: photo.entry, criterion: photo.criterion || null, photo: photo.hash }),
    address: (hash) => (transport.served ? transport.base + "/weiping/api/rounds/" + round + "/photos/" + hash : null) });
  const flush = () => { notes.flush(); sliders.flush(); };
  /** The screen stays on while there is something to score. */
  function screen() {
    if (scoring() && !sleep) sleep = stayAwake();
    else if (!scoring() && sleep) { sleep(); sleep = null; }
  }

  // -- what the server says ------------------------------------------------------------------------------------------
  const ask = () => request("GET", "/rounds/" + round + "/pad");

  async function load(asked) {
    clearTimeout(retry);
    try {
      const { status, body: said } = await (asked || ask());
      if (closed) return;
      if (status === 200 && said && said.judge) await signedIn(said);
      else if (status === 401 || status === 403) { s.session = "signin"; outbox.pause("signin"); }
      else throw new Error("no clear answer");
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
    await openUndo();
    await outbox.start(said.judge.id, true);
    keepPad(); // a write that waits for the disk: after what the judge waits for
    keepStorage();
  }

  /** What the server is known to have, for a start without a network. */
  function keepPad() {
    const known = { ...unfold(s.pad, fold(s.pad, outbox.view().acked)), judge: s.judge, i18n: null };
    store.keep("pad/" + round, known).catch(() => { /* only a start without a network would miss it */ });
  }

  /** No answer: with the last known pad of this tablet a judge goes on tapping; nothing is sent before the session is known. */
  async function offline() {
    if (s.session !== "ok") s.session = "offline";
    const last = s.judge ? null : await store.kept("pad/" + round).catch(() => null);
    if (last && recall("who") === String(last.judge.id)) {
      s.judge = last.judge;
      take(last);
      await openUndo();
      await outbox.start(last.judge.id, false);
    }
    retry = setTimeout(load, backoff(tries++));
  }

  const openUndo = () => undo.open(s.judge.id + "/" + round + "/" + (rehearsing() ? "practice " + (s.pad.round.rehearsal || 0) : ""));

  function take(said) {
    const { phase, rehearsal } = s.pad.round;
    s.pad = { ...s.pad, ...said };
    outbox.received();
    others.forget();
    if (s.pad.round.phase === phase && s.pad.round.rehearsal === rehearsal) return;
    if (s.judge) openUndo();
    outbox.kick();
    screen();
  }

  function outboxChanged() {
    const { state, refused, pending } = outbox.view();
    // so that waking up or signing in again asks the server anew who this is
    if (s.session === "ok" && (state === "signin" || state === "other")) s.session = state;
    if (refused.length > s.refusals) load(); // what was shown in advance is not what the server keeps
    if (s.view === "history" && pending.length < s.pending) history.ask();
    if (s.session === "ok" && pending.length < s.pending) keepPad();
    s.refusals = refused.length;
    s.pending = pending.length;
    redraw();
  }

  async function begin() {
    const asked = ask(); // the server and the tablet's storage take their time: both at once, and before the first drawing
    asked.catch(() => {});
    store = await openStore();
    undo = createUndo(store);
    outbox = createOutbox({ transport, round, store, onChange: outboxChanged });
    if (closed) return;
    if (s.judge) { await openUndo(); await outbox.start(s.judge.id, false); }
    await load(asked);
    if (closed) return;
    screen();
    if (transport.served && document.documentElement.classList.contains("wp-page")) {
      offlinePage(transport.base).then((state) => { s.offline = state; redraw(); });
    }
    stop = transport.subscribe("pad", { round }, pushed, (state, status) => {
      if (state === "open") outbox.kick();
      if (status === 401 || status === 403) { s.session = "signin"; outbox.pause("signin"); redraw(); }
    });
  }

  const fixed = () => JSON.stringify([s.pad.round.phase, s.pad.round.rehearsal, s.pad.route]);

  function pushed(said) {
    if (!s.judge) return;
    const before = fixed();
    take(said);
    // the feed does not carry criteria and entries, and a round that begins (or another route) may have brought new ones
    if (fixed() !== before && scoring()) load();
    keepPad();
    redraw();
  }

  // -- what the judge does -------------------------------------------------------------------------------------------
  const show = (entry, view) => {
    flush();
    s.entry = entry.id;
    s.view = view || "score";
    if (s.view === "history") history.ask();
    try { sessionStorage.setItem("weiping.entry." + round, String(entry.id)); } catch (error) { /* only a comfort */ }
    redraw();
    const top = root.getBoundingClientRect().top + window.pageYOffset;
    window.scrollTo(0, Math.min(window.pageYOffset, top));
    const now = root.querySelector("nav .now");
    if (now && now.scrollIntoView) now.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  function answer(before, item) {
    undo.note(item.entry, item.criterion, before, item.mark === "cleared" ? null : item);
    keep(item);
  }

  function takeBackLast(entry, seen, criteria) {
    sliders.flush();
    const step = undo.take(entry.id, seen.marks);
    const criterion = step && criteria.find((one) => one.key === step.criterion);
    if (!criterion) return redraw();
    return keep(again(entry, criterion, step.before || { mark: "cleared" }));
  }

  /** An earlier answer made anew, just as it was. */
  const again = (entry, criterion, { mark, value, detail }) => ({ kind: "mark", entry: entry.id, criterion: criterion.key, mark,
    ...(mark === "value" ? { value, detail: detail || null } : {}) });

  /** Step back from an entry: the server's word is waited for, since it changes what is owed. */
  async function recuse(entry, reason) {
    try {
      const { status, body: said } = await request("POST", "/rounds/" + round + "/recusals", { entry, reason });
      if (status === 200 && said) { take(said); redraw(); return null; }
      return (said && said.error && said.error.message) || ui.t("the server did not accept it");
    } catch (error) {
      return ui.t("There is no network just now. Please try again, or tell the chair.");
    }
  }

  function here(entries, seen) {
    if (s.entry === null && s.session !== "loading") {
      let last = null;
      try { last = sessionStorage.getItem("weiping.entry." + round); } catch (error) { /* none */ }
      const start = entries.find((one) => String(one.id) === last) || outstanding(s.pad, seen, entries)[0] || entries[0];
      s.entry = start ? start.id : null;
    }
    return entries.find((one) => one.id === s.entry) || entries[0];
  }

  // -- the page ------------------------------------------------------------------------------------------------------
  function draw() {
    const { t, say } = ui;
    const box = outbox ? outbox.view() : NOTHING;
    const seen = fold(s.pad, box.items);
    const entries = walk(s.pad);
    const entry = here(entries, seen);
    const { criteria } = s.pad;
    const now = (criterion) => seen.marks.get(cellKey(entry.id, criterion.key));
    const word = pill(ui, s, box, notes.busy() + sliders.busy() + photos.busy());
    const page = { ui, box, seen, entry, criteria, entries, word, show, redraw, notes, photos, problems, others, history, sliders,
      pad: s.pad, judge: s.judge, view: s.view, armed: s.armed, find: s.find, locked: !scoring(), listed: s.view === "list",
      signed: Boolean(entry) && seen.signed.has(entry.id), conflict: (entry && seen.conflicts.get(entry.id)) || null,
      list: () => { if (entry) show(entry, s.view === "list" ? "score" : "list"); },
      openHistory: () => show(entry, "history"),
      mark: (criterion, kind, detail) => answer(now(criterion), markItem(entry.id, criterion, kind, detail)),
      putBack: (criterion, one) => answer(now(criterion), again(entry, criterion, one)),
      undo: () => takeBackLast(entry, seen, criteria), undoable: Boolean(undo && entry && undo.can(entry.id, seen.marks)),
      sign: () => { flush(); keep({ kind: "sign", entry: entry.id }); show(entry); },
      reopen: () => { s.view = "score"; keep({ kind: "reopen", entry: entry.id }); } };
    const reminded = { seen: recall("reminded/" + round), read: (at) => { remember("reminded/" + round, at); redraw(); } };
    document.title = say(s.pad.round.title) + " · " + t("Scoring on site");
    root.classList.toggle("rehearsing", rehearsing());
    render(root, header(page), h("main", { key: "main" },
      banners(ui, { s, box, base: transport.base, owed: outstanding(s.pad, seen, entries), show, reminded,
        dismiss: (record) => outbox.dismiss(record) }),
      problems.answers(seen, entries),
      entry ? body(page) : h("p", { class: "card" }, t("This round has no entries yet.")),
      quietLine(ui, { served: transport.served, offline: s.offline })), entry ? footer(page) : null);
  }

  const wake = () => { if (document.visibilityState !== "hidden" && s.session !== "ok") load(); };
  const who = (event) => { if (event.key === "weiping.who" && s.judge && event.newValue === String(s.judge.id)) load(); };
  const heard = [[document, "visibilitychange", wake], [window, "online", wake], [window, "storage", who], [window, "pagehide", flush]];
  for (const [target, name, listener] of heard) target.addEventListener(name, listener);
  begin();
  draw();
  return () => {
    flush();
    closed = true;
    screen();
    clearTimeout(retry);
    stop();
    if (outbox) outbox.close();
    photos.close();
    for (const [target, name, listener] of heard) target.removeEventListener(name, listener);
    root.remove();
  };
}

export default rendering(mount);
