// A household at the shop: the list of those found, and the one picked with its balance, what waits for it, and its history.

import { h, icon } from "./dom.js";
import { stateWords } from "./shop_words.js";

export function hits({ t, say }, found, pick) {
  if (!found.length) return h("p", { class: "muted", role: "status" },
    t("No household matches. Try the building and flat, such as 3-2-501."));
  return h("ul", { class: "hits" }, found.map((one) => h("li", { key: one.id }, h("button", { onclick: () => pick(one) },
    h("b", null, say(one.household)), h("span", { class: "muted" }, say(one.holder)), h("span", { class: "num" },
      t("{n} points", { n: one.balance }))))));
}

export function account(page) {
  const { s, ui: { t, say, lang }, till, redraw, transport } = page;
  const one = s.account;
  const history = one.history || [];
  const shown = s.more ? history : history.slice(0, 5);
  const close = () => {
    if (!till.pending()) Object.assign(s, { account: null, chosen: null, voucher: null, instead: null, honour: null });
    redraw();
  };
  return h("section", { class: "card account", key: "account/" + one.id },
    h("div", { class: "row" }, h("div", null, h("h2", null, say(one.household)), h("div", { class: "muted" }, say(one.holder))),
      h("button", { class: "quiet", onclick: close, "aria-label": t("Another household") }, icon("cross"), " ", t("Close"))),
    purse({ t }, one), waits(page, one),
    history.length ? h("ul", { class: "history" },
      shown.map((line) => h("li", null, h("span", { class: "muted" }, line.on), h("span", null, say(line.reason)),
      h("b", { class: "num " + (line.points < 0 ? "minus" : "plus") }, line.points < 0 ? "−" + -line.points
        : "+" + line.points)))) : null,
    history.length > 5 ? h("button", { class: "quiet", onclick: () => { s.more = !s.more; redraw(); } }, s.more ? t("Less")
      : t("Whole history ({n})", { n: history.length })) : null,
    transport.served ? h("a", { class: "button quiet", key: "passbook", download: "passbook.pdf",
      href: transport.base + "/weiping/api/accounts/" + one.id + "/passbook?lang=" + lang }, icon("print"), " ", t("Passbook")) : null);
}

export function purse({ t }, one) {
  const rest = one.balance - one.redeemable;
  return h("div", { class: "purse", role: "status" }, h("span", { class: "num big" }, one.redeemable), " ", t("points to redeem"),
    one.debt ? h("small", { class: "owes" }, t("{n} points are owed; what comes in pays that first.", { n: one.debt })) : null,
    rest > 0 && !one.debt ? h("small", { class: "muted" },
      t("Balance {n}; the rest waits: for a notice, or for an order that is kept.", { n: one.balance })) : null);
}

/** What was redeemed or ordered: what waits to be handed over first, then what can still be returned. */
function waits(page, one) {
  const { s, ui } = page;
  const { t, say } = ui;
  const live = (one.redemptions || []).filter((slip) => slip.state === "booked" || slip.state === "issued");
  const past = (one.redemptions || []).filter((slip) => live.indexOf(slip) < 0).slice(0, s.more ? 20 : 3);
  if (!live.length && !past.length) return null;
  const line = (slip) => h("li", { key: slip.code },
    h("button", { class: slip.state === "issued" || slip.state === "booked" ? "live" : "quiet",
    onclick: () => page.open(slip.code) },
    h("b", null, say(slip.reward), slip.quantity > 1 ? " × " + slip.quantity : ""), h("span", { class: "muted" }, stateWords(ui, slip))));
  return h("div", { class: "waits", key: "waits" }, live.length ? h("h3", null, t("To hand over")) : null, h("ul", null, live.map(line)),
    past.length ? h("h3", null, t("Had already")) : null, h("ul", null, past.map(line)));
}
