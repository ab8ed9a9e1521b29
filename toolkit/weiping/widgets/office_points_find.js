// Looking something up: a household's entries, why each is what it is, and an objection taken at the desk.

import { h, icon } from "./dom.js";
import { uuid } from "./store.js";
import { amount, field, finder } from "./office_points_parts.js";

export function findTab(app) {
  const { s, ui: { t } } = app;
  const { account, transfer } = s.find;
  return [
    h("section", { class: "card stack", key: "find" }, h("h2", null, t("Look up an entry")),
      s.role === "chair" ? h("p", { class: "muted" }, t("Accounts of households are for clerks.")) : finder(app, s.find, (one) => pick(app, one), "find")),
    account ? entries(app, account) : null,
    transfer ? explained(app, transfer) : null,
  ];
}

async function pick(app, one) {
  const { s } = app;
  Object.assign(s.find, { account: { ...one, history: [] }, transfer: null, all: false });
  app.redraw();
  const full = await app.ask("/accounts/" + one.id);
  if (full && s.find.account && s.find.account.id === one.id) s.find.account = full;
  app.redraw();
}

async function show(app, line) {
  const { s } = app;
  s.find.transfer = await app.ask("/points/transfers/" + line.id);
  app.redraw();
  const card = app.root.querySelector(".explained");
  if (card) card.scrollIntoView({ block: "start", behavior: "smooth" });
}

function entries(app, account) {
  const { s, ui: { t, say } } = app;
  const shown = s.find.all ? account.history : account.history.slice(0, 8);
  return h("section", { class: "card stack", key: "account/" + account.id }, h("div", { class: "lead" }, h("div", { class: "grow" }, h("h2", null, say(account.household)), h("p", { class: "muted" }, say(account.holder))),
    h("b", { class: "num sum" }, amount(app.ui, account.balance))),
  h("ul", { class: "hits" }, shown.map((line) => h("li", { key: line.id }, h("button", { "aria-pressed": String(Boolean(s.find.transfer) && s.find.transfer.id === line.id), onclick: () => show(app, line) },
    h("span", { class: "muted" }, line.on), h("span", { class: "grow" }, say(line.reason)), h("b", { class: "num " + (line.points < 0 ? "minus" : "plus") }, line.points < 0 ? "−" + -line.points : "+" + line.points))))),
  account.history.length > shown.length ? h("button", { class: "quiet", onclick: () => { s.find.all = true; app.redraw(); } }, t("Whole history ({n})", { n: account.history.length })) : null);
}

function explained(app, told) {
  const { ui: { t, say } } = app;
  return h("section", { class: "card stack explained", key: "told/" + told.id }, h("h2", null, t("Why it is what it is")),
    h("ol", { class: "words" }, told.words.map((one) => h("li", null, say(one)))), h("small", { class: "muted" }, t("Entry {id}", { id: told.id })), object(app, told));
}

function object(app, told) {
  const { s, ui: { t }, act, redraw } = app;
  if (["earn", "grant", "opening"].indexOf(told.kind) < 0) return null;
  const key = "object/" + told.id;
  const draft = s.drafts[key];
  if (!draft) return h("button", { key: "wrong", onclick: () => { s.drafts[key] = { key: uuid(), text: "", who: "", late: "" }; redraw(); } }, icon("help"), " ", t("Somebody objects to it"));
  const send = async () => {
    const body = { key: draft.key, transfer: told.id, text: draft.text.trim(), who: draft.who.trim(), late: draft.late.trim() };
    if (await act(key, "/points/objections", body, t("Taken. The points are not redeemed until it is settled."))) {
      delete s.drafts[key];
      s.find.transfer = await app.ask("/points/transfers/" + told.id);
      redraw();
    }
  };
  return h("div", { class: "stack", key: "say" }, app.answer(key),
    field(t("What is wrong with it?"), "", h("textarea", { key: "text", rows: 3, maxlength: 500, value: draft.text, oninput: app.set(draft, "text") })),
    field(t("Who objects? (may stay empty; the public never reads it)"), "", h("input", { key: "who", maxlength: 500, value: draft.who, oninput: app.set(draft, "who") })),
    field(t("Why only now? (needed after the notice has ended)"), "", h("input", { key: "late", maxlength: 500, value: draft.late, oninput: app.set(draft, "late") })),
    h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !draft.text.trim(), onclick: send }, t("Take the objection")),
      h("button", { onclick: () => { delete s.drafts[key]; redraw(); } }, t("Cancel"))));
}
