// What the tabs of the office's page on points share: a line with its buttons, a reason, a household to find.

import { h, icon } from "./dom.js";

export const field = (label, about, input) => h("label", null, h("b", null, label), about ? h("small", { class: "muted" }, about) : null, input);

export const amount = (ui, n) => (n === 1 ? ui.t("{n} point", { n }) : ui.t("{n} points", { n }));

/** Who recorded or decided it, and when. */
export const by = (ui, operator, at) => h("small", { class: "muted" }, ui.t("by {key}, {time}", { key: operator, time: ui.clock(at) }));

/** A reason to type; `draft` keeps it under `reason`. */
export function reason(app, key, label) {
  const draft = app.draft(key, () => ({ reason: "" }));
  return field(label, "", h("textarea", { key: "reason/" + key, rows: 2, maxlength: 500, value: draft.reason, oninput: app.set(draft, "reason") }));
}

/** What is empty says so, and that this is good. */
export const nothing = (text) => h("p", { class: "muted empty", key: "nothing" }, icon("tick"), " ", text);

/** Decided items, newest first, folded away. */
export function past(ui, items, line) {
  if (!items.length) return null;
  return h("details", { class: "card", key: "past" }, h("summary", null, ui.t("Decided before ({n})", { n: items.length })),
    h("ul", { class: "blocks" }, items.map((one) => h("li", { key: one.id }, line(one)))));
}

/**
 * Finds households by their address: `state` is {text, hits}; `pick` is handed the one that was tapped.
 * An answer that further typing overtook is not shown.
 */
export function finder(app, state, pick, key) {
  const { t, say } = app.ui;
  const find = async (event) => {
    state.text = event.target.value;
    const text = state.text.trim();
    const mine = state.asked = (state.asked || 0) + 1;
    clearTimeout(state.wait);
    if (!text) state.hits = null;
    else {
      state.wait = setTimeout(async () => {
        const found = await app.ask("/accounts?q=" + encodeURIComponent(text));
        if (mine !== state.asked) return;
        state.hits = found ? found.accounts : null;
        app.redraw();
      }, 300);
    }
    app.redraw();
  };
  return h("div", { class: "finder", key },
    h("label", { class: "find" }, h("span", { class: "hear" }, t("Find a household")), icon("search"), h("input", { key: key + "/find", type: "search",
      value: state.text, placeholder: t("Building and flat, such as 3-2-501"), oninput: find })),
    !state.hits ? null : !state.hits.length ? h("p", { class: "muted", role: "status" }, t("No household matches. Try the building and flat, such as 3-2-501."))
      : h("ul", { class: "hits" }, state.hits.map((one) => h("li", { key: one.id }, h("button", { onclick: () => { Object.assign(state, { text: "", hits: null }); pick(one); } },
        h("b", null, say(one.household)), h("span", { class: "muted" }, say(one.holder)))))));
}

/** Chips of which one is chosen. */
export function choice(label, items, chosen, pick) {
  return h("div", { class: "chips", role: "group", "aria-label": label }, items.map(([key, text]) =>
    h("button", { key, "aria-pressed": String(chosen === key), onclick: () => pick(key) }, chosen === key ? icon("tick", 18) : null, text)));
}

/** A table that scrolls sideways in its own box where it has to. */
export const table = (label, heads, rows) => h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
  h("table", null, h("thead", null, h("tr", null, heads.map((one) => h("th", { scope: "col" }, one)))), h("tbody", null, rows)));
