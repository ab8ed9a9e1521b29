// What was redeemed and can be fetched, with its QR code; and what the points are enough for.

import { h, icon, picture } from "./dom.js";

const SHOWN = 6;

function where({ ui: { t, list }, day }, one) {
  const meet = one.appointment;
  const parts = [];
  if (meet) parts.push(t("on {day}", { day: day(meet.day) }) + (meet.time ? " " + meet.time : ""), meet.by_whom);
  else if (one.way === "home") parts.push(t("is brought to your home; the day is still to be arranged"));
  else if (one.way === "appointment") parts.push(t("by appointment; the day is still to be arranged"));
  if (one.desk) parts.push(t("at the desk {desk}", { desk: one.desk }));
  return list(parts.filter(Boolean));
}

/** A voucher that can still be used: the code to read aloud, the QR code to show. */
function voucher(page, one) {
  const { ui: { t, say }, day } = page;
  const booked = one.state === "booked";
  const place = where(page, one);
  return h("li", { key: one.code, class: "voucher" },
    h("h3", null, say(one.reward), one.quantity > 1 ? " × " + one.quantity : ""),
    h("p", { class: booked ? "muted" : "stamp" }, booked ? t("Ordered; the office issues it") : t("Ready: show this at the points shop")),
    one.valid_until ? h("p", null, t("Good until {day}", { day: day(one.valid_until) })) : null,
    place ? h("p", null, place) : null, say(one.how) ? h("p", { class: "muted" }, say(one.how)) : null,
    one.qr ? h("details", { key: "qr" }, h("summary", null, t("Show the QR code")),
      h("p", { class: "code num" }, one.code), picture(one.qr, t("QR code of the voucher"))) : null);
}

/** What became of one that is over. */
function ended({ t }, one) {
  if (one.over || one.state === "expired") return t("its last day is over");
  return { "handed-over": t("received"), cancelled: t("cancelled, points returned"), returned: t("returned, points returned"),
    released: t("cancelled, points returned") }[one.state] || one.state;
}

export function vouchers(page) {
  const { s: { data }, ui } = page;
  const { t, say } = ui;
  const live = data.vouchers.filter((one) => (one.state === "issued" || one.state === "booked") && !one.over);
  const past = data.vouchers.filter((one) => live.indexOf(one) < 0);
  if (!data.vouchers.length) return null;
  return h("section", { class: "card vouchers", key: "vouchers" }, h("h2", null, t("To fetch")),
    live.length ? h("ul", null, live.map((one) => voucher(page, one))) : h("p", { class: "muted" }, t("Nothing is waiting for you.")),
    past.length ? h("details", { key: "past" }, h("summary", null, t("Earlier ({n})", { n: past.length })),
      h("ul", { class: "past" }, past.map((one) => h("li", { key: one.code }, h("span", null, say(one.reward),
        one.quantity > 1 ? " × " + one.quantity : ""), h("span", { class: "muted" }, ended(ui, one)))))) : null);
}

/** Enough, not enough, sold out, or as many as a household may have: in this order people care. */
function standing({ t, say }, one, purse) {
  if (one.stock === 0) return { rank: 3, words: t("Sold out") };
  if (one.limit && !one.limit.left) {
    return { rank: 2, words: t("You had {most} this {per} already", { most: one.limit.most, per: say(one.limit.per) }) };
  }
  if (one.points > purse) return { rank: 1, words: t("{n} points missing", { n: one.points - purse }) };
  return { rank: 0, words: t("Enough points") };
}

export function rewards(page) {
  const { s, ui, redraw } = page;
  const { t, say } = ui;
  const all = s.data.rewards.map((one) => ({ one, ...standing(ui, one, s.data.spendable) }));
  all.sort((a, b) => a.rank - b.rank || a.one.points - b.one.points);
  const enough = all.filter((each) => each.rank === 0).length;
  const shown = s.all ? all : all.slice(0, Math.max(SHOWN, 0));
  if (!all.length) return null;
  return h("section", { class: "card rewards", key: "rewards" }, h("h2", null, t("What points can buy")),
    h("p", { class: "muted" }, enough ? t("Your points are enough for {n} of these. Redeem at the points shop.", { n: enough })
      : t("Redeem at the points shop when your points are enough.")),
    h("ul", null, shown.map(({ one, rank, words }) => h("li", { key: one.id, class: rank ? "short" : "enough" },
      h("span", { class: "what" }, h("b", null, say(one.title)), h("small", null, rank ? null : [icon("tick", 18), " "], words)),
      h("span", { class: "price" }, h("b", { class: "num" }, one.points), h("small", { class: "muted" }, " " + t("points")))))),
    all.length > SHOWN ? h("button", { class: "wide", key: "all", onclick: () => { s.all = !s.all; redraw(); } },
      s.all ? t("Show fewer") : t("Show all ({n})", { n: all.length })) : null);
}
