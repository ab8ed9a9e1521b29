// The judge's pad. What is scored, what is left and whether it is safe are always on the screen.

import { h, icon, render } from "./dom.js";
import { recall, remember, switches, words } from "./i18n.js";
import { cell, cellKey, markItem, totalOf } from "./cell.js";
import { sheet } from "./sheet.js";
import { padNotes } from "./notes.js";
import { banners, pill } from "./status.js";
import { createOutbox, fold } from "./outbox.js";
import { openStore } from "./store.js";
import { backoff, rendering } from "./transport.js";

const EMPTY = { marks: [], notes: [], signed: [] };

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-pad";
  const round = data.round.id;
  const s = { pad: { ...EMPTY, ...data }, judge: data.judge || null, session: "loading", entry: null, view: "score",
    armed: {}, refusals: 0 };
  let outbox = null, store = null, closed = false, retry = null, tries = 0, stop = () => {};
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const keep = (item) => (outbox ? outbox.add(item) : Promise.resolve());
  const notes = padNotes(ui, { keep, redraw });

  // -- what the server says ------------------------------------------------------------------------------------------
  async function load() {
    clearTimeout(retry);
    try {
      const { status, body } = await transport.request("GET", "/rounds/" + round + "/pad");
      if (closed) return;
      if (status === 200 && body && body.judge) await signedIn(body);
      else if (status === 401 || status === 403) { s.session = "signin"; outbox.pause("signin"); }
      else throw new Error("no clear answer");
    } catch (error) {
      await offline();
    }
    redraw();
  }

  async function signedIn(body) {
    take(body);
    s.session = "ok";
    tries = 0;
    s.judge = body.judge;
    if (transport.served) remember("who", String(body.judge.id));
    store.keep("pad/" + round, body).catch(() => {});
    await outbox.start(body.judge.id, true);
  }

  /** No answer: with the last known pad of this tablet a judge goes on tapping; nothing is sent before the session is known. */
  async function offline() {
    if (s.session !== "ok") s.session = "offline";
    const last = s.judge ? null : await store.kept("pad/" + round).catch(() => null);
    if (last && recall("who") === String(last.judge.id)) {
      s.judge = last.judge;
      take(last);
      await outbox.start(last.judge.id, false);
    }
    retry = setTimeout(load, backoff(tries++));
  }

  function take(body) {
    const phase = s.pad.round.phase;
    s.pad = { ...s.pad, ...body };
    if (body.criteria) s.pad.criteria = body.criteria;
    outbox.received();
    if (s.pad.round.phase !== phase) outbox.kick();
  }

  function outboxChanged() {
    const { state, refused } = outbox.view();
    const refusals = refused.length;
    // so that waking up or signing in again asks the server anew who this is
    if (s.session === "ok" && (state === "signin" || state === "other")) s.session = state;
    if (refusals > s.refusals) load(); // what was shown in advance is not what the server keeps
    s.refusals = refusals;
    redraw();
  }

  const wake = () => { if (document.visibilityState !== "hidden" && s.session !== "ok") load(); };
  const who = (event) => { if (event.key === "weiping.who" && s.judge && event.newValue === String(s.judge.id)) load(); };

  async function begin() {
    store = await openStore();
    outbox = createOutbox({ transport, round, store, onChange: outboxChanged });
    if (closed) return;
    if (s.judge) await outbox.start(s.judge.id, false);
    await load();
    if (closed) return;
    stop = transport.subscribe("pad", { round }, (push) => { if (s.judge) { take(push); redraw(); } },
      (state, status) => {
        if (state === "open") outbox.kick();
        if (status === 401 || status === 403) { s.session = "signin"; outbox.pause("signin"); redraw(); }
      });
  }

  // -- what the judge does -------------------------------------------------------------------------------------------
  const show = (entry, view) => {
    notes.flush();
    s.entry = entry.id;
    s.view = view || "score";
    try { sessionStorage.setItem("weiping.entry." + round, String(entry.id)); } catch (error) { /* only a comfort */ }
    redraw();
    const top = root.getBoundingClientRect().top + window.pageYOffset;
    window.scrollTo(0, Math.min(window.pageYOffset, top));
  };

  function here(seen) {
    const { entries } = s.pad;
    if (s.entry === null && s.session !== "loading") {
      let last = null;
      try { last = sessionStorage.getItem("weiping.entry." + round); } catch (error) { /* none */ }
      const start = entries.find((one) => String(one.id) === last) || entries.find((one) => !seen.signed.has(one.id)) || entries[0];
      s.entry = start ? start.id : null;
    }
    return entries.find((one) => one.id === s.entry) || entries[0];
  }

  // -- the page ------------------------------------------------------------------------------------------------------
  function draw() {
    const { t, say } = ui;
    const box = outbox ? outbox.view() : { state: "idle", items: [], waiting: 0, refused: [], others: 0, late: 0,
      durable: "indexeddb" };
    const seen = fold(s.pad, box.items);
    const entry = here(seen);
    const { criteria, entries } = s.pad;
    const locked = s.pad.round.phase !== "open" || !s.judge;
    const missing = (one) => criteria.filter((criterion) => !seen.marks.get(cellKey(one.id, criterion.key)));
    const page = { ui, s, box, seen, entry, criteria, entries, locked, missing,
      signed: Boolean(entry) && seen.signed.has(entry.id) };
    document.title = say(s.pad.round.title) + " · " + t("Scoring on site");
    render(root, header(page), h("main", { key: "main" },
      banners(ui, { s, box, base: transport.base, dismiss: (record) => outbox.dismiss(record) }),
      entry ? body(page) : h("p", { class: "card" }, t("This round has no entries yet."))), entry ? footer(page) : null);
  }

  function header({ ui: { t, say }, s: { pad, judge }, box, seen, entry, entries, missing }) {
    const word = pill(ui, s, box, notes.busy());
    const name = judge ? t("Judge {number}", { number: String(judge.number).padStart(2, "0") }) + " · " + say(judge.kind) : "";
    return h("header", { key: "header" },
      h("div", { class: "bar1" }, h("h1", null, say(pad.round.title) + " · " + t("Scoring on site")), switches(ui)),
      h("div", { class: "bar2" }, h("div", { class: "muted" }, name,
        h("span", { class: "done" }, t("{n} / {all} done", { n: seen.signed.size, all: entries.length }))),
        h("span", { class: "sync " + word.tone, role: "status", "data-state": word.state }, word.text)),
      h("nav", { "aria-label": t("Entries") }, entries.map((one) => {
        const done = seen.signed.has(one.id);
        const state = done ? t("signed") : t("{n} of {all} scored",
          { n: pad.criteria.length - missing(one).length, all: pad.criteria.length });
        return h("button", { key: one.id, class: (done ? "done" : missing(one).length < pad.criteria.length ? "part"
          : "") + (entry && one.id === entry.id ? " now" : ""),
          "aria-current": entry && one.id === entry.id ? "step" : null, "aria-label": one.number + " " + say(one.name) + " · " + state, onclick: () => show(one) },
        h("i", null), h("span", null, done ? icon("tick", 14) : null, String(one.number)));
      })));
  }

  function body({ ui: { say }, seen, entry, criteria, entries, locked, signed }) {
    const facts = Object.keys(entry.facts || {}).length ? say(entry.facts) : "";
    const head = h("section", { class: "entry", key: "entry/" + entry.id, "aria-live": "polite" },
      h("div", null, h("h2", null, say(entry.name)), facts ? h("div", { class: "muted" }, facts) : null),
      h("div", { class: "of muted num" }, entries.indexOf(entry) + 1, " / ", entries.length));
    if (signed || s.view === "sheet") {
      return [head, sheet(ui, { criteria, entry, seen, signed, locked, armed: s.armed, redraw,
        reopen: () => { s.view = "score"; keep({ kind: "reopen", entry: entry.id }); } })];
    }
    const mark = (criterion, kind, detail) => keep(markItem(entry.id, criterion, kind, detail));
    return [head, h("div", { class: "crits", key: "crits/" + entry.id },
      criteria.map((criterion) => cell(ui, { criterion, locked, mark,
      answer: seen.marks.get(cellKey(entry.id, criterion.key)), note: notes.of(entry.id, criterion.key, seen.notes, locked) })),
    h("section", { class: "card whole", key: "whole" }, notes.of(entry.id, null, seen.notes, locked).button(),
      notes.of(entry.id, null, seen.notes, locked).box()))];
  }

  function footer({ ui: { t, say, list }, seen, entry, criteria, entries, locked, missing, signed }) {
    const left = missing(entry);
    const index = entries.indexOf(entry);
    const beside = (step) => entries[(index + step + entries.length) % entries.length];
    // from the last entry on, "next" leads to whatever is still open
    const next = index + 1 < entries.length ? entries[index + 1] : entries.find((one) => !seen.signed.has(one.id)) || entries[0];
    const all = entries.every((one) => seen.signed.has(one.id));
    const words = signed ? (all ? t("All sheets are signed. Thank you!") : t("This sheet is signed."))
      : s.pad.round.phase === "draft" ? t("Not open yet") : left.length ? t("Still to do: {titles}",
        { titles: list(left.map((one) => say(one.title))) }) : t("All scored. Please check and sign.");
    const review = !signed && !left.length && !locked;
    const sign = () => { notes.flush(); keep({ kind: "sign", entry: entry.id }); show(entry); };
    const go = review && s.view === "sheet" ? h("button", { class: "go sign", key: "sign", onclick: sign },
      t("Sign and submit"))
      : review ? h("button", { class: "go review", key: "review", onclick: () => show(entry, "sheet") }, t("Check and sign"))
        : h("button", { class: "go next", key: "next", onclick: () => show(next) }, t("Next"),
          h("i", { "aria-hidden": "true" }, " ›"));
    const back = s.view === "sheet" && !signed ? h("button",
      { class: "prev", key: "back", "aria-label": t("Change marks"), onclick: () => show(entry) }, "‹ ", h("span", null,
      t("Change marks")))
      : h("button", { class: "prev", key: "prev", "aria-label": t("Previous"), onclick: () => show(beside(-1)) }, "‹ ",
        h("span", null, t("Previous")));
    return h("footer", { key: "footer" },
      h("div", { class: "sum" }, h("div", { class: "muted" },
        t("Total ({n}/{all})", { n: criteria.length - left.length, all: criteria.length })),
        h("div", { class: "total num" }, totalOf(criteria, seen.marks, entry.id) || "—")),
      h("div", { class: "left" + (left.length ? "" : " full"), role: "status" }, words), back, go);
  }

  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("storage", who);
  window.addEventListener("pagehide", notes.flush);
  draw();
  begin();
  return () => {
    notes.flush();
    closed = true;
    clearTimeout(retry);
    stop();
    if (outbox) outbox.close();
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", wake);
    window.removeEventListener("storage", who);
    window.removeEventListener("pagehide", notes.flush);
    root.remove();
  };
}

export default rendering(mount);
