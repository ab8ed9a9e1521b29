// Awards, the days of public notice, and what the panel and the public see.

import { h, icon } from "./dom.js";
import { chips, counter, toggle } from "./office_parts.js";

export function settingsStep(app) {
  const { s, ui } = app;
  const { t, say } = ui;
  const plan = s.plan;
  const flip = (name) => (value) => app.change({ [name]: value });
  const rules = s.choices.points_rules.map((one) => [one.key, say(one.title)]);
  return [awards(app),
    h("section", { class: "card stack", key: "notice" }, h("h2", null, t("After the result")),
      counter(ui, t("Days of public notice"), plan.notice_days, (value) => app.change({ notice_days: value }), { least: 0, most: 60,
        about: t("So long anybody may object before the result is final and points can be redeemed.") }),
      rules.length ? [h("b", null, t("Points are given by")), chips(t("Points are given by"), rules, plan.points_rules, (key) => app.change({
        points_rules: plan.points_rules.indexOf(key) >= 0 ? plan.points_rules.filter((one) => one !== key) : plan.points_rules.concat(key) }))] : null),
    h("section", { class: "card stack", key: "see" }, h("h2", null, t("Who sees what")),
      toggle(t("The board shows places while scoring is open"), t("Judges who have not signed yet see them too. Progress is always shown."), plan.show_standings, flip("show_standings")),
      toggle(t("Judges see the others' marks after signing"), t("Only for an entry they have signed, and without names."), plan.show_others, flip("show_others")),
      toggle(t("Judges exchange comments after signing"), "", plan.exchange, flip("exchange")),
      toggle(t("The board shows how certain a place is"), t("After publication: the places an entry could have if one judge were left out."), plan.show_range, flip("show_range")),
      counter(ui, t("Signed sheets an entry needs"), plan.quorum, (value) => app.change({ quorum: value }), { least: 1, most: 200, none: t("half"),
        about: t("With fewer the chair is warned before publishing.") }))];
}

function awards(app) {
  const { s, ui } = app;
  const { t } = ui;
  const list = s.plan.awards;
  const set = (n, values) => app.change({ awards: list.map((one, at) => (at === n ? { ...one, ...values } : one)) });
  const fresh = () => { let n = list.length + 1; while (list.some((one) => one.key === "award-" + n)) n += 1; return "award-" + n; };
  const last = list.length ? list[list.length - 1].first : 0;
  return h("section", { class: "card stack", key: "awards" }, h("h2", null, t("Awards")), h("ul", { class: "lines" }, list.map((one, n) =>
    h("li", { key: one.key, class: "award" }, h("label", { class: "grow" }, h("span", { class: "hear" }, t("Name of the award")), h("input", { value: one.title.zh_CN, maxlength: 60,
      "aria-invalid": app.wrong("awards", n) ? "true" : null, placeholder: t("Name of the award"),
      oninput: (event) => set(n, { title: { zh_CN: event.target.value, en: one.title.en === one.title.zh_CN ? event.target.value : one.title.en } }) })),
    counter(ui, t("Up to place"), one.first, (first) => set(n, { first }), { least: 1, most: 99 }),
    h("button", { class: "small", "aria-label": t("Remove {what}", { what: one.title.zh_CN }), onclick: () => app.change({ awards: list.filter((_, at) => at !== n) }) }, icon("cross"))))),
  h("button", { onclick: () => app.change({ awards: list.concat({ key: fresh(), title: { zh_CN: "", en: "" }, first: last + 1 }) }) }, "+ " + t("Add an award")));
}
