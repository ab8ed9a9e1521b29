// What the office decides for all points, and its own working days. A change counts from then on; what was posted stays.

import { h, icon } from "./dom.js";
import { counter, toggle } from "./office_parts.js";
import { choice, field } from "./office_points_parts.js";

export function rulesTab(app) {
  return [rules(app), days(app)];
}

function rules(app) {
  const { s, ui: { t, say }, act, redraw } = app;
  const draft = app.draft("policy", () => ({ ...s.data.policy, above: s.data.policy.approve_above === null ? "" : String(s.data.policy.approve_above) }));
  const put = (name) => (value) => { draft[name] = value; redraw(); };
  const above = draft.above.trim();
  const sane = above === "" || /^[1-9][0-9]{0,8}$/.test(above);
  const send = async () => {
    const { above: _typed, ...body } = { ...draft, approve_above: above === "" ? null : Number(above) };
    if (await act("policy", "/points/policy", body, t("Kept. It counts from now on."))) { delete s.drafts.policy; redraw(); }
  };
  const named = draft.rules !== null;
  const flip = (key) => put("rules")(draft.rules.indexOf(key) < 0 ? draft.rules.concat(key).sort() : draft.rules.filter((one) => one !== key));
  return h("section", { class: "card stack", key: "rules" }, h("h2", null, t("Rules for all points")),
    field(t("Above how many points together does a second person approve?"), t("Empty: nothing waits."), h("input", { key: "above", inputmode: "numeric", value: draft.above, "aria-invalid": sane ? null : "true", oninput: app.set(draft, "above") })),
    toggle(t("Monthly notice"), t("What is earned hangs in public before it can be spent."), draft.notice === "monthly", (on) => put("notice")(on ? "monthly" : "none")),
    draft.notice === "monthly" ? [counter(app.ui, t("Days of the notice"), draft.notice_days, put("notice_days"), { least: 1, most: 60 }),
      toggle(t("Working days"), t("Counted by China's calendar and the office's own days; else every day counts."), draft.working_days, put("working_days"))] : null,
    toggle(t("All installed points rules"), t("Off: only those chosen here are asked about deeds, activities and tasks."), !named, (on) => put("rules")(on ? null : s.data.rules.map((one) => one.key))),
    named ? h("div", { class: "chips", role: "group", "aria-label": t("Points rules in force") }, s.data.rules.map((one) => h("button", { key: one.key, "aria-pressed": String(draft.rules.indexOf(one.key) >= 0), onclick: () => flip(one.key) },
      draft.rules.indexOf(one.key) >= 0 ? icon("tick", 18) : null, say(one.title)))) : null,
    h("div", null, h("b", null, t("Do points expire?")), choice(t("Do points expire?"), [["", t("They never expire")], ...s.data.expiry.map((one) => [one.key, say(one.title)])], draft.expiry || "", (key) => put("expiry")(key || null))),
    h("div", { class: "beside" }, field(t("Office opens"), "", h("input", { key: "opens", type: "time", value: draft.opens, oninput: app.set(draft, "opens") })),
      field(t("Office closes"), "", h("input", { key: "closes", type: "time", value: draft.closes, oninput: app.set(draft, "closes") }))),
    counter(app.ui, t("An entry is late after so many days"), draft.late_after, put("late_after"), { least: 0, most: 60 }),
    app.answer("policy"),
    h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !sane, onclick: send }, t("Keep these rules")),
      h("button", { onclick: () => { delete s.drafts.policy; redraw(); } }, t("Undo changes"))));
}

function days(app) {
  const { s, ui: { t }, act, redraw } = app;
  const draft = app.draft("day", () => ({ day: s.data.day, works: "", reason: "" }));
  const send = async () => {
    const body = { day: draft.day, works: draft.works === "works", reason: draft.reason.trim() };
    if (await act("day", "/points/days", body, t("Kept. Notices hung from now on go by it."))) { delete s.drafts.day; redraw(); }
  };
  const words = (works) => (works ? t("is at work") : t("is closed"));
  return h("section", { class: "card stack", key: "days" }, h("h2", null, t("The office's own days")),
    h("p", { class: "muted" }, t("State holidays and make-up working days are known by themselves as far as they are announced. Only exceptions of this office stand here.")),
    s.data.days.length ? h("ul", { class: "blocks" }, s.data.days.map((one) => h("li", { key: one.day, class: "lead" }, h("b", null, one.day), h("span", { class: "grow" }, t("the office {does}", { does: words(one.works) }), " · ", one.reason),
      h("small", { class: "muted" }, t("the calendar says: {does}", { does: words(one.calendar) }))))) : null,
    app.answer("day"),
    h("div", { class: "beside" }, field(t("Day"), "", h("input", { key: "day", type: "date", value: draft.day, oninput: app.set(draft, "day") })),
      h("div", null, h("b", null, t("On this day the office")), choice(t("On this day the office"), [["works", t("is at work")], ["rests", t("is closed")]], draft.works, (key) => { draft.works = key; redraw(); }))),
    field(t("Why?"), "", h("input", { key: "why", maxlength: 500, value: draft.reason, oninput: app.set(draft, "reason") })),
    h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !draft.day || !draft.works || !draft.reason.trim(), onclick: send }, t("Keep the day"))));
}
