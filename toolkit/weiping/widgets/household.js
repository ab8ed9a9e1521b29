// A household at the shop: the list of those found, and the one picked with its balance and history.

import { h, icon } from "./dom.js";

export function hits({ t, say }, found, pick) {
  if (!found.length) return h("p", { class: "muted", role: "status" },
    t("No household matches. Try the building and flat, such as 3-2-501."));
  return h("ul", { class: "hits" }, found.map((one) => h("li", { key: one.id }, h("button", { onclick: () => pick(one) },
    h("b", null, say(one.household)), h("span", { class: "muted" }, say(one.holder)), h("span", { class: "num" },
      t("{n} points", { n: one.balance }))))));
}

export function account({ t, say }, one, more, toggle, close) {
  const history = one.history || [];
  const shown = more ? history : history.slice(0, 5);
  return h("section", { class: "card account", key: "account/" + one.id },
    h("div", { class: "row" }, h("div", null, h("h2", null, say(one.household)), h("div", { class: "muted" }, say(one.holder))),
      h("button", { class: "quiet", onclick: close, "aria-label": t("Another household") }, icon("cross"), " ", t("Close"))),
    h("div", { class: "purse", role: "status" }, h("span", { class: "num big" }, one.redeemable), " ", t("points to redeem"),
      one.balance !== one.redeemable ? h("small", { class: "muted" },
        t("Balance {n}; the rest becomes redeemable after the notice.", { n: one.balance })) : null),
    history.length ? h("ul", { class: "history" },
      shown.map((line) => h("li", null, h("span", { class: "muted" }, line.on), h("span", null, say(line.reason)),
      h("b", { class: "num " + (line.points < 0 ? "minus" : "plus") }, line.points < 0 ? "−" + -line.points
        : "+" + line.points)))) : null,
    history.length > 5 ? h("button", { class: "quiet", onclick: toggle }, more ? t("Less")
      : t("Whole history ({n})", { n: history.length })) : null);
}
