// The bottom of the pad, always on the screen: the total, what is left, undo, and the one next step.

import { h, icon } from "./dom.js";
import { totalOf } from "./cell.js";
import { missing, nextOf, outstanding } from "./progress.js";

export function footer(page) {
  const { ui: { t }, pad, seen, entry, criteria, conflict } = page;
  const left = missing(pad, seen, entry);
  const full = conflict || !left.length;
  return h("footer", { key: "footer" },
    conflict ? h("div", { class: "sum" }) : h("div", { class: "sum" }, h("div", { class: "muted" },
      t("Total ({n}/{all})", { n: criteria.length - left.length, all: criteria.length })),
      h("div", { class: "total num" }, totalOf(criteria, seen.marks, entry.id) || "—")),
    h("div", { class: "left" + (full ? " full" : ""), role: "status" }, leftWords(page, left)),
    back(page), undoButton(page), go(page, left));
}

function leftWords({ ui: { t, say, list }, pad, seen, entries, conflict, signed }, left) {
  const open = outstanding(pad, seen, entries);
  const rest = open.length ? t("Still to sign: {titles}", { titles: list(open.map((one) => String(one.number))) }) : "";
  if (pad.round.phase === "draft") return t("Not open yet");
  if (conflict) return t("Recused: nothing to score here.") + " " + rest;
  if (signed) return open.length ? t("This sheet is signed.") + " " + rest : t("All sheets are signed. Thank you!");
  return left.length ? t("Still to do: {titles}", { titles: list(left.map((one) => say(one.title))) })
    : t("All scored. Please check and sign.");
}

function back({ ui: { t }, view, entries, entry, show }) {
  if (view !== "score") {
    const words = view === "sheet" ? t("Change marks") : t("Back to the entry");
    return h("button", { class: "prev", key: "back", "aria-label": words, onclick: () => show(entry) }, "‹ ", h("span", null, words));
  }
  const before = entries[(entries.indexOf(entry) - 1 + entries.length) % entries.length];
  return h("button", { class: "prev", key: "prev", "aria-label": t("Previous"), onclick: () => show(before) }, "‹ ",
    h("span", null, t("Previous")));
}

function undoButton({ ui: { t }, view, locked, signed, conflict, undo, undoable }) {
  if (view !== "score" || locked || signed || conflict) return null;
  return h("button", { class: "undo", key: "undo", disabled: !undoable, "aria-label": t("Undo the last answer here"), onclick: undo },
    icon("undo"), h("span", null, t("Undo")));
}

function go(page, left) {
  const { ui: { t }, view, pad, seen, entries, entry, locked, signed, conflict, show, sign } = page;
  const review = !signed && !conflict && !left.length && !locked;
  if (review && view === "sheet") return h("button", { class: "go sign", key: "sign", onclick: sign }, t("Sign and submit"));
  if (review) return h("button", { class: "go review", key: "review", onclick: () => show(entry, "sheet") }, t("Check and sign"));
  return h("button", { class: "go next", key: "next", onclick: () => show(nextOf(pad, seen, entries, entry)) }, t("Next"),
    h("i", { "aria-hidden": "true" }, " ›"));
}
