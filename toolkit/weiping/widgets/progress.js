// How far a judge is: with each entry, with all of them, and where to go next. Pure; the words are the page's.

import { cellKey } from "./fold.js";

/** The entries of `pad` in the order they are walked. */
export function walk(pad) {
  const route = pad.route && pad.route.length ? pad.route : null;
  if (!route) return pad.entries;
  return pad.entries.filter((one) => route.indexOf(one.id) >= 0 || isConflict(pad, one))
    .sort((a, b) => place(route, a) - place(route, b));
}

const place = (route, entry) => (route.indexOf(entry.id) < 0 ? route.length : route.indexOf(entry.id));
const isConflict = (pad, entry) => (pad.conflicts || []).some((one) => one.entry === entry.id);

/** The criteria of `entry` without an answer. */
export const missing = (pad, seen, entry) => pad.criteria.filter((one) => !seen.marks.get(cellKey(entry.id, one.key)));

/** conflict | signed | ready (scored, not signed) | part | todo */
export function stateOf(pad, seen, entry) {
  if (seen.conflicts.has(entry.id)) return "conflict";
  if (seen.signed.has(entry.id)) return "signed";
  const left = missing(pad, seen, entry).length;
  return left === 0 ? "ready" : left < pad.criteria.length ? "part" : "todo";
}

/** What a state is called on the screen. */
export function stateWords({ t }, pad, seen, entry) {
  const all = pad.criteria.length;
  return { conflict: t("Recused"), signed: t("signed"), ready: t("scored, to be signed"), todo: t("not begun"),
    part: t("{n} of {all} scored", { n: all - missing(pad, seen, entry).length, all }) }[stateOf(pad, seen, entry)];
}

/** The entries whose sheet this judge still owes. */
export const outstanding = (pad, seen, entries) => entries.filter(
  (one) => !seen.signed.has(one.id) && !seen.conflicts.has(one.id));

/** Where "next" leads from `entry`: the one after it that is judged here, and from the last one to whatever is still open. */
export function nextOf(pad, seen, entries, entry) {
  const judged = entries.filter((one) => !seen.conflicts.has(one.id));
  const after = entries.slice(entries.indexOf(entry) + 1).find((one) => judged.indexOf(one) >= 0);
  return after || outstanding(pad, seen, entries)[0] || judged[0] || entry;
}
