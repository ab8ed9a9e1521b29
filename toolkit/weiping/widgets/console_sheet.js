// One judge's sheet beside the page: marks next to the panel's medians, notes, comments, photos, what happened, conflicts.

import { h, icon } from "./dom.js";
import { answerWords, cellOf, clearField, criterionName, entryName, field, fieldValue, itemWords, judgeName, judgeOf, toggle,
  trouble } from "./console_parts.js";
import { farWords, stateWords } from "./console_matrix.js";

/** The panel of a console: `open(judge, entry)`, `view()` what stands in it, `follow()` after news from the server. */
export function sheetPanel(chair) {
  let at = null, sheet = null, problem = "", stamp = "";
  const onKey = (event) => { if (event.key === "Escape" && at && !document.querySelector(".wp-cards")) close(); };
  document.addEventListener("keydown", onKey);
  const state = () => JSON.stringify([cellOf(chair, at.judge, at.entry), chair.s.data.photos, chair.s.data.round.phase]);

  async function fetchSheet() {
    const asked = at;
    stamp = state();
    problem = "";
    try {
      const { status, body } = await chair.transport.request("GET", chair.path + "/sheets/" + asked.judge + "/" + asked.entry);
      if (at !== asked) return; // another cell was tapped meanwhile
      if (status === 200 && body) sheet = body;
      else problem = (body && body.error && body.error.message) || chair.ui.t("The server did not answer. Please try again.");
    } catch (error) {
      if (at !== asked) return;
      problem = chair.ui.t("No network. The sheet could not be fetched.");
    }
    chair.redraw();
  }

  function open(judge, entry) {
    if (at && at.judge === judge && at.entry === entry) { close(); return; }
    at = { judge, entry };
    sheet = null;
    clearField(chair, "conflict");
    chair.s.trouble = null;
    chair.redraw();
    fetchSheet();
    const panel = chair.root.querySelector(".panel");
    panel.focus({ preventScroll: true });
    panel.scrollTop = 0;
    uncover(cellButton(), panel);
  }

  const cellButton = () => at && chair.root.querySelector('[data-cell="' + at.judge + "/" + at.entry + '"]');

  function close() {
    const cell = cellButton();
    at = null;
    chair.redraw();
    if (cell) cell.focus();
  }

  const follow = () => { if (at && state() !== stamp) fetchSheet(); };

  function view() {
    if (!at) return null;
    const { t, say } = chair.ui;
    const title = judgeName(chair, at.judge) + " · " + entryName(chair, at.entry);
    return h("section", { class: "card panel", key: "panel", tabindex: "-1", "aria-label": t("Sheet: {title}", { title }) },
      h("div", { class: "top", key: "top" }, h("div", { class: "grow" }, h("h2", null, title), h("small", { class: "muted" }, say(judgeOf(chair, at.judge).kind))),
        h("button", { class: "quiet", onclick: close, "aria-label": t("Close the sheet") }, icon("cross"))),
      head(chair, cellOf(chair, at.judge, at.entry)),
      problem ? h("p", { class: "trouble", role: "alert" }, icon("warn", 20), " ", problem, " ",
        h("button", { onclick: fetchSheet }, t("Try again"))) : null,
      sheet ? [marks(chair, sheet), texts(chair, sheet), photos(chair, at, sheet), history(chair, sheet)]
        : problem ? null : h("p", { class: "muted", role: "status" }, t("Fetching the sheet …")),
      conflict(chair, at));
  }

  return { open, close, view, follow, shown: () => at, stop: () => document.removeEventListener("keydown", onKey) };
}

/** On a tablet the panel lies over the lower half of the page: the cell that was tapped is brought above it. */
function uncover(cell, panel) {
  if (getComputedStyle(panel).position !== "fixed") { panel.scrollIntoView({ block: "nearest" }); return; }
  const over = cell.getBoundingClientRect(), under = panel.getBoundingClientRect();
  if (over.right > under.left && over.bottom > under.top) window.scrollBy(0, over.bottom - under.top + 24);
}

function head(chair, cell) {
  const { t, say, colon } = chair.ui;
  return h("p", { class: "state", key: "state" }, h("b", null, stateWords(chair.ui)[cell.state]),
    cell.state === "progress" ? " " + cell.answered + "/" + cell.due : "", cell.why ? colon() + say(cell.why) : "",
    cell.state === "signed" ? [" · ", t("Total"), " ", h("b", { class: "num" }, cell.total || "—")] : null,
    cell.far ? h("span", { class: "tie" }, icon("warn", 20), " ", farWords(chair.ui, cell.far), " ", t("(panel median {median})", { median: cell.far.median })) : null);
}

function marks(chair, sheet) {
  const { t } = chair.ui;
  const given = new Map((sheet.marks || []).map((one) => [one.criterion, one]));
  const medians = new Map((sheet.medians || []).map((one) => [one.criterion, one.value]));
  const far = new Map((sheet.far || []).map((one) => [one.criterion, one]));
  return h("table", { class: "plain marks", key: "marks" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, t("Criterion")), h("th", { scope: "col" }, t("Mark")), h("th", { scope: "col" }, t("Panel's median")))),
    h("tbody", null, (chair.s.data.criteria || []).map((one) => h("tr", { key: one.key },
      h("th", { scope: "row" }, criterionName(chair, one.key), far.has(one.key) ? h("small", { class: "tie" }, " ", farWords(chair.ui, far.get(one.key))) : null),
      h("td", { class: "num right" }, given.has(one.key) ? answerWords(chair.ui, given.get(one.key)) : "—"),
      h("td", { class: "right" }, medians.get(one.key) || "—")))));
}

function texts(chair, sheet) {
  const { t, colon } = chair.ui;
  const line = (one, label) => h("li", null, h("small", { class: "muted" }, label, one.criterion ? " · " + criterionName(chair, one.criterion) : "", colon()), one.text);
  const lines = [...(sheet.notes || []).map((one) => line(one, t("Note"))), ...(sheet.comments || []).map((one) => line(one, t("Comment for the others")))];
  return lines.length ? h("ul", { class: "lines", key: "texts" }, lines) : null;
}

function consent(chair, photo, show) {
  const key = "photo/" + photo.hash;
  chair.act(key, chair.path + "/photos/" + photo.hash + "/consent", { show, reason: fieldValue(chair, key) }, (body) => {
    clearField(chair, key);
    chair.take(body);
  });
}

/** The photos of a sheet. To show one on the wall somebody must have agreed; who, is written down. */
function photos(chair, at, sheet) {
  const { t } = chair.ui;
  const known = new Map((chair.s.data.photos || []).map((one) => [one.hash, one]));
  const shown = (sheet.photos || []).map((one) => ({ ...one, ...known.get(one.hash) }));
  if (!shown.length) return null;
  return h("ul", { class: "photos", key: "photos" }, shown.map((one) => h("li", { key: one.hash },
    one.erased ? h("p", { class: "muted" }, t("This photo was erased."))
      : chair.transport.served ? h("img", { src: chair.transport.base + "/weiping/api" + chair.path + "/photos/" + one.hash, loading: "lazy",
        alt: t("Photo by {judge}", { judge: judgeName(chair, at.judge) }) + (one.criterion ? " · " + criterionName(chair, one.criterion) : "") })
        : h("p", { class: "muted" }, t("Photos are shown on the served page.")),
    one.erased ? null : [one.show ? null : field(chair, "photo/" + one.hash, t("Who agreed that it is shown")),
      toggle(chair, { key: "consent", label: t("Show on the display wall"), on: one.show,
        disabled: !one.show && !fieldValue(chair, "photo/" + one.hash), flip: (next) => consent(chair, one, next) }),
      trouble(chair, "photo/" + one.hash)])));
}

function history(chair, sheet) {
  const rows = sheet.history || [];
  if (!rows.length) return null;
  const { t, clock } = chair.ui;
  return h("details", { key: "history" }, h("summary", null, t("What happened: {n}", { n: rows.length })),
    h("ul", { class: "lines" }, rows.map((one) => h("li", null, h("small", { class: "muted" }, clock(one.at)), " ", itemWords(chair, one),
      one.late ? h("small", { class: "tie" }, " ", t("late")) : null, one.practice ? h("small", { class: "tie" }, " ", t("Rehearsal")) : null))));
}

/** A conflict of interest of this judge with this entry: declared, or taken back, with a reason. */
function conflict(chair, at) {
  const { s, ui, act } = chair;
  const { t, say, colon } = ui;
  const now = (s.data.conflicts || []).find((one) => one.judge === at.judge && one.entry === at.entry);
  if (s.data.round.phase === "published" || s.data.round.phase === "final") return null;
  const holds = cellOf(chair, at.judge, at.entry).state === "conflict" || Boolean(now);
  const post = () => act("conflict", chair.path + "/conflicts", { ...at, holds: !holds, reason: fieldValue(chair, "conflict") }, (body) => {
    clearField(chair, "conflict");
    chair.take(body);
  });
  return h("div", { class: "interest", key: "conflict" }, h("h3", null, t("Conflict of interest")),
    holds ? h("p", null, say(now && now.why), now && now.reason ? colon() + now.reason : "") : h("p", { class: "muted" },
      t("The sheet then does not count and the judge is not asked for it.")),
    field(chair, "conflict", t("Reason (written down)")),
    h("button", { class: "wide", disabled: s.busy || !fieldValue(chair, "conflict"), onclick: post },
      holds ? t("Take the conflict back") : t("Declare a conflict")),
    trouble(chair, "conflict"));
}
