// The judge's pad. What is scored, what is left and whether it is safe are always on the screen.

import { stayAwake } from "./awake.js";
import { markItem } from "./cell.js";
import { h, render } from "./dom.js";
import { cellKey, fold } from "./fold.js";
import { footer } from "./footer.js";
import { header } from "./header.js";
import { padHistory } from "./history.js";
import { recall, remember, words } from "./i18n.js";
import { padNotes } from "./notes.js";
import { padOthers } from "./others.js";
import { padPhotos } from "./photos.js";
import { padProblems } from "./problem.js";
import { outstanding, walk } from "./progress.js";
import { body } from "./scoring.js";
import { padSession } from "./session.js";
import { padSliders } from "./slider.js";
import { banners, pill, quietLine } from "./status.js";
import { rendering } from "./transport.js";

const EMPTY = { marks: [], notes: [], signed: [] };
const NOTHING = { state: "idle", items: [], pending: [], waiting: 0, refused: [], others: 0, late: 0, durable: "indexeddb" };

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-pad";
  const round = data.round.id;
  const s = { pad: { ...EMPTY, ...data }, judge: data.judge || null, session: "loading", entry: null, view: "score",
    armed: {}, refusals: 0, pending: 0, offline: null, find: { text: "", open: false } };
  let closed = false, sleep = null;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const rehearsing = () => s.pad.round.phase === "practice";
  const scoring = () => !closed && Boolean(s.judge) && (s.pad.round.phase === "open" || rehearsing());
  const request = (...asked) => transport.request(...asked);

  /** Into the outbox, stamped with whether this is a rehearsal: what the page showed when it was tapped decides. */
  const keep = (item, bytes) => link.outbox.add(rehearsing() ? { ...item, practice: true } : item, bytes);
  const notes = padNotes(ui, { keep, redraw });
  const sliders = padSliders(ui, { redraw });
  const others = padOthers(ui, { request, round, redraw });
  const history = padHistory(ui, { request, round, redraw });
  const problems = padProblems(ui, { keep, recuse, redraw, round });
  const photos = padPhotos(ui, { el, keep, redraw, armed: s.armed, takeBack: (id) => link.outbox.takeBack(id), bytesOf: (id) => link.outbox.bytesOf(id),
    drop: (photo) => keep({ kind: "drop_photo", entry: photo.entry, criterion: photo.criterion || null, photo: photo.hash }),
    address: (hash) => (transport.served ? transport.base + "/weiping/api/rounds/" + round + "/photos/" + hash : null) });
  const flush = () => { notes.flush(); sliders.flush(); };
  const link = padSession({ s, round, transport, redraw, onState: others.forget, onPhase: screen,
    onArrived: () => { if (s.view === "history") history.ask(); } });

  /** The screen stays on while there is something to score. */
  function screen() {
    if (scoring() && !sleep) sleep = stayAwake();
    else if (!scoring() && sleep) { sleep(); sleep = null; }
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
    link.undo.note(item.entry, item.criterion, before, item.mark === "cleared" ? null : item);
    keep(item);
  }

  function takeBackLast(entry, seen, criteria) {
    sliders.flush();
    const step = link.undo.take(entry.id, seen.marks);
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
      if (status === 200 && said) { link.take(said); redraw(); return null; }
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
    const box = link.outbox ? link.outbox.view() : NOTHING;
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
      undo: () => takeBackLast(entry, seen, criteria), undoable: Boolean(link.undo && entry && link.undo.can(entry.id, seen.marks)),
      sign: () => { flush(); keep({ kind: "sign", entry: entry.id }); show(entry); },
      reopen: () => { s.view = "score"; keep({ kind: "reopen", entry: entry.id }); } };
    const reminded = { seen: recall("reminded/" + round), read: (at) => { remember("reminded/" + round, at); redraw(); } };
    document.title = say(s.pad.round.title) + " · " + t("Scoring on site");
    root.classList.toggle("rehearsing", rehearsing());
    render(root, header(page), h("main", { key: "main" },
      banners(ui, { s, box, base: transport.base, owed: outstanding(s.pad, seen, entries), show, reminded,
        dismiss: (record) => link.outbox.dismiss(record) }),
      problems.answers(seen, entries),
      entry ? body(page) : h("p", { class: "card" }, t("This round has no entries yet.")),
      quietLine(ui, { served: transport.served, offline: s.offline })), entry ? footer(page) : null);
  }

  window.addEventListener("pagehide", flush);
  link.begin();
  draw();
  return () => {
    flush();
    closed = true;
    screen();
    link.close();
    photos.close();
    window.removeEventListener("pagehide", flush);
    root.remove();
  };
}

export default rendering(mount);
