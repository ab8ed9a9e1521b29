// Everything once more in plain words, what is wrong and what is better looked at again; then it is created.

import { h, icon } from "./dom.js";
import { said } from "./office_parts.js";

export function reviewStep(app) {
  const { s, ui } = app;
  const { t, say } = ui;
  const plan = s.plan, look = s.look;
  if (!look) return h("p", { class: "card", role: "status" }, t("Looking it over …"));
  const compound = (key) => { const one = s.choices.compounds.find((known) => known.key === key); return one ? say(one.name) : key; };
  const criterion = (one) => { const known = s.choices.criteria.find((other) => other.key === one.key); return (known ? say(known.title) : one.key) + " " + one.weight; };
  const kinds = s.choices.kinds.map((kind) => [say(kind.title), plan.judges.filter((judge) => judge.kind === kind.key).length]).filter(([, n]) => n);
  const rule = look.rule ? look.rule[ui.lang] || look.rule.zh_CN : [];
  const who = (n) => { const judge = plan.judges[n]; return judge ? judge.name || (s.people[judge.resident] || {}).name || t("Judge {n}", { n: n + 1 }) : ""; };
  const line = (label, text, step) => h("li", { key: label }, h("span", { class: "muted" }, label), h("span", null, text || "—"),
    h("button", { class: "quiet", "aria-label": t("Change {what}", { what: label }), onclick: () => app.go(step) }, t("Change")));
  return [
    look.errors.length ? h("section", { class: "card banner bad", key: "errors", role: "alert" }, h("b", null, t("This has to be mended first")),
      h("ul", { class: "plain" }, look.errors.map((one) => h("li", null, h("button", { class: "fix", onclick: () => app.go(where(one)) }, icon("warn"), " ", said(ui, one)))))) : null,
    look.warnings.length ? h("section", { class: "card banner wait", key: "warnings" }, h("b", null, t("Better look at again")),
      h("ul", { class: "plain" }, look.warnings.map((one) => h("li", null, h("button", { class: "fix", onclick: () => app.go(where(one)) }, icon("info"), " ", said(ui, one)))))) : null,
    h("section", { class: "card stack", key: "all" }, h("h2", null, say(plan.title) || t("No title yet")), h("ul", { class: "facts" },
      line(t("Period"), plan.period, "title"),
      line(t("Criteria"), ui.list(plan.criteria.map(criterion)), "criteria"),
      line(t("Rule"), rule.slice(0, 4).join(ui.lang === "en" ? " " : ""), "rule"),
      line(t("Entries"), [ui.list(plan.entries.map(compound)), plan.rotate ? t("every judge begins at another one") : ""].filter(Boolean).join(" · "), "entries"),
      line(t("Panel"), t("{n} judges", { n: plan.judges.length }) + (kinds.length ? ui.colon() + ui.list(kinds.map(([name, n]) => name + " " + n)) : ""), "panel"),
      line(t("May not score"), ui.list(look.conflicts.map((one) => who(one.judge) + " → " + compound(one.entry) + " (" + say(one.why) + ")")) || t("nobody"), "panel"),
      line(t("Awards"), ui.list(plan.awards.map((one) => say(one.title) + " (" + t("up to place {n}", { n: one.first }) + ")")), "settings"),
      line(t("Public notice"), t("{n} days", { n: plan.notice_days }), "settings"),
      line(t("Who sees what"), ui.list([plan.show_standings ? t("places while scoring is open") : "", plan.show_others ? t("the others' marks after signing") : "",
        plan.exchange ? t("comments after signing") : "", plan.show_range ? t("how certain a place is") : ""].filter(Boolean)) || t("progress only"), "settings")),
    h("button", { class: "go big", disabled: s.busy || s.unchecked || look.errors.length > 0, onclick: app.create },
      s.busy ? t("One moment …") : s.round ? t("Save the changes") : t("Create the appraisal")),
    h("p", { class: "muted" }, s.round ? t("Judges who stay keep their links; the links of those who left end.") : t("It becomes a draft. Nothing is public and nobody is invited yet.")),
    h("details", null, h("summary", null, t("The same as a file (TOML)")), h("textarea", { rows: 12, readonly: true, spellcheck: "false", value: look.toml, "aria-label": t("The same as a file (TOML)") }))),
  ];
}

function where(fault) {
  const steps = { title: "title", key: "title", period: "title", criteria: "criteria", rule: "rule", entries: "entries", judges: "panel" };
  return steps[fault.at[0]] || "settings";
}

/** What comes next, once the appraisal is there. */
export function doneCard(app) {
  const { s, ui, transport } = app;
  const { t, say } = ui;
  const { round, title } = s.made;
  const chair = s.role !== "clerk";
  const rehearse = (to) => async () => {
    const done = await app.ask("POST", "/rounds/" + round + "/phase", { to });
    if (done) {
      s.made = { ...s.made, phase: to };
      await app.choose(); // the list below names the phase
    }
    app.redraw();
  };
  const edit = async () => {
    const found = await app.ask("GET", "/office/plans/" + round);
    if (found) app.take(found.plan, found.people, round);
    else app.redraw();
  };
  return h("section", { class: "card stack done", key: "done", role: "status" }, h("h2", null, icon("tick"), " ", t("{what} is ready as a draft", { what: say(title) })),
    h("ol", { class: "next" },
      h("li", null, h("b", null, t("Invite the judges")), " ", chair ? t("Print the sheet of QR codes from the chair's console.") : t("The chair prints the sheet of QR codes from the console."),
        chair ? h("a", { class: "button", href: transport.base + "/chair/" + round }, icon("print"), " ", t("Open the chair's console")) : null),
      h("li", null, h("b", null, t("Rehearse")), " ", t("Everybody may tap; all of it is thrown away."),
        chair ? (s.made.phase === "practice" ? h("button", { onclick: rehearse("draft") }, t("End the rehearsal")) : h("button", { onclick: rehearse("practice") }, t("Begin a rehearsal"))) : null,
        s.made.phase === "practice" ? h("span", { class: "stamp" }, " ", t("The rehearsal is running.")) : null),
      h("li", null, h("b", null, t("Look at the judges' page")), " ", h("a", { class: "button", href: transport.base + "/panel/" + round }, t("Open the pad"))),
      h("li", null, h("b", null, t("Change something")), " ", h("button", { disabled: s.made.phase === "practice", onclick: edit }, t("Change this draft")))),
    h("button", { class: "quiet", onclick: () => { s.made = null; app.redraw(); } }, t("Make another one")));
}
