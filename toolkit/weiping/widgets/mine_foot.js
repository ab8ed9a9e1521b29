// What stands at the end: the passbook on paper, the public ranking, and signing this phone out.

import { confirming, h, icon } from "./dom.js";

/** Whether the household stands in the public ranking, and under which name: only a household itself says so. */
function listed({ s, ui: { t, say }, act }) {
  const { level, agreed, name } = s.data.ranking;
  if (level !== "household") return null;
  return h("div", { class: "say", key: "listed" },
    h("p", null, agreed ? t("Your household is listed in the public ranking as “{name}”.", { name: say(name) })
      : t("Your household is not listed in the public ranking. If you like, it can stand there as “{name}”.", { name: say(name) })),
    s.told.listed ? h("p", { class: "banner bad", role: "alert" }, s.told.listed) : null,
    h("button", { disabled: s.busy, onclick: () => act("listed", "/mine/ranking", { show: !agreed }) },
      agreed ? t("Do not list us") : t("List our household")));
}

export function foot(page) {
  const { s, ui, transport, redraw, leave, print } = page;
  const { t, lang } = ui;
  const { pdf, ranking } = s.data;
  return h("section", { class: "card foot", key: "foot" }, h("h2", null, t("More")),
    transport.served && pdf ? h("a", { class: "button", key: "passbook", download: "passbook.pdf",
      href: transport.base + "/weiping/api/mine/passbook?lang=" + lang }, icon("print"), " ", t("Passbook to print")) : null,
    pdf ? null : h("button", { key: "print", onclick: print }, icon("print"), " ", t("Print this page as a passbook")),
    transport.served ? h("a", { class: "button", key: "community", href: transport.base + "/community" }, icon("talk"), " ", t("Meetings, minutes and proposals")) : null,
    transport.served && ranking.level !== "none" ? h("a", { class: "button", key: "ranking", href: transport.base + "/points" },
      icon("award"), " ", t("The public ranking")) : null,
    listed(page),
    transport.served ? h("button", { key: "leave", ...confirming(s.armed, "leave", redraw, leave) },
      s.armed.key === "leave" ? t("Tap again: sign this phone out") : t("Sign this phone out")) : null,
    h("p", { class: "muted" }, t("Whoever has your card can see this page. If it is lost, ask the office for a new one; the old one ends at once.")));
}

/** On paper only: where household and office sign. A server without Chinese fonts makes no PDF, a browser prints this. */
export function signatures({ ui: { t } }) {
  return h("div", { class: "signatures", key: "signatures" }, [t("Household (signature, date)"), t("Office (signature, seal, date)")].map(
    (who) => h("p", { key: who }, who)));
}
