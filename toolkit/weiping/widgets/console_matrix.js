// Who has scored what: a judge a row, an entry a column. A cell opens its sheet; arrow keys walk over the cells.

import { h, icon } from "./dom.js";
import { cellOf, judgeName } from "./console_parts.js";

const TRACES = [["late", "clock"], ["reopened", "back"], ["notes", "note"], ["photos", "photo"]];
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function stateWords({ t }) {
  return { signed: t("signed"), progress: t("in progress"), todo: t("not begun"), recused: t("Recused"),
    conflict: t("may not score"), none: t("not assigned") };
}

/** How far a sheet stands from the others, with a real minus sign. */
export const farWords = ({ t }, far) => t("off by {by}",
  { by: String(far.by)[0] === "-" ? "−" + String(far.by).slice(1) : "+" + String(far.by).replace("+", "") });

/** All that a cell says, for those who hear the page. */
function spoken(chair, cell) {
  const { t, say } = chair.ui;
  const said = [stateWords(chair.ui)[cell.state]];
  if (cell.state === "signed") said.push(cell.total || "—");
  if (cell.state === "progress") said.push(cell.answered + "/" + cell.due);
  if (cell.why) said.push(say(cell.why));
  if (cell.far) said.push(farWords(chair.ui, cell.far));
  if (cell.late) said.push(t("late: {n}", { n: cell.late }));
  if (cell.reopened) said.push(t("reopened: {n}", { n: cell.reopened }));
  if (cell.notes) said.push(t("notes: {n}", { n: cell.notes }));
  if (cell.photos) said.push(t("photos: {n}", { n: cell.photos }));
  return chair.ui.list(said);
}

function inside(chair, cell) {
  const { t, say } = chair.ui;
  const main = { signed: h("b", null, cell.total || "—"), progress: cell.answered + "/" + cell.due, todo: "—",
    recused: t("Recused"), conflict: t("Recused"), none: t("not assigned") }[cell.state];
  const small = cell.state === "conflict" ? say(cell.why) : cell.far ? farWords(chair.ui, cell.far) : "";
  const traces = TRACES.filter(([name]) => cell[name]);
  return [main, small ? h("small", null, small) : null,
    traces.length ? h("small", { class: "traces" }, traces.map(([name, shape]) => h("i", { class: name }, icon(shape, 14), cell[name]))) : null];
}

function cellView(chair, judge, entry, tabbed) {
  const cell = cellOf(chair, judge.id, entry.id);
  const shown = chair.sheet.shown();
  const open = Boolean(shown && shown.judge === judge.id && shown.entry === entry.id);
  const at = judge.id + "/" + entry.id;
  return h("td", { class: cell.state + (cell.far ? " apart" : ""), key: entry.id },
    h("button", { "data-cell": at, tabindex: tabbed ? 0 : -1, "aria-pressed": String(open), title: spoken(chair, cell),
      "aria-label": judgeName(chair, judge.id) + chair.ui.colon() + chair.ui.list([chair.ui.say(entry.name), spoken(chair, cell)]),
      onfocus: () => { chair.s.cursor = at; }, onclick: () => chair.sheet.open(judge.id, entry.id) }, inside(chair, cell)));
}

function judgeHead(chair, judge) {
  const { t, say } = chair.ui;
  const notable = [judge.connected ? "" : judge.joined ? t("offline") : t("not joined yet"),
    judge.outstanding ? t("{n} to sign", { n: judge.outstanding }) : ""].filter(Boolean);
  return h("th", { scope: "row" }, h("i", { class: judge.connected ? "on" : "off" }), judgeName(chair, judge.id), " ",
    h("span", { class: "kind" }, say(judge.kind)), judge.connected ? h("span", { class: "hear" }, t("online")) : null,
    notable.length ? h("small", null, notable.join(" · ")) : null);
}

/** One stop for the Tab key, then arrows: fifty-four tab stops before the next button would be a long way. */
function walk(chair, event) {
  const move = MOVES[event.key];
  const from = event.target.closest && event.target.closest("td");
  if (!move || !from) return;
  event.preventDefault();
  const row = from.parentNode;
  const rows = Array.from(row.parentNode.children);
  const to = rows[rows.indexOf(row) + move[0]];
  const cells = to ? Array.from(to.children) : [];
  const cell = cells[Array.from(row.children).indexOf(from) + move[1]];
  const button = cell && cell.querySelector("button");
  if (!button) return;
  chair.s.cursor = button.dataset.cell;
  button.focus();
  chair.redraw();
}

function legend(chair) {
  const words = stateWords(chair.ui);
  const { t } = chair.ui;
  const swatch = (state, text, word) => h("li", { key: state }, h("i", { class: state }, text), word);
  return h("ul", { class: "legend", "aria-label": t("Key") }, swatch("signed", h("b", null, "89"), words.signed),
    swatch("progress", "3/5", words.progress), swatch("todo", "—", words.todo),
    swatch("apart", h("b", null, "61"), t("far from the others")), swatch("conflict", t("Recused"), words.conflict));
}

export function matrix(chair) {
  const { s, ui } = chair;
  const { t, say } = ui;
  const judges = s.data.judges || [], entries = s.data.entries || [];
  const first = judges.length && entries.length ? judges[0].id + "/" + entries[0].id : "";
  const known = judges.some((judge) => entries.some((entry) => judge.id + "/" + entry.id === s.cursor));
  const cursor = known ? s.cursor : first;
  return h("section", { class: "card", key: "matrix" },
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("Judges and entries") },
      h("table", { class: "matrix", onkeydown: (event) => walk(chair, event) },
        h("caption", { class: "hear" }, t("Tap a cell to see its sheet.")),
        h("thead", null, h("tr", null, h("td", null), entries.map((entry) => h("th", { scope: "col", key: entry.id }, say(entry.name))))),
        h("tbody", null, judges.map((judge) => h("tr", { key: judge.id }, judgeHead(chair, judge),
          entries.map((entry) => cellView(chair, judge, entry, judge.id + "/" + entry.id === cursor))))))),
    h("p", { class: "hint" }, t("Tap a cell to see its sheet.")), legend(chair));
}
