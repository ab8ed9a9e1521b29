// Good deeds that the household tells the office of: somebody there looks at each before it earns points.

import { h } from "./dom.js";
import { uuid } from "./store.js";

/** The form, and what became of what was told before. */
export function deeds(page) {
  const { s, ui: { t } } = page;
  if (!s.data.deed_kinds.length && !s.data.deeds.length) return null;
  return h("section", { class: "card deeds", key: "deeds" }, h("h2", null, t("I did something good")),
    s.data.deed_kinds.length ? form(page) : null, told(page));
}

function form(page) {
  const { s, ui: { t, say }, act, redraw } = page;
  const wish = s.deed || (s.deed = { key: uuid(), kind: "", day: s.data.day, quantity: "1", note: "" });
  const set = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const send = async () => {
    if (await act("deed", "/mine/deeds", { ...wish, quantity: wish.quantity.trim(), note: wish.note.trim() })) {
      s.deed = null;
      s.told = { thanks: t("Thank you. The office looks at it; the points come after that.") };
      redraw();
    }
  };
  const kinds = s.data.deed_kinds;
  return h("div", { class: "say", key: "form" },
    h("label", { key: "kind/" + s.asked }, t("What was it?"), // a choice that was sent is no longer chosen
      h("select", { onchange: set("kind") }, h("option", { value: "", selected: wish.kind === "" }, t("Please choose")),
        kinds.map((one) => h("option", { key: one.key, value: one.key, selected: wish.kind === one.key }, say(one.title))))),
    wish.kind ? [
      h("label", { key: "day" }, t("On which day?"), h("input", { type: "date", value: wish.day, max: s.data.day, oninput: set("day") })),
      h("label", { key: "quantity" }, t("How many times?"), h("input", { inputmode: "decimal", maxlength: 12, value: wish.quantity, oninput: set("quantity") })),
      h("label", { key: "note" }, t("Where, and with whom? (may stay empty)"),
        h("textarea", { rows: 2, maxlength: 300, value: wish.note, oninput: set("note") }))] : null,
    s.told.deed ? h("p", { class: "banner bad", role: "alert" }, s.told.deed) : null,
    s.told.thanks ? h("p", { class: "banner calm", role: "status" }, s.told.thanks) : null,
    h("button", { class: "go", key: "tell", disabled: s.busy || !wish.kind || !wish.day || !wish.quantity.trim(), onclick: send },
      t("Tell the office")));
}

function told({ s: { data }, ui: { t, say }, day }) {
  const states = { waits: t("the office has not looked at it yet"), verified: t("confirmed"), refused: t("not confirmed") };
  if (!data.deeds.length) return null;
  return h("ul", { key: "told" }, data.deeds.map((one) => h("li", { key: one.id },
    h("span", { class: "what" }, h("small", { class: "muted" }, day(one.day)), h("span", null, say(one.title),
      one.quantity === "1" ? "" : " × " + one.quantity), one.note ? h("small", { class: "muted" }, one.note) : null,
    one.reason ? h("small", null, one.reason) : null),
    h("small", { class: one.state === "verified" ? "stamp" : one.state === "refused" ? "tie" : "muted" }, states[one.state]))));
}
