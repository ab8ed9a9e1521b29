// What is printed on its own: cards for the judges to cut, and notices to hang up. Nothing else of the page is printed with it.

import { h, picture } from "./dom.js";
import { judgeName, judgeOf } from "./console_parts.js";
import { overlay } from "./paper.js";

function card(chair, one) {
  const { t, say, clock } = chair.ui;
  const judge = judgeOf(chair, one.judge);
  return h("article", { key: one.judge },
    h("div", null, picture(one.qr, t("QR code of the join link"))),
    h("div", null, h("small", null, say(chair.s.data.round.title)), h("h2", null, judgeName(chair, one.judge)), h("p", null, say(judge.kind)),
      h("p", null, t("Scan with the tablet and press Begin.")),
      one.short ? h("p", null, t("Or open {address} and type:", { address: one.url.split("#")[0] })) : null,
      one.short ? h("p", { class: "code" }, one.short) : null,
      one.short && one.short_until ? h("small", null, t("The code works until {time}.", { time: clock(one.short_until) })) : null),
    h("p", { class: "link" }, one.url));
}

/** Cards on A4 to cut: number, kind, QR code, short code, link. `open` takes the invitations. */
export function printing(chair) {
  return overlay(chair.ui, (invitations) => {
    const { t } = chair.ui;
    return { title: t("Cards for the judges"), sheet: invitations.map((one) => card(chair, one)),
      hint: t("Each card is for one judge only. Cut along the lines and hand them out.") };
  });
}
