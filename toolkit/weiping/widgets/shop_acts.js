// Choosing a reward for the household on the screen, and having it.

import { atMost, price, purseOf } from "./shop_price.js";
import { ways, yuan } from "./shop_words.js";

export function choose(page, reward) {
  const { s, ui, redraw, root } = page;
  if (page.till.pending()) return;
  if (!s.account) { // a tap that does nothing looks like a broken page
    s.error = ui.t("Please find the household first, then tap the reward.");
    redraw();
    const field = root.querySelector(".finder input");
    if (field) field.focus();
    return;
  }
  Object.assign(s, { chosen: reward.id, quantity: 1, voucher: null, honour: null, error: "", done: "", way: ways(ui, reward.kind)[0][0] });
  redraw();
  const card = root.querySelector(".confirm");
  if (card && card.scrollIntoView) card.scrollIntoView({ block: "center", behavior: "smooth" });
}

/** Change how many, within what there is and what the points (and the cash) are enough for. */
export function step(page, reward, change) {
  const { s } = page;
  const most = atMost(reward, purseOf(s), s.setup && s.setup.fen_per_point);
  s.quantity = Math.max(1, Math.min(most, s.quantity + change));
  page.redraw();
}

/** Send what was chosen; on an open day it is handed over in the same breath. */
export async function redeem(page, reward, way) {
  const { s } = page;
  const paid = price(reward, s.quantity, purseOf(s), s.setup && s.setup.fen_per_point);
  const body = { reward: reward.id, quantity: s.quantity, cash: paid.cash };
  if (s.instead) {
    const path = "/redemptions/" + encodeURIComponent(s.instead.code) + "/substitute";
    if (!(await page.take(path, { ...body, reason: s.instead.why, there: s.instead.there }, { instead: s.instead }))) return false;
  } else {
    const at = way === "now" ? "" : page.station.place();
    const asked = { ...body, account: s.account.id, way: way === "home" || way === "appointment" ? way : "counter", desk: at };
    const done = way === "order" ? await page.take("/orders", asked, { way })
      : await page.take("/redemptions", { ...asked, hand_over: way === "now" }, { way });
    if (!done) return false;
    if (way === "home" || way === "appointment") s.meeting = s.voucher.code;
  }
  if (paid.cash) s.done = page.ui.t("{yuan} yuan were taken in cash.", { yuan: yuan(paid.cash) });
  window.scrollTo(0, 0);
  await page.household(); // the history with the new line
  return true;
}
