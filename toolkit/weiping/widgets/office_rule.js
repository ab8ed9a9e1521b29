// How marks become a result: a preset in plain words, and the rule worked through on made-up marks by the real engine.

import { h, icon } from "./dom.js";
import { counter } from "./office_parts.js";

export function ruleStep(app) {
  const { s, ui } = app;
  const { t, say } = ui;
  const plan = s.plan, own = plan.rule.indexOf("[") >= 0;
  const rule = s.choices.rules.find((one) => one.key === plan.rule);
  const choose = (key) => { if (key !== plan.rule) app.change({ rule: key, trim: null, min_marks: null }); };
  const card = (key, title, brief) => h("button", { class: "tile", key, role: "radio", "aria-checked": String(plan.rule === key), onclick: () => choose(key) },
    h("b", null, plan.rule === key ? [icon("tick", 20), " "] : null, title), brief ? h("small", { class: "muted" }, brief) : null);
  const trim = plan.trim === null && rule ? rule.trims : plan.trim;
  const least = rule ? (rule.trims ? 2 * trim + 1 : 1) : 1;
  return [h("section", { class: "card stack", key: "rule" }, h("h2", null, t("How do marks become a result?")),
    h("div", { class: "tiles", role: "radiogroup", "aria-label": t("Rule") },
      s.choices.rules.map((one) => card(one.key, say(one.title), (one.brief[ui.lang] || one.brief.zh_CN)[0])),
      own ? card(plan.rule, t("The appraisal's own rule"), t("Brought along from a file")) : null),
    s.choices.unfit && s.choices.unfit.length ? h("details", { key: "unfit" }, h("summary", null, t("Rules that cannot be used here")),
      h("ul", { class: "words" }, s.choices.unfit.map((one) => h("li", { key: one.key }, h("b", null, say(one.title)), " ", one.why[ui.lang] || one.why.zh_CN)))) : null,
    rule && rule.trims ? counter(ui, t("Dropped at each end"), trim, (value) => app.change({ trim: value, min_marks: null }),
      { least: 1, most: 5, about: t("So many of the highest and of the lowest marks do not count.") }) : null,
    rule ? counter(ui, t("Marks needed at least"), plan.min_marks === null ? Math.max(rule.min_marks, least) : plan.min_marks,
      (value) => app.change({ min_marks: value }), { least, most: 50, about: t("With fewer marks on a criterion an entry gets no total.") }) : null,
    s.look && s.look.rule ? h("details", null, h("summary", null, t("The whole rule in plain words")),
      h("ol", { class: "words" }, (s.look.rule[ui.lang] || s.look.rule.zh_CN).map((line) => h("li", null, line)))) : null),
  s.look && s.look.example ? example(ui, s.look.example) : null];
}

function example(ui, data) {
  const { t, say } = ui;
  const one = data.entries[0];
  const weighed = one.criteria.some((part) => part.weighted !== part.value);
  const cell = (mark) => h("td", { class: mark.dropped ? "dropped" : "" }, mark.dropped ? h("s", null, mark.value) : mark.value,
    mark.dropped ? h("small", null, mark.dropped === "high" ? t("highest, dropped") : t("lowest, dropped")) : null);
  return h("section", { class: "card stack", key: "example" }, h("h2", null, t("For example, with made-up marks")),
    h("p", { class: "muted" }, t("{n} judges have marked {entry}:", { n: data.judges, entry: say(one.name) })),
    h("div", { class: "scroll" }, h("table", null, h("thead", null, h("tr", null, h("th", null, t("Criterion")),
      one.criteria[0].marks.map((mark, n) => h("th", null, t("Judge {n}", { n: n + 1 }))), h("th", null, t("Counts as")), weighed ? h("th", null, t("Weighted")) : null)),
    h("tbody", null, one.criteria.map((part) => h("tr", { key: say(part.title) }, h("th", null, say(part.title)), part.marks.map(cell),
      h("td", { class: "num" }, part.value), weighed ? h("td", { class: "num" }, part.weighted) : null))))),
    h("ul", { class: "totals" }, data.entries.map((entry) => h("li", null, h("span", null, say(entry.name)),
      h("b", { class: "num" }, entry.total), h("span", { class: "muted" }, entry.place ? t("place {n}", { n: entry.place }) : "")))));
}
