// The counter: find the household, choose, confirm in place, hand over. Without a session it is the catalogue, and without a
// network the place where the desk's own vouchers are checked.

import { certificate } from "./certificate.js";
import { h } from "./dom.js";
import { account } from "./household.js";
import { offlineCard } from "./shop_desk.js";
import { finder } from "./shop_find.js";
import { filters, shelf } from "./shop_shelf.js";
import { panel, voucherCard } from "./voucher.js";

export function counter(page) {
  const { s, ui } = page;
  const chosen = s.rewards.find((one) => one.id === s.chosen);
  return [
    s.clerk || page.station.view().armed ? finder(page) : null,
    s.offline ? offlineCard(page) : null,
    s.honour ? certificate(page) : s.voucher ? voucherCard(page, s.voucher) : null,
    h("div", { class: s.account ? "cols" : "", key: "cols" },
      s.account ? h("aside", { key: "aside" }, account(page)) : null,
      h("div", { key: "shelf" }, s.instead ? insteadLine(page) : null,
        chosen && s.account ? panel(page, chosen) : null, filters(page), shelf(page)))];
}

function insteadLine({ s, ui: { t, say }, redraw }) {
  return h("p", { class: "card banner wait", key: "instead" }, t("Choose what is given instead of {title} ({code}).",
    { title: say(s.instead.reward), code: s.instead.code }),
    h("button", { key: "stop", onclick: () => { s.instead = null; s.chosen = null; redraw(); } }, t("Leave it as it is")));
}
