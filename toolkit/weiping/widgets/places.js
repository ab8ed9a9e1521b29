// Standings as rows of coloured parts: what the board and the wall have in common.

import { h } from "./dom.js";

export const SHADES = ["b1", "b2", "b3", "b4", "b5", "b6", "b7"];
// widths on the screen only; every figure that is printed is the server's own text
export const share = (part, whole) => (whole > 0 ? Math.max(0, Math.min(100, (100 * part) / whole)).toFixed(2) + "%" : "0%");

/** Whether there is a result that everybody may see. */
export const decided = (board) => board.round.phase === "published" || board.round.phase === "final";

/** The entries with their standings and progress, best first; those without a place by their numbers. */
export function ranked(board) {
  const standings = new Map((board.standings || []).map((one) => [one.entry, one]));
  const progress = new Map(((board.progress || {}).entries || []).map((one) => [one.entry, one]));
  const rank = ({ standing }) => (standing && standing.place ? standing.place : Infinity);
  return board.entries.map((entry) => ({ entry, standing: standings.get(entry.id), progress: progress.get(entry.id) }))
    .sort((a, b) => (rank(a) === rank(b) ? a.entry.number - b.entry.number : rank(a) - rank(b)));
}

/** The total that fills a whole bar: all weights together, or the best total where a rule goes beyond them. */
export function fullTotal(board) {
  const weight = board.criteria.reduce((total, one) => total + Number(one.weight || 0), 0);
  return Math.max(weight, ...(board.standings || []).map((one) => Number(one.total || 0)));
}

/** A standing's bar: a part for each criterion. */
export function bar({ say }, board, standing, full) {
  const at = (key) => Math.max(0, board.criteria.findIndex((one) => one.key === key));
  return h("div", { class: "bar" }, (standing.parts || []).map((part) =>
    h("i", { class: SHADES[at(part.criterion) % SHADES.length], style: "width:" + share(Number(part.value), full),
      title: say((board.criteria[at(part.criterion)] || {}).title) + " " + part.value })));
}

/** The bar of an entry's marks while no standing may be shown; nothing where not even that is told. */
export function thinBar(board, progress) {
  const due = board.progress ? board.progress.marks_due / (board.entries.length || 1) : 0;
  return progress ? h("div", { class: "bar thin" }, h("i", { class: "b2", style: "width:" + share(progress.marks, due) })) : null;
}

/** Between which places an entry would lie if any one judge had been left out; "" where that is not shown. */
export function rangeText({ t }, standing) {
  const range = standing && standing.place && standing.range;
  if (!range) return "";
  return range[0] === range[1] ? t("Place holds") : t("Range {from}–{to}", { from: range[0], to: range[1] });
}

/** What the ranges mean; null where there are none. */
export function rangeKey({ t }, board) {
  return (board.standings || []).some((one) => one.range) ? t("Range: where the place would lie if any one judge were left out") : null;
}

/** What goes on, in a few words. */
export function stateText({ t }, phase) {
  return { draft: t("Scoring has not opened yet"), practice: t("Rehearsal · nothing counts"), open: t("Scoring under way"),
    deliberation: t("The panel is deliberating"), published: t("Result published"), final: t("Result final") }[phase] || "";
}

/** How many judges, marks and sheets; `progress` may not be known yet. */
export function counts({ t, say }, board) {
  const p = board.progress;
  if (!p) return null;
  return [h("span", null, say(board.community) ? say(board.community) + " · " : "", t("{n} judges", { n: p.judges })), " · ",
    h("span", null, t("Marks"), " ", h("b", { class: "num" }, p.marks + " / " + p.marks_due)), " · ",
    h("span", null, t("Sheets"), " ", h("b", { class: "num" }, p.sheets + " / " + p.sheets_due))];
}

/** How far the panel is, as a bar. */
export function progressBar({ t }, board) {
  const p = board.progress;
  return p ? h("div", { class: "progress", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": p.marks_due,
    "aria-valuenow": p.marks, "aria-label": t("Marks") }, h("i", { style: "width:" + share(p.marks, p.marks_due) })) : null;
}
