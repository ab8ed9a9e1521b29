// The pages of the office behind one button at the top of each of them, so that nobody has to know an address.

import { h } from "./dom.js";

/** What whoever works as `role` can open, without the page `here`; nothing for anybody else, or without a server. */
export function officePages({ t }, transport, role, here) {
  if (!role || !transport.served) return null;
  const clerk = role !== "chair", chair = role !== "clerk";
  const pages = [
    chair && ["/chair", t("Chair's console")], ["/office", t("Make an appraisal")], ["/community", t("Community life")],
    ["/register", t("Register and micro-grids")], ["/report", t("Yearly report")], ["/office/points", t("Points at the office")],
    clerk && ["/shop", t("Points shop")], clerk && ["/cards", t("Cards for households")],
  ].filter((page) => page && page[0] !== here);
  return h("details", { class: "office-pages", key: "pages" }, h("summary", null, t("Other pages")),
    h("nav", { class: "card", "aria-label": t("Other pages") },
      pages.map(([path, label]) => h("a", { class: "button quiet", key: path, href: transport.base + path }, label))));
}
