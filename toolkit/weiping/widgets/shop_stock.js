// The forms of the shelves: a delivery, a count, an offer, a reward of the office's own. Each has a key of its own, so that a lost
// answer can be asked for again and nothing is written twice.

import { h } from "./dom.js";
import { uuid } from "./store.js";

const value = (form, name) => form.querySelector("[name=" + name + "]").value.trim();
const whole = (text) => (/^\d+$/.test(text) ? Number(text) : NaN);
const field = (label, name, more) => h("label", { key: name }, label, h("input", { name, autocomplete: "off", ...more }));

/** A form whose answer is the reward as it stands now. */
function sending(page, path, body, close) {
  return async (event) => {
    event.preventDefault();
    const { s } = page;
    s.form.key = s.form.key || uuid();
    const answer = await page.act(path, { key: s.form.key, ...body(event.target) });
    if (answer) { s.form = null; s.done = close; await page.refresh(); }
    page.redraw();
  };
}

const buttons = ({ s, ui: { t }, redraw }, go) => h("div", { class: "row", key: "buttons" },
  h("button", { type: "button", key: "back", onclick: () => { s.form = null; redraw(); } }, t("Leave it as it is")), h("button",
    { class: "go", key: "go" }, go));

export function deliverForm(page, one) {
  const { ui: { t, say } } = page;
  const body = (form) => ({ quantity: whole(value(form, "quantity")), note: value(form, "note") });
  return h("form", { key: "deliver", onsubmit: sending(page, "/rewards/" + one.id + "/deliveries", body,
    t("{what}: the delivery is on the shelf.", { what: say(one.title) })) },
    h("div", { class: "fields" }, field(t("How many pieces came?"), "quantity",
      { type: "number", inputmode: "numeric", min: "1", max: "100000", required: true }),
      field(t("From where (may be left empty)"), "note", { maxlength: "200" })), buttons(page, t("Put on the shelf")));
}

export function countForm(page, one) {
  const { ui: { t, say } } = page;
  const { stock, booked, issued, there } = one.shelf;
  const body = (form) => ({ counted: whole(value(form, "counted")), expected: there, note: value(form, "note") });
  return h("form", { key: "count", onsubmit: sending(page, "/rewards/" + one.id + "/count", body,
    t("{what}: the count is written down.", { what: say(one.title) })) },
    h("p", null, t("{there} pieces should be there: {stock} to give and {promised} that households will fetch. Count all of them.",
      { there, stock, promised: booked + issued })),
    h("div", { class: "fields" }, field(t("How many are there?"), "counted",
      { type: "number", inputmode: "numeric", min: "0", max: "100000", required: true }),
      field(t("Why it differs (may be left empty)"), "note", { maxlength: "200" })), buttons(page, t("Write the count down")));
}

export function offerForm(page, one) {
  const { s, ui: { t, say } } = page;
  const pick = (name, label, chosen, options) => h("label", { key: name }, label,
    h("select", { name }, options.map(([key, text]) => h("option", { value: key, selected: key === chosen }, text))));
  const body = (form) => {
    const most = value(form, "most");
    return { points: whole(value(form, "points")), most: most ? whole(most) : null, per: most ? value(form, "per") : null,
      provider: value(form, "provider"),
      listed: value(form, "listed") === "yes", since: value(form, "since") };
  };
  const send = sending(page, "/rewards/" + one.id + "/offer", body, t("{what}: the change is written down.", { what: say(one.title) }));
  return h("form", { key: "offer", onsubmit: send },
    h("div", { class: "fields" }, field(t("Points"), "points", { type: "number", inputmode: "numeric", min: "1", required: true,
      value: one.points }),
      field(t("At most (empty: no limit)"), "most", { type: "number", inputmode: "numeric", min: "1", value: one.most || "" }),
      pick("per", t("for one household in one"), one.per || "month", [["day", t("day")], ["month", t("month")], ["year", t("year")]]),
      field(t("Who gives it"), "provider", { maxlength: "120", value: one.provider }),
      pick("listed", t("Offered"), one.listed ? "yes" : "no", [["yes", t("Yes, it is on the list")], ["no", t("No, not any more")]]),
      field(t("From"), "since", { type: "date", required: true, min: s.setup && s.setup.today, value: (s.setup && s.setup.today) || "" })),
    buttons(page, t("Write the change down")), histories(page));
}

/** What it cost before, and what came and went. */
function histories({ s, ui: { t, clock } }) {
  const kept = s.form.kept;
  if (!kept) return null;
  const why = { "first stock": t("First stock"), delivered: t("Goods came"), counted: t("Count"), redeemed: t("Redeemed"),
    released: t("Order cancelled"), cancelled: t("Cancelled"), returned: t("Returned"), lost: t("Written off") };
  return h("details", { key: "history" }, h("summary", null, t("History of prices and pieces")),
    h("ul", { class: "figs" }, kept.offers.map((one, at) => h("li", { key: "offer" + at },
      h("span", null, one.since, one.until && one.until <= one.since ? " · " + t("overtaken, never held") : ""), h("b", { class: "num" },
      t("{n} points", { n: one.points }))))),
    h("ul", { class: "figs" }, kept.moves.map((one, at) => h("li", { key: "move" + at },
      h("span", null, clock(one.at), " · ", why[one.why] || one.why, one.note ? " · " + one.note : ""), h("b", { class: "num" },
      one.quantity > 0 ? "+" + one.quantity : "−" + -one.quantity)))));
}

export function newForm(page) {
  const { s, ui: { t, say } } = page;
  const kinds = new Map(s.rewards.map((one) => [one.kind, say(one.kind_title)]));
  const both = (form, name) => ({ zh_CN: value(form, name), en: value(form, name + "_en") || value(form, name) });
  const body = (form) => ({ title: both(form, "title"), kind: value(form, "kind"), points: whole(value(form, "points")),
    how: value(form, "how"), stock: value(form, "kind") === "goods" ? whole(value(form, "stock") || "0") : 0 });
  return h("form", { key: "add", onsubmit: sending(page, "/rewards", body, t("The new reward is on the list.")) },
    h("h2", null, t("A new reward")),
    h("div", { class: "fields" }, field(t("Name"), "title", { required: true, maxlength: "60" }),
      field(t("Name in English (may be left empty)"), "title_en", { maxlength: "60" }),
      h("label", { key: "kind" }, t("Kind"), h("select", { name: "kind" },
        ["goods", "service", "honour"].map((kind) => h("option", { value: kind }, kinds.get(kind) || kind)))),
      field(t("Points"), "points", { type: "number", inputmode: "numeric", min: "1",
        required: true }), field(t("Pieces on the shelf (goods only)"), "stock", { type: "number", inputmode: "numeric", min: "0" }),
      field(t("How residents get it"), "how", { maxlength: "120" })), buttons(page, t("Put on the list")));
}
