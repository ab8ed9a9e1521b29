// Small parts that several steps of the office page share: a switch, a counter, a list of places to tap.

import { h, icon } from "./dom.js";

/** A yes-or-no with a sentence of what it means. */
export function toggle(label, about, on, set) {
  return h("button", { class: "switch", role: "switch", "aria-checked": String(on), onclick: () => set(!on) }, h("i", null),
    h("span", null, h("b", null, label), about ? h("small", { class: "muted" }, about) : null));
}

/** A number with − and +; `none` is what stands there for no number. */
export function counter(ui, label, value, set, { least, most, none, about }) {
  const { t } = ui;
  const down = value === null ? null : value - 1 < least ? (none ? null : least) : value - 1;
  const up = value === null ? least : Math.min(most, value + 1);
  return h("div", { class: "counter" }, h("span", null, h("b", null, label), about ? h("small", { class: "muted" }, about) : null),
    h("span", { class: "steps" },
      h("button", { "aria-label": t("{what}: less", { what: label }), disabled: value === null || (value <= least && !none), onclick: () => set(down) }, "−"),
      h("output", { class: "num" }, value === null ? none : value),
      h("button", { "aria-label": t("{what}: more", { what: label }), disabled: value !== null && value >= most, onclick: () => set(up) }, "+")));
}

/** Chips of which one, or several, are chosen. */
export function chips(label, items, chosen, pick) {
  return h("div", { class: "chips", role: "group", "aria-label": label }, items.map(([key, text]) =>
    h("button", { key, "aria-pressed": String(chosen.indexOf(key) >= 0), onclick: () => pick(key) },
      chosen.indexOf(key) >= 0 ? icon("tick", 18) : null, text)));
}

/** A fault in words; one of the panel says which judge it is about. */
export function said(ui, fault) {
  const judge = fault.at[0] === "judges" && typeof fault.at[1] === "number";
  return (judge ? ui.t("Judge {n}", { n: String(fault.at[1] + 1).padStart(2, "0") }) + ui.colon() : "") + ui.say(fault.message);
}

export const field = (label, about, input) => h("label", null, h("b", null, label), about ? h("small", { class: "muted" }, about) : null, input);

/** `list` with the item at `from` moved by one place. */
export function moved(list, from, by) {
  const next = list.slice();
  const [one] = next.splice(from, 1);
  next.splice(from + by, 0, one);
  return next;
}
