// What both ways of confirming share: how many, and what to do where the answer was lost.

import { h, icon } from "./dom.js";
import { step } from "./shop_acts.js";
import { atMost, purseOf } from "./shop_price.js";

/** One less, how many, one more; nothing moves while a request is under way. */
export function stepper(page, reward) {
  const { s, ui: { t }, till } = page;
  const most = atMost(reward, purseOf(s), s.setup && s.setup.fen_per_point);
  const button = (sign, label, change, off) => h("button", { class: "step", disabled: Boolean(till.pending()) || off,
    "aria-label": label, onclick: () => step(page, reward, change) }, sign);
  return [button("−", t("One less"), -1, s.quantity < 2), h("b", { class: "num" }, s.quantity),
    button("+", t("One more"), 1, s.quantity >= most)];
}

export function lostAnswer({ t }) {
  return h("p", { class: "banner wait", role: "alert", key: "unknown" }, icon("warn"), " ",
    t("The answer did not arrive. Tap “Ask again”: if the points were taken already, you get the same voucher, never a second one."));
}
