// The records behind a figure: what each is and when, and what is known of it in the office.

import { dayWords } from "./days.js";
import { h } from "./dom.js";

export function recordsOf(page, line, shown) {
  const { ui: { t, say }, further } = page;
  return h("div", { class: "records", key: "records" },
    shown.kind ? h("p", { class: "muted", key: "kind" }, say(shown.kind) + " · " + t("{shown} of {all}", { shown: shown.records.length, all: line.records })) : null,
    h("ul", { key: "list" }, shown.records.map((record) => one(page, record))),
    shown.busy ? h("p", { class: "muted", key: "busy", role: "status" }, t("Loading …")) : null,
    shown.more && !shown.busy ? h("button", { class: "quiet", key: "more", onclick: () => further(line) }, t("Show more")) : null);
}

function one({ s, ui }, record) {
  const { say } = ui;
  const head = [h("span", { class: "grow" }, say(record.title)),
    record.day ? h("small", { class: "muted" }, dayWords(ui, record.day, s.year + "-01-01")) : null, h("small", { class: "muted num" }, "№ " + record.id)];
  if (!record.facts.length) return h("li", { key: String(record.id), class: "plain" }, head);
  return h("li", { key: String(record.id) }, h("details", null, h("summary", null, head),
    h("dl", null, record.facts.map(([label, words], at) => [h("dt", { key: "k" + at }, say(label)), h("dd", { key: "v" + at }, say(words))]))));
}
