// What judges reported: read, answered, closed. The counter stands at the top of the page while one is open.

import { h, icon } from "./dom.js";
import { clearField, entryName, field, fieldValue, judgeName, trouble } from "./console_parts.js";

function answer(chair, one, close) {
  const key = "problem/" + one.id;
  const body = { text: fieldValue(chair, key), close };
  chair.act(key, chair.path + "/problems/" + one.id + "/answer", body, (next) => { clearField(chair, key); chair.take(next); });
}

function problem(chair, one) {
  const { t, clock } = chair.ui;
  const key = "problem/" + one.id;
  const off = chair.s.busy || !fieldValue(chair, key);
  return h("li", { key: one.id },
    h("b", null, judgeName(chair, one.judge), " · ", entryName(chair, one.entry)), " ", h("small", { class: "muted" }, clock(one.at)),
    h("p", { class: "said" }, one.text),
    (one.answers || []).map((said) => h("p", { class: "answer" }, h("small", { class: "muted" }, t("Answered"), " ", clock(said.at)), " ", said.text)),
    one.closed ? null : [field(chair, key, t("Your answer; the judge sees it"), { rows: 2 }),
      h("div", { class: "row", key: "row" },
        h("button", { disabled: off, onclick: () => answer(chair, one, false) }, t("Answer")),
        h("button", { disabled: chair.s.busy, onclick: () => answer(chair, one, true) }, fieldValue(chair, key) ? t("Answer and close") : t("Settled"))), trouble(chair, key)]);
}

export function problems(chair) {
  const all = chair.s.data.problems || [];
  if (!all.length) return null;
  const { t } = chair.ui;
  const open = all.filter((one) => !one.closed), closed = all.filter((one) => one.closed);
  return h("section", { class: "card", key: "problem-list" },
    h("h2", null, icon("speech"), " ", t("Problems reported: {n}", { n: open.length })),
    h("ul", { class: "blocks", key: "open" }, open.map((one) => problem(chair, one))),
    closed.length ? h("details", { key: "closed" }, h("summary", null, t("Closed: {n}", { n: closed.length })),
      h("ul", { class: "blocks" }, closed.map((one) => problem(chair, one)))) : null);
}
