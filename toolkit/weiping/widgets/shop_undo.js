// Undoing in place: why, and what becomes of the goods; and the appointment of a service or a delivery.

import { h, icon } from "./dom.js";
import { yuan } from "./shop_words.js";

/** Reasons that come up every day, as [key, words]; something else can always be written. */
function reasons({ t }, kind) {
  const mind = t("Changed their mind"), slip = t("Entered by mistake"), out = t("Out of stock"), bad = t("Broken or spoiled"), ill = t("Cannot be done on that day");
  return { cancel: [mind, slip, out, ill], return: [bad, mind, slip], instead: [out, mind, ill] }[kind];
}

export function undoForm(page, one) {
  const { s, ui, redraw } = page;
  const { t } = ui;
  const form = s.undoing;
  const goods = one.kind === "goods";
  const title = { cancel: t("Why is it cancelled?"), return: t("Why does it come back?"), instead: t("Why is it replaced?") }[form.kind];
  const pick = (reason) => { Object.assign(form, { reason, own: "" }); if (reason === t("Out of stock")) form.gone = true; redraw(); };
  const said = form.own.trim() || form.reason;
  return h("div", { class: "undo", key: "undo" }, h("h3", null, title),
    h("div", { class: "row", role: "group", "aria-label": title }, reasons(ui, form.kind).map((reason) => h("button", { key: reason,
      "aria-pressed": String(!form.own && form.reason === reason), onclick: () => pick(reason) }, reason))),
    h("input", { key: "own", value: form.own, maxlength: "200", "aria-label": t("Another reason"), placeholder: t("Another reason"),
      oninput: (event) => { form.own = event.target.value; redraw(); } }),
    goods ? goodsQuestion(page, form) : null,
    h("div", { class: "row" }, h("button", { key: "back", onclick: () => { s.undoing = null; redraw(); } }, t("Leave it as it is")),
      h("button", { class: "go", key: "do", disabled: !said, onclick: () => undo(page, one, form, said) },
        form.kind === "instead" ? t("Choose something else") : t("Give {points} points back",
          { points: one.points + (one.cash ? " + " + t("{yuan} yuan", { yuan: yuan(one.cash) }) : "") }))));
}

/** Whether the goods are there (again): asked in the words of the moment. */
function goodsQuestion({ ui: { t }, redraw }, form) {
  const back = form.kind === "return";
  const ask = (gone, label) => h("button", { key: String(gone), "aria-pressed": String(Boolean(form.gone) === gone),
    onclick: () => { form.gone = gone; redraw(); } }, label);
  return h("div", { class: "row", role: "group", key: "goods", "aria-label": t("Where are the goods?") },
    ask(false, back ? t("Good as new: back on the shelf") : t("They are on the shelf")),
    ask(true, back ? t("Cannot be given out again: write off") : t("They are not there: write off")));
}

async function undo(page, one, form, reason) {
  const { s, ui, act, redraw } = page;
  const path = "/redemptions/" + encodeURIComponent(one.code);
  if (form.kind === "instead") {
    if (!s.account || s.account.id !== one.account_id) s.account = await page.ask("GET", "/accounts/" + one.account_id);
    if (!s.account) return redraw();
    Object.assign(s, { view: "counter", instead: { ...one, why: reason, there: !form.gone }, voucher: null, undoing: null, chosen: null });
    return redraw();
  }
  const answer = await act(path + (form.kind === "return" ? "/return" : "/cancel"),
    form.kind === "return" ? { reason, restock: !form.gone } : { reason, there: !form.gone });
  if (answer) {
    s.undoing = null;
    s.done = answer.back.cash ? ui.t("{n} points are back. Please give {yuan} yuan back in cash.",
      { n: answer.back.points, yuan: yuan(answer.back.cash) })
      : ui.t("{n} points are back.", { n: answer.back.points });
    await page.refresh();
  }
  return redraw();
}

export function meetForm(page, one) {
  const { s, ui: { t }, redraw } = page;
  const was = one.appointment || {};
  const day = was.day || (s.setup && s.setup.today) || "";
  const field = (name, label, value, more) => h("label", { key: name }, label,
    h("input", { name, autocomplete: "off", value: value || "", ...more }));
  const send = async (event) => {
    event.preventDefault();
    const said = (name) => event.target.querySelector("[name=" + name + "]").value.trim();
    const answer = await page.act("/redemptions/" + encodeURIComponent(one.code) + "/appointment",
      { day: said("day"), time: said("time"), by_whom: said("by"), note: said("note") });
    if (answer) { s.meeting = null; s.done = t("The appointment is written down."); await page.refresh(); }
    redraw();
  };
  return h("form", { class: "meet", key: "meet", onsubmit: send }, h("h3", null,
    one.way === "home" ? t("When is it brought, and by whom?") : t("When is it done, and by whom?")),
    h("div", { class: "fields" }, field("day", t("Day"), day, { type: "date", required: true, min: s.setup && s.setup.today }),
      field("time", t("Time"), was.time, { placeholder: "09:30", maxlength: "20" }),
      field("by", t("Who does it"), was.by_whom, { maxlength: "60" }), field("note", t("To know"), was.note, { maxlength: "200" })),
    h("div", { class: "row" }, h("button", { type: "button", key: "later", onclick: () => { s.meeting = null; redraw(); } }, t("Later")),
      h("button", { class: "go", key: "keep" }, icon("tick"), " ", t("Write it down"))));
}
