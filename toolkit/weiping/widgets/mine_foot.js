// What stands at the end: the passbook on paper, the public ranking, and signing this phone out.

import { confirming, h, icon } from "./dom.js";

export function foot({ s, ui, transport, redraw, leave }) {
  const { t, lang } = ui;
  const { can, ranking } = s.data;
  return h("section", { class: "card foot", key: "foot" }, h("h2", null, t("More")),
    transport.served && can.passbook ? h("a", { class: "button", key: "passbook", download: "passbook.pdf",
      href: transport.base + "/weiping/api/mine/passbook?lang=" + lang }, icon("print"), " ", t("Passbook to print")) : null,
    transport.served && can.ranking && ranking !== "none" ? h("a", { class: "button", key: "ranking", href: transport.base + "/points" },
      icon("award"), " ", t("The public ranking")) : null,
    transport.served ? h("button", { key: "leave", ...confirming(s.armed, "leave", redraw, leave) },
      s.armed.key === "leave" ? t("Tap again: sign this phone out") : t("Sign this phone out")) : null,
    h("p", { class: "muted" }, t("Whoever has your card can see this page. If it is lost, ask the office for a new one; the old one ends at once.")));
}
