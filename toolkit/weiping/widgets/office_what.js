// What the appraisal is called, and what is judged: criteria with weights that add up to a hundred.

import { h, icon } from "./dom.js";
import { field } from "./office_parts.js";

export function titleStep(app) {
  const { s, ui } = app;
  const { t } = ui;
  const plan = s.plan;
  const text = (name, lang, extra) => h("input", { value: lang ? plan.title[lang] : plan[name], maxlength: 80, autocomplete: "off",
    "aria-invalid": app.wrong(name) ? "true" : null, ...extra,
    oninput: (event) => app.change(lang ? { title: { ...plan.title, [lang]: event.target.value } } : { [name]: event.target.value }) });
  return h("section", { class: "card stack" }, h("h2", null, t("What is it called?")),
    field(t("Title in Chinese"), t("It stands on the board, on the notice and on every tablet."), text("title", "zh_CN")),
    field(t("Title in English"), t("May stay empty: the Chinese is shown then."), text("title", "en")),
    field(t("Period"), t("A year, a season or a month, such as 2025."), text("period")),
    h("details", { open: app.wrong("key") ? true : null }, h("summary", null, t("For technicians: the key")),
      field(t("Key"), t("A word of its own in small letters; it is proposed and seldom needs changing."), text("key", null, { autocapitalize: "off", spellcheck: "false" }))));
}

const number = (text) => { const value = Number(String(text).trim()); return isFinite(value) ? value : 0; };

/** Whole numbers that add up to a hundred. */
export function shared(count) {
  const base = Math.floor(100 / count);
  return Array.from({ length: count }, (_, n) => String(base + (n < 100 - base * count ? 1 : 0)));
}

export function criteriaStep(app) {
  const { s, ui } = app;
  const { t, say } = ui;
  const chosen = s.plan.criteria;
  const total = Math.round(chosen.reduce((sum, one) => sum + number(one.weight), 0) * 10000) / 10000;
  const place = (key) => chosen.findIndex((one) => one.key === key);
  const even = (list) => shared(list.length || 1).map((weight, n) => ({ ...list[n], weight })).slice(0, list.length);
  const flip = (key) => {
    // as long as the weights are the even ones, they stay so; a weight that somebody set is not touched
    const alike = JSON.stringify(chosen.map((one) => one.weight)) === JSON.stringify(shared(chosen.length || 1).slice(0, chosen.length));
    const next = place(key) >= 0 ? chosen.filter((one) => one.key !== key) : chosen.concat({ key, weight: "0" });
    app.change({ criteria: alike ? even(next) : next });
  };
  const weigh = (key, weight) => app.change({ criteria: chosen.map((one) => (one.key === key ? { ...one, weight } : one)) });
  const row = (one) => {
    const at = place(one.key), on = at >= 0;
    return h("li", { key: one.key, class: "criterion" + (on ? " on" : "") },
      h("button", { class: "choose", role: "checkbox", "aria-checked": String(on), onclick: () => flip(one.key) }, h("i", null, on ? icon("tick") : null),
        h("span", null, h("b", null, say(one.title)), h("small", { class: "muted" }, say(one.rubric)),
          h("small", { class: "muted" }, t("{low} to {high} in steps of {step}", one.scale), one.plugin ? " · " + one.plugin : ""))),
      on ? h("label", { class: "weight" }, h("small", null, t("Weight")), h("input", { inputmode: "decimal", maxlength: 8, value: chosen[at].weight,
        "aria-label": t("Weight of {what}", { what: say(one.title) }), "aria-invalid": app.wrong("criteria", at) ? "true" : null,
        oninput: (event) => weigh(one.key, event.target.value) })) : null);
  };
  const known = s.choices.criteria.map((one) => one.key);
  const gone = chosen.filter((one) => known.indexOf(one.key) < 0);
  return h("section", { class: "card stack" }, h("h2", null, t("What is judged?")),
    h("ul", { class: "criteria" }, s.choices.criteria.map(row), gone.map((one) => h("li", { key: one.key, class: "criterion on" },
      h("span", { class: "choose" }, h("b", null, one.key), " ", t("is not installed here")), h("button", { onclick: () => flip(one.key) }, t("Remove"))))),
    h("div", { class: "row sum" + (total === 100 ? " right-sum" : ""), role: "status" }, icon(total === 100 ? "tick" : "warn"),
      h("b", { class: "grow" }, t("Together {total} of 100", { total })),
      h("button", { disabled: !chosen.length, onclick: () => app.change({ criteria: even(chosen) }) }, t("Share evenly"))),
    s.choices.quarantined.length ? h("div", { class: "banner wait card" }, h("b", null, t("These plugins are broken and offer nothing:")),
      h("ul", { class: "plain" }, s.choices.quarantined.map((one) => h("li", null, one.name, ui.colon(), say(one.error))))) : null);
}
