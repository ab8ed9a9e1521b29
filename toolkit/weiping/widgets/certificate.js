// A commendation to print: who it is for is typed as the resident wishes to be named, and never leaves this tablet.

import { h, icon } from "./dom.js";

export function certificate(page) {
  const { s, ui: { t, say }, redraw } = page;
  const one = s.honour;
  const title = say(one.reward && one.reward.title ? one.reward.title : one.reward);
  const from = s.setup ? say(s.setup.community) : "";
  const day = one.used ? one.used.at.slice(0, 10) : (s.setup && s.setup.today) || "";
  const words = one.words === undefined ? t("for doing good in our neighbourhood, with the thanks of all who live here.") : one.words;
  return h("section", { class: "certificate card", key: "certificate" },
    h("div", { class: "paper" }, h("p", { class: "from" }, from), h("h2", null, title),
      h("p", { class: "whom" }, one.whom || t("(name)")), h("p", { class: "words" }, words),
      h("p", { class: "sign" }, from, h("br"), day), h("small", { class: "muted num" }, one.code)),
    h("div", { class: "fields noprint" },
      h("label", { key: "whom" }, t("Name, as the resident wishes to be named"),
        h("input", { name: "whom", maxlength: "60", autocomplete: "off", value: one.whom || "",
        oninput: (event) => { one.whom = event.target.value; redraw(); } })),
      h("label", { key: "words" }, t("Words"), h("textarea", { name: "words", rows: "2", maxlength: "200", value: words,
        oninput: (event) => { one.words = event.target.value; redraw(); } }))),
    h("div", { class: "row noprint" }, h("button", { class: "go", key: "print", disabled: !(one.whom || "").trim(),
      onclick: () => window.print() }, icon("print"), " ", t("Print")),
      h("button", { key: "close", onclick: () => { s.honour = null; redraw(); } }, t("Close"))));
}
