// Which compounds take part, in the order in which the panel walks.

import { h, icon } from "./dom.js";
import { moved, toggle } from "./office_parts.js";

export function entriesStep(app) {
  const { s, ui } = app;
  const { t, say } = ui;
  const chosen = s.plan.entries;
  const known = new Map(s.choices.compounds.map((one) => [one.key, one]));
  const set = (entries) => app.change({ entries, judges: s.plan.judges.map((judge) => (judge.route
    ? { ...judge, route: judge.route.filter((key) => entries.indexOf(key) >= 0) } : judge)) });
  const name = (key) => (known.has(key) ? say(known.get(key).name) : key);
  const left = s.choices.compounds.filter((one) => chosen.indexOf(one.key) < 0 && (!s.filter.trim()
    || [one.name.zh_CN, one.name.en, one.key, t("grid {n}", { n: one.grid })].join(" ").toLowerCase().indexOf(s.filter.trim().toLowerCase()) >= 0));
  const facts = (one) => t("grid {n}", { n: one.grid }) + " · " + t("{n} households", { n: one.households });
  const walk = (key, n) => h("li", { key: "e/" + key, class: "row line" }, h("b", { class: "num nr" }, n + 1), h("span", { class: "grow" }, h("b", null, name(key)),
    known.has(key) ? h("small", { class: "muted" }, facts(known.get(key))) : null),
  h("button", { class: "small", "aria-label": t("{what}: earlier", { what: name(key) }), disabled: n === 0, onclick: () => set(moved(chosen, n, -1)) }, "↑"),
  h("button", { class: "small", "aria-label": t("{what}: later", { what: name(key) }), disabled: n === chosen.length - 1, onclick: () => set(moved(chosen, n, 1)) }, "↓"),
  h("button", { class: "small", "aria-label": t("Remove {what}", { what: name(key) }), onclick: () => set(chosen.filter((one) => one !== key)) }, icon("cross")));
  return h("section", { class: "card stack" }, h("h2", null, t("Who takes part?")),
    h("div", { class: "pair" },
      h("div", { class: "stack" }, h("h3", null, t("In walking order ({n})", { n: chosen.length })),
        chosen.length ? h("ol", { class: "lines" }, chosen.map(walk)) : h("p", { class: "muted" }, t("Nothing chosen yet. Tap the compounds that take part, in the order of the walk."))),
      h("div", { class: "stack" }, h("h3", null, t("In the register")),
        h("label", null, h("span", { class: "hear" }, t("Search")), h("span", { class: "find" }, icon("search"),
          h("input", { type: "search", value: s.filter, placeholder: t("Name or grid"), oninput: (event) => { s.filter = event.target.value; app.redraw(); } }))),
        h("ul", { class: "lines pool" }, left.map((one) => h("li", { key: "c/" + one.key }, h("button", { class: "add", onclick: () => set(chosen.concat(one.key)) },
          h("span", { class: "grow" }, h("b", null, say(one.name)), h("small", { class: "muted" }, facts(one))), h("span", { class: "plus" }, "+ " + t("Add")))))),
        left.length > 1 ? h("button", { onclick: () => set(chosen.concat(left.map((one) => one.key))) }, t("Add all {n}", { n: left.length })) : null)),
    toggle(t("Every judge begins at another compound"), t("Then the judges do not all stand in one stairwell; each sees the whole walk from a beginning of their own."),
      s.plan.rotate, (rotate) => app.change({ rotate })));
}
