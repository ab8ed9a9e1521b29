// Open day: forty people in a queue. One household at a time, large buttons, what is tapped is handed over at once, and the last
// ones stand beside it with a button that takes them back.

import { confirming, h, icon } from "./dom.js";
import { purse } from "./household.js";
import { redeem } from "./shop_acts.js";
import { offlineCard } from "./shop_desk.js";
import { finder } from "./shop_find.js";
import { price } from "./shop_price.js";
import { shelf } from "./shop_shelf.js";
import { lostAnswer, stepper } from "./shop_step.js";
import { yuan } from "./shop_words.js";
import { voucherCard } from "./voucher.js";

const LISTED = 12;

export function openDay(page) {
  const { s } = page;
  const chosen = s.rewards.find((one) => one.id === s.chosen);
  const scanned = s.voucher && s.voucher.state !== "handed-over" ? s.voucher : null; // a voucher from another day is fetched
  return h("div", { class: "openday", key: "day" },
    h("div", { class: "now" }, finder(page, true), s.offline ? offlineCard(page) : null, scanned ? voucherCard(page, scanned) : null,
      s.account ? [whose(page), given(page)] : null,
      chosen && s.account ? giving(page, chosen) : null, s.account ? shelf(page) : queueHint(page)),
    h("aside", { class: "last" }, last(page)));
}

function queueHint({ s, ui: { t } }) {
  return s.hits || s.voucher || s.offline ? null : h("p", { class: "card hint", key: "hint" },
    t("Scan the next household's card, or type its address. What you tap then is handed over at once."));
}

/** What this household was just given, with the way back. */
function given(page) {
  const { s, ui: { t, say } } = page;
  const one = s.given[0];
  if (!one || one.account_id !== s.account.id || one.state !== "handed-over") return null;
  return h("section", { class: "card banner calm just", key: "just", role: "status" }, h("p", { class: "grow" }, icon("tick"), " ",
    t("Handed over: {what}. {left} points are left.", { what: say(one.reward) + (one.quantity > 1 ? " × " + one.quantity : ""),
      left: s.account.redeemable }),
    one.cash ? " " + t("{yuan} yuan were taken in cash.", { yuan: yuan(one.cash) }) : ""), undo(page, one));
}

function whose(page) {
  const { s, ui: { t, say }, till, redraw } = page;
  const next = () => {
    if (till.pending()) return;
    Object.assign(s, { account: null, chosen: null, voucher: null, done: "", error: "", hits: null, query: "" });
    redraw();
    const field = page.root.querySelector(".finder input");
    if (field) { field.value = ""; field.focus(); }
  };
  return h("section", { class: "card whose", key: "whose" }, h("div", null, h("h2", null, say(s.account.household)),
    h("p", { class: "muted" }, say(s.account.holder))),
    purse({ t }, s.account), h("button", { class: "go next", key: "next", onclick: next }, t("Next household"), " ", icon("next")));
}

function giving(page, reward) {
  const { s, ui: { t, say }, till, redraw } = page;
  const fen = s.setup && s.setup.fen_per_point, purse = s.account.redeemable;
  const paid = price(reward, s.quantity, purse, fen), unknown = till.pending() && !till.busy();
  const give = async () => {
    if (!(await redeem(page, reward, "now"))) return;
    s.given = [s.voucher].concat(s.given);
    s.done = "";
    redraw();
  };
  return h("section", { class: "card confirm giving", key: "confirm", "aria-live": "polite" },
    h("h2", { class: "grow" }, say(reward.title)),
    h("div", { class: "amount" }, stepper(page, reward)),
    unknown ? lostAnswer(page.ui) : null,
    h("div", { class: "row" }, unknown ? null : h("button", { key: "cancel", disabled: till.busy(),
      onclick: () => { s.chosen = null; redraw(); } }, t("Not this one")),
      h("button", { class: "go big", key: "give", disabled: till.busy(), onclick: give },
        till.busy() ? t("One moment …") : unknown ? t("Ask again")
        : paid.cash ? t("{points} points + {yuan} yuan: hand over", { points: paid.points,
          yuan: yuan(paid.cash) }) : t("{points} points: hand over", { points: paid.points }))));
}

/** The button that takes back what was just given; the second tap does it. */
function undo(page, one) {
  const { s, ui: { t, say }, redraw } = page;
  const back = async () => {
    const answer = await page.act("/redemptions/" + encodeURIComponent(one.code) + "/return",
      { reason: t("Entered by mistake"), restock: true });
    if (!answer) return;
    const now = (list) => list.map((other) => (other.code === one.code ? answer.voucher : other));
    s.given = now(s.given);
    if (s.list) s.list = { ...s.list, newest: now(s.list.newest) };
    s.done = t("Taken back: {what}. {n} points are back.", { what: say(one.reward), n: answer.back.points })
      + (answer.back.cash ? " " + t("Please give {yuan} yuan back in cash.", { yuan: yuan(answer.back.cash) }) : "");
    redraw();
  };
  return h("button", { key: "undo", ...confirming(s.armed, "back/" + one.code, redraw, back) },
    s.armed.key === "back/" + one.code ? t("Tap again") : [icon("undo"), " ", t("Undo")]);
}

/** The last ones: from this page, then what the server knows of earlier. */
function last(page) {
  const { s, ui: { t, say, clock } } = page;
  const seen = new Set(s.given.map((one) => one.code));
  const older = ((s.list && s.list.newest) || []).filter((one) => !seen.has(one.code) && (one.state === "handed-over" || one.state === "returned"));
  const known = s.given.concat(older).slice(0, LISTED);
  const line = (one) => h("li", { key: one.code, class: one.state === "handed-over" ? "" : "off" },
    h("div", null, h("b", null, say(one.reward), one.quantity > 1 ? " × " + one.quantity : ""),
      h("span", { class: "muted" }, say(one.household), " · ", clock(one.at).slice(6))),
    one.state === "handed-over" ? undo(page, one) : h("span", { class: "muted" }, t("Taken back")));
  return h("section", { class: "card", key: "last" }, h("h2", null, t("The last ones")),
    known.length ? h("ul", null, known.map(line)) : h("p", { class: "muted" }, t("Nothing yet today.")));
}
