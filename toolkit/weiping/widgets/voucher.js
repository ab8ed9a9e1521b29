// The one confirmation of a redemption, in place, and the voucher that comes of it with everything that can be done with it.

import { confirming, h, icon, picture } from "./dom.js";
import { redeem } from "./shop_acts.js";
import { price, purseOf } from "./shop_price.js";
import { lostAnswer, stepper } from "./shop_step.js";
import { meetForm, undoForm } from "./shop_undo.js";
import { limitWords, stateWords, ways, wayWords, yuan } from "./shop_words.js";

export function panel(page, reward) {
  const { s, ui, till, redraw } = page;
  const { t, say } = ui;
  const unknown = till.pending() && !till.busy(); // asked once already: the answer was lost, so nothing may change but "again"
  const way = s.way || ways(ui, reward.kind)[0][0];
  const cancel = () => { till.forget(); s.chosen = null; redraw(); };
  return h("section", { class: "card confirm", key: "confirm", "aria-live": "polite" },
    h("h2", null, say(reward.title)),
    h("p", { class: "muted" }, [say(reward.how), reward.provider, limitWords(ui, reward)].filter(Boolean).join(" · ")),
    s.instead ? null : choice(page, reward, way),
    amount(page, reward),
    unknown ? lostAnswer(ui) : null,
    h("div", { class: "row" },
      unknown ? null : h("button", { key: "cancel", disabled: till.busy(), onclick: cancel }, t("Not this one")),
      h("button", { class: "go", key: "redeem", disabled: till.busy(), onclick: () => redeem(page, reward, way) },
        till.busy() ? t("One moment …")
        : unknown ? t("Ask again") : going(page, reward))));
}

/** The button that does it says all of it: whose points, and the cash that has to be in hand. */
function going({ s, ui: { t, say } }, reward) {
  const { cash } = price(reward, s.quantity, purseOf(s), s.setup && s.setup.fen_per_point);
  return cash ? t("I have {yuan} yuan in hand: redeem for {household}", { yuan: yuan(cash), household: say(s.account.household) })
    : t("Redeem for {household}", { household: say(s.account.household) });
}

function choice({ s, ui, till, redraw }, reward, way) {
  return h("div", { class: "ways", role: "group", "aria-label": ui.t("How it is handed over"), key: "ways" },
    ways(ui, reward.kind).map(([key, label]) => h("button", { key, "aria-pressed": String(way === key), disabled: Boolean(till.pending()),
      onclick: () => { s.way = key; redraw(); } }, label)));
}

function amount(page, reward) {
  const { s, ui: { t } } = page;
  const purse = purseOf(s);
  const paid = price(reward, s.quantity, purse, s.setup && s.setup.fen_per_point);
  return h("div", { class: "amount", key: "amount" }, stepper(page, reward), h("span", { class: "grow" }), h("span", null, paid.cash
    ? t("{points} points and {yuan} yuan in cash · 0 points are left", { points: paid.points, yuan: yuan(paid.cash) })
    : t("{cost} points · {left} are left", { cost: paid.cost, left: purse - paid.cost })));
}

export function voucherCard(page, one) {
  const { s, ui, redraw } = page;
  const { t, say, clock } = ui;
  const given = one.state === "handed-over", open = one.state === "issued" || one.state === "booked";
  const cash = one.cash ? " + " + t("{yuan} yuan", { yuan: yuan(one.cash) }) : "";
  const facts = [say(one.household), t("{n} points", { n: one.points }) + cash, one.at ? clock(one.at) : "", wayWords(ui, one.way)];
  return h("section", { class: "card voucher", key: "voucher", "aria-live": "polite" },
    h("div", { class: "slip" },
      h("div", null, h("p", { class: "muted" }, one.state === "booked" ? t("Order") : t("Voucher")),
        h("p", { class: "code num" }, one.code),
        h("h2", null, say(one.reward && one.reward.title ? one.reward.title : one.reward), one.quantity > 1 ? " × " + one.quantity : ""),
        h("p", null, facts.filter(Boolean).join(" · ")),
        one.how && open ? h("p", { class: "muted" }, say(one.how)) : null,
        h("p", { class: given ? "stamp" : one.over ? "refused" : "muted" },
          given ? [icon("tick"), " ", t("Handed over")] : stateWords(ui, one)),
        more(ui, one)),
      one.qr && open ? picture(one.qr, t("QR code of the voucher")) : null),
    s.meeting === one.code ? meetForm(page, one) : s.undoing && s.undoing.code === one.code ? undoForm(page, one) : actions(page, one),
    h("div", { class: "row" },
      h("button", { key: "print", onclick: () => window.print() }, icon("print"), " ", t("Print")),
      h("button", { key: "close", onclick: () => { Object.assign(s, { voucher: null, undoing: null, meeting: null }); redraw(); } },
        t("Close"))));
}

/** What there is to know beside: until when, at which desk, when it is brought, what it stands in for. */
function more({ t }, one) {
  const open = one.state === "issued" || one.state === "booked", meet = one.appointment;
  const lines = [open && one.valid_until ? t("Good until {day}", { day: one.valid_until }) : "",
    open && one.desk ? t("At the desk {desk}", { desk: one.desk }) : "",
    meet ? [meet.day, meet.time, meet.by_whom, meet.note].filter(Boolean).join(" · ") : "",
    one.instead_of ? t("Instead of {code}", { code: one.instead_of }) : "", one.replaced_by ? t("Replaced by {code}",
      { code: one.replaced_by }) : "",
    one.used && one.used.by_whom ? t("Done by {who}", { who: one.used.by_whom }) : "", one.undone ? one.undone.reason : ""].filter(Boolean);
  return lines.length ? h("p", { class: "muted", key: "more" }, lines.join(" · ")) : null;
}

function actions(page, one) {
  const { s, ui: { t }, redraw, act, station } = page;
  const path = "/redemptions/" + encodeURIComponent(one.code);
  const sure = (key, name, question, what) => h("button", { class: "go", key, ...confirming(s.armed, key + "/" + one.code, redraw, what) },
    s.armed.key === key + "/" + one.code ? question : name);
  const who = () => { const field = page.root.querySelector(".voucher input[name=who]"); return field ? field.value.trim() : ""; };
  const undo = (kind, name) => h("button", { key: kind, onclick: () => { s.undoing = { code: one.code, kind, reason: "",
    own: "" }; redraw(); } }, name);
  const meet = () => h("button", { key: "meet", onclick: () => { s.meeting = one.code; redraw(); } },
    one.appointment ? t("Change the appointment") : t("Make an appointment"));
  const honour = one.kind === "honour" && (one.state === "issued" || one.state === "handed-over");
  const by = one.kind === "service" && (one.state === "issued" || one.state === "booked") ? h("label", { key: "who", class: "who" },
    t("Who did it"),
    h("input", { name: "who", autocomplete: "off", maxlength: "60", value: (one.appointment && one.appointment.by_whom) || "" })) : null;
  return h("div", { class: "row", key: "actions" }, one.over ? null : by,
    one.state === "issued" && !one.over ? sure("hand", t("Hand over"), t("Tap again: it is handed over"),
      () => act(path + "/hand-over", { by_whom: who(), desk: station.place() })) : null,
    one.state === "booked" && !one.over ? sure("issue", t("Take the points and hand over"), t("Tap again: points are taken"),
      () => act(path + "/issue", { hand_over: true, by_whom: who() })) : null,
    one.state === "booked" && !one.over ? h("button", { key: "make", onclick: () => act(path + "/issue", {}) },
      t("Make it a voucher")) : null,
    one.state === "issued" || one.state === "booked" ? [one.kind === "goods" && one.way === "counter" ? null : meet(),
      undo("instead", t("Something else instead")), undo("cancel", t("Cancel it"))] : null,
    one.state === "handed-over" ? undo("return", t("It comes back")) : null,
    honour ? h("button", { key: "honour", onclick: () => { s.honour = one; redraw(); } }, icon("award"), " ", t("Certificate")) : null);
}
