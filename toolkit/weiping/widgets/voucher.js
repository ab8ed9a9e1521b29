// The one confirmation of a redemption, in place, and the voucher that comes of it.

import { confirming, h, icon, picture } from "./dom.js";

export function panel({ t, say }, reward, s, till, { redraw, redeem, cancel }) {
  const cost = reward.points * s.quantity;
  const purse = s.account.redeemable;
  const most = Math.max(1, Math.min(Math.floor(purse / reward.points), reward.stock === null ? 99 : reward.stock));
  const unknown = till.pending() && !till.busy(); // asked once already: the answer was lost, so nothing may change but "again"
  const step = (change) => { s.quantity = Math.max(1, Math.min(most, s.quantity + change)); redraw(); };
  return h("section", { class: "card confirm", key: "confirm", "aria-live": "polite" },
    h("h2", null, say(reward.title)),
    h("p", { class: "muted" }, say(reward.how)),
    h("div", { class: "amount" },
      h("button", { class: "step", disabled: Boolean(till.pending()) || s.quantity < 2, "aria-label": t("One less"),
        onclick: () => step(-1) }, "−"),
      h("b", { class: "num" }, s.quantity),
      h("button", { class: "step", disabled: Boolean(till.pending()) || s.quantity >= most, "aria-label": t("One more"),
        onclick: () => step(1) }, "+"),
      h("span", { class: "grow" }), h("span", null, t("{cost} points · {left} are left", { cost, left: purse - cost }))),
    unknown ? h("p", { class: "banner wait", role: "alert" }, icon("warn"), " ",
      t("The answer did not arrive. Tap “Ask again”: if the points were taken already, you get the same voucher, never a second one.")) : null,
    h("div", { class: "row" },
      unknown ? null : h("button", { key: "cancel", disabled: till.busy(), onclick: cancel }, t("Not this one")),
      h("button", { class: "go", key: "redeem", disabled: till.busy(), onclick: redeem }, till.busy() ? t("One moment …")
        : unknown ? t("Ask again") : t("Redeem for {household}", { household: say(s.account.household) }))));
}

export function voucherCard({ t, say, clock }, one, { armed, redraw, handOver, close }) {
  const given = one.state === "handed-over";
  return h("section", { class: "card voucher", key: "voucher", "aria-live": "polite" },
    h("div", { class: "slip" },
      h("div", null, h("p", { class: "muted" }, t("Voucher")), h("p", { class: "code num" }, one.code),
        h("h2", null, say(one.reward && one.reward.title ? one.reward.title : one.reward), one.quantity > 1
          ? " × " + one.quantity : ""),
        h("p", null, say(one.household), " · ", t("{n} points", { n: one.points }), one.at ? " · " + clock(one.at) : ""),
        h("p", { class: "muted" }, say(one.how)),
        h("p", { class: given ? "stamp" : "muted" }, given ? [icon("tick"), " ", t("Handed over")] : one.state === "issued"
          ? t("Issued, not handed over yet") : one.state)),
      one.qr ? picture(one.qr, t("QR code of the voucher")) : null),
    h("div", { class: "row" },
      h("button", { onclick: () => window.print() }, icon("print"), " ", t("Print")),
      given || one.state !== "issued" ? null : h("button",
        { class: "go", key: "hand", ...confirming(armed, "hand/" + one.code, redraw, handOver) },
        armed.key === "hand/" + one.code ? t("Tap again: it is handed over") : t("Hand over")),
      h("button", { onclick: close }, t("Close"))));
}
