// How an appraisal begins: last year's again, a template, nothing, a draft to go on with, or a file.

import { h, icon } from "./dom.js";

export function startStep(app) {
  const { s, ui } = app;
  const { t, say } = ui;
  const blank = () => app.take({ key: "appraisal-" + s.choices.year, title: { zh_CN: "", en: "" }, period: s.choices.year, criteria: [],
    rule: "trimmed", trim: null, min_marks: null, entries: [], rotate: false, judges: [], awards: [], points_rules: [],
    notice_days: 7, show_standings: true, show_others: false, exchange: true, show_range: false, quorum: null });
  const copy = async (one) => {
    const found = await app.ask("GET", "/office/plans/" + one.round);
    if (found) app.take(found.next, found.people);
    else app.redraw();
  };
  const edit = async (one) => {
    const found = await app.ask("GET", "/office/plans/" + one.round);
    if (found) app.take(found.plan, found.people, one.round);
    else app.redraw();
  };
  return [
    s.plan ? h("section", { class: "card resume", key: "resume" }, h("h2", null, t("Go on with what you began")),
      h("p", null, say(s.plan.title) || t("No title yet")),
      h("div", { class: "row" }, h("button", { class: "go", onclick: () => app.go("title") }, t("Go on")),
        h("button", app.confirm("forget", app.forget), s.armed.key === "forget" ? t("Tap again to throw it away") : t("Throw it away")))) : null,
    s.choices.appraisals.length ? h("section", { class: "card", key: "copy" }, h("h2", null, t("Copy an earlier one")),
      h("p", { class: "muted" }, t("Title and period move on by a year; everything else comes along and can be changed.")),
      h("ul", { class: "picks" }, s.choices.appraisals.map((one) => h("li", { key: "a" + one.round, class: "row" },
        h("span", { class: "grow" }, h("b", null, say(one.title)), " ", h("small", { class: "muted" }, say(one.phase_title))),
        one.phase === "draft" ? h("button", { onclick: () => edit(one) }, t("Change this draft")) : null,
        h("button", { onclick: () => copy(one) }, t("Copy for the next")))))) : null,
    h("section", { class: "card", key: "templates" }, h("h2", null, t("Begin with a template")),
      h("div", { class: "tiles" }, s.choices.templates.map((one) => h("button", { class: "tile", key: one.key, onclick: () => app.take(one.plan) },
        h("b", null, say(one.title)), h("small", { class: "muted" }, t("{n} criteria", { n: one.plan.criteria.length })))),
      h("button", { class: "tile", key: "blank", onclick: blank }, h("b", null, t("Begin with nothing")),
        h("small", { class: "muted" }, t("Choose everything yourself"))))),
    h("details", { class: "card", key: "file" }, h("summary", null, t("I have it as a file (TOML)")), file(app)),
  ];
}

function file(app) {
  const { s, ui } = app;
  const { t } = ui;
  const read = async () => {
    const found = await app.ask("POST", "/office/plan", { toml: s.toml });
    if (found) app.take(found.plan, found.people);
    else app.redraw();
  };
  const chosen = (event) => {
    const one = event.target.files[0];
    if (!one) return;
    const reader = new FileReader();
    reader.onload = () => { s.toml = String(reader.result); app.redraw(); };
    reader.readAsText(one);
    event.target.value = "";
  };
  return h("div", { class: "stack" },
    h("label", { class: "button pick" }, icon("note"), " ", t("Choose the file"), h("input", { type: "file", accept: ".toml,text/plain", class: "hear", onchange: chosen })),
    h("label", null, t("or paste it here"), h("textarea", { rows: 8, spellcheck: "false", value: s.toml, oninput: (event) => { s.toml = event.target.value; app.redraw(); } })),
    h("button", { class: "go", disabled: !s.toml.trim(), onclick: read }, t("Read it")));
}
