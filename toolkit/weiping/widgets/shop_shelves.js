// The shelves: what came, what was counted, what it costs and to whom it is given; and whether the points that are out could be
// honoured.

import { h, icon } from "./dom.js";
import { setupForm } from "./shop_setup.js";
import { countForm, deliverForm, newForm, offerForm } from "./shop_stock.js";
import { filters } from "./shop_shelf.js";
import { limitWords } from "./shop_words.js";

const FORMS = { deliver: deliverForm, count: countForm, offer: offerForm, setup: setupForm, add: newForm };

export function shelves(page) {
  const { s, ui: { t }, redraw } = page;
  const add = (what) => () => { s.form = s.form && s.form.what === what ? null : { what }; redraw(); };
  return [
    s.report ? report(page) : null,
    h("div", { class: "row", key: "tools" }, h("button", { key: "add", "aria-expanded": String(Boolean(s.form && s.form.what === "add")),
      onclick: add("add") }, t("A new reward")),
      h("button", { key: "setup", "aria-expanded": String(Boolean(s.form && s.form.what === "setup")), onclick: add("setup") },
        t("Desks and cash"))),
    s.form && !s.form.reward ? h("section", { class: "card", key: "form" }, FORMS[s.form.what](page)) : null,
    s.kept ? filters(page) : null,
    s.kept ? h("ul", { class: "keep", key: "keep" }, s.kept.filter((one) => !s.kind || one.kind === s.kind).map((one) => line(page,
      one))) : h("p", { class: "card muted", key: "wait" }, t("Loading …"))];
}

/** The liability report in one card: what could be asked for, what there is. */
function report({ s, ui: { t, say } }) {
  const { points, value, vouchers, funds, goods } = s.report;
  const limits = funds.filter((one) => one.budget !== null);
  const short = points.ready > value;
  return h("section", { class: "card report", key: "report" },
    h("div", { class: "figures" },
      h("div", null, h("span", { class: "num big" }, points.ready), h("span", null, t("points could be spent today"))),
      h("div", null, h("span", { class: "num big" }, value), h("span", null, t("points' worth of goods lie on the shelves"))),
      h("div", null, h("span", { class: "num big" }, vouchers.number), h("span", null, t("vouchers are still to be fetched")))),
    h("p", { class: short ? "refused" : "stamp" }, icon(short ? "warn" : "tick"), " ",
      short ? t("If everybody came today, goods for {n} points would be missing.", { n: points.ready - value })
      : t("The goods on the shelves cover every point that could be spent today.")),
    h("details", { key: "all" }, h("summary", null, t("All figures")), h("ul", { class: "figs" },
      fig(t("Points that wait (notice, objection, later day)"), points.waiting), fig(t("Points that expire within 30 days"), points.soon),
      fig(t("Points kept for orders"), points.held), fig(t("Points households owe"),
        points.owed), fig(t("Goods promised already, in pieces"), goods.reduce((sum, one) => sum + one.booked + one.issued, 0)),
      limits.map((one) => fig(t("{fund}: points left of its budget of {budget}", { fund: say(one.title), budget: one.budget }),
        one.left)))));
}

const fig = (name, value) => h("li", { key: name }, h("span", null, name), h("b", { class: "num" }, value));

function line(page, one) {
  const { s, ui, redraw } = page;
  const { t, say } = ui;
  const form = s.form && s.form.reward === one.id ? s.form : null;
  const toggle = (what) => h("button", { key: what, "aria-expanded": String(Boolean(form && form.what === what)), onclick: async () => {
    s.form = form && form.what === what ? null : { what, reward: one.id };
    redraw();
    if (s.form && what === "offer") { s.form.kept = await page.ask("GET", "/rewards/" + one.id); redraw(); }
  } }, { deliver: t("Goods came"), count: t("Count"), offer: t("Price and limit") }[what]);
  const low = one.shelf && one.shelf.stock === 0;
  return h("li", { class: "card" + (one.listed ? "" : " off"), key: one.id },
    h("div", { class: "what" }, h("h2", null, say(one.title)), h("span", { class: "muted" },
      [t("{n} points", { n: one.points }), limitWords(ui, one), one.provider,
      one.listed ? "" : t("Not offered now")].filter(Boolean).join(" · ")),
      one.planned.map((next) => h("span", { class: "muted", key: next.since },
        t("From {day}: {n} points", { day: next.since, n: next.points }), next.listed ? "" : " · " + t("Not offered now")))),
    one.shelf ? h("div", { class: "pieces" + (low ? " refused" : "") }, h("b", { class: "num" }, one.shelf.stock),
      h("span", { class: "muted" }, low ? t("Sold out") : t("to give"),
      one.shelf.booked + one.shelf.issued ? " · " + t("{n} promised", { n: one.shelf.booked + one.shelf.issued }) : "")) : null,
    h("div", { class: "row" }, one.shelf ? [toggle("deliver"), toggle("count")] : null, toggle("offer")),
    form ? FORMS[form.what](page, one) : null);
}
