// What the office decides for its shop: its desks, what a missing point costs in cash, how long things are kept.

import { confirming, h } from "./dom.js";

export function setupForm(page) {
  const { s, ui: { t }, redraw } = page;
  const now = s.setup || { desks: [] };
  const form = s.form;
  form.desks = form.desks || now.desks.map((one) => ({ ...one }));
  const value = (target, name) => target.querySelector("[name=" + name + "]").value.trim();
  const send = async (event) => {
    event.preventDefault();
    const cash = value(event.target, "cash");
    for (const one of form.desks) one.key = one.key || freshKey(form.desks);
    const desks = form.desks.filter((one) => one.title.trim()).map((one) => ({ key: one.key, title: one.title.trim() }));
    const answer = await page.act("/shop/setup", { desks, fen_per_point: cash ? Math.round(Number(cash) * 100) : null,
      hold_days: Number(value(event.target, "hold")), voucher_days: Number(value(event.target, "voucher")) });
    if (answer) Object.assign(s, { setup: answer, form: null, done: t("The settings of the shop are written down.") });
    redraw();
  };
  const number = (label, name, current, more) => h("label", { key: name }, label,
    h("input", { name, type: "number", autocomplete: "off", value: current, ...more }));
  return h("form", { key: "setup", onsubmit: send }, h("h2", null, t("Desks and cash")),
    h("p", { class: "muted" }, t("A voucher can be made for one desk. A tablet that stands there checks it even without a network.")),
    h("div", { class: "fields" }, form.desks.map((one, at) => h("div", { key: "desk" + at },
      h("label", null, t("Desk {n}", { n: at + 1 }),
        h("input", { value: one.title, maxlength: "40", autocomplete: "off", oninput: (event) => { one.title = event.target.value; } })),
      now.desks.some((kept) => kept.key === one.key) ? newKey(page, one) : null)),
      h("button", { type: "button", key: "more", onclick: () => { form.desks.push({ key: "", title: "" }); redraw(); } },
        t("One more desk"))),
    h("div", { class: "fields" }, number(t("Yuan for a missing point (empty: no cash)"), "cash",
      now.fen_per_point ? now.fen_per_point / 100 : "", { min: "0.01", step: "0.01", inputmode: "decimal" }),
      number(t("Days an order is kept"), "hold", now.hold_days, { min: "1", max: "366",
        required: true }), number(t("Days a voucher is good"), "voucher", now.voucher_days, { min: "1", max: "3660", required: true })),
    h("div", { class: "row" }, h("button", { type: "button", key: "back", onclick: () => { s.form = null; redraw(); } },
      t("Leave it as it is")), h("button", { class: "go", key: "go" }, t("Write it down"))));
}

/** Where a tablet of a desk is lost: what it kept opens nothing any more, as soon as the desk's tablet has heard of it. */
function newKey(page, one) {
  const { s, ui: { t }, redraw, station } = page;
  const name = "key/" + one.key;
  return h("button", { type: "button", class: "quiet", key: name, ...confirming(s.armed, name, redraw, async () => {
    if (await page.act("/shop/desks/" + encodeURIComponent(one.key) + "/key", {})) {
      if (station.place() === one.key) await station.stand(one.key); // this tablet has it at once
      s.done = t("{desk} has a new key. Vouchers that were printed stay good.", { desk: one.title });
    }
    redraw();
  }) }, s.armed.key === name ? t("Tap again: the old key ends") : t("Tablet lost: new key"));
}

/** A key that no desk has yet: a desk keeps its own for ever, since it stands on vouchers. */
function freshKey(desks) {
  const taken = new Set(desks.map((one) => one.key));
  let number = 1;
  while (taken.has("d" + number)) number += 1;
  return "d" + number;
}
