// A month's activities, and planning a new one: choose the kind, say when and where, and what the kind asks for.

import { h, icon } from "./dom.js";
import { choose, filled, questions } from "./community_form.js";
import { certificateCard } from "./community_certificate.js";
import { uuid } from "./store.js";

export function otherMonth(month, by) {
  const when = new Date(month + "-01T00:00:00Z");
  when.setUTCMonth(when.getUTCMonth() + by);
  return when.toISOString().slice(0, 7);
}

export function monthBar(page) {
  const { s, ui, load } = page;
  const name = new Intl.DateTimeFormat(ui.lang === "en" ? "en-GB" : "zh-CN", { year: "numeric", month: "long", timeZone: "UTC" });
  return h("div", { class: "months", key: "months" },
    h("button", { "aria-label": ui.t("The month before"), onclick: () => load(otherMonth(s.month, -1)) }, "‹"),
    h("h2", { "aria-live": "polite" }, name.format(new Date(s.month + "-01T00:00:00Z"))),
    h("button", { "aria-label": ui.t("The month after"), onclick: () => load(otherMonth(s.month, 1)) }, "›"));
}

export const stateWords = (t) => ({ planned: t("planned"), certified: t("certified"), cancelled: t("called off") });

export function calendar(page) {
  const { s, ui: { t, say }, redraw, show } = page;
  if (s.draft) return planning(page);
  if (s.service) return certificateCard(page);
  const states = stateWords(t);
  const line = (one) => h("li", { key: one.id }, h("button", { class: "line", onclick: () => show(one.id) },
    h("span", { class: "when" }, h("b", { class: "num" }, one.day.slice(8)), h("small", null, one.begins || " ")),
    h("span", { class: "grow" }, h("b", null, say(one.title)), h("small", { class: "muted" }, say(one.kind_title) + (one.place ? " · " + one.place : ""))),
    h("small", { class: one.state === "certified" ? "stamp" : one.state === "cancelled" ? "muted" : one.day < s.day ? "tie" : "" },
      one.state === "planned" && one.day <= s.day ? t("to be certified") : states[one.state])));
  return h("section", { class: "stack", key: "calendar" }, monthBar(page),
    s.clerk ? h("div", { class: "row", key: "acts" }, h("button", { class: "go", key: "new", onclick: () => { s.draft = { key: uuid(), kind: "", zh: "", day: s.day, begins: "", ends: "",
      place: "", campaign: "", capacity: "", compound: "", partners: [], answers: {} }; redraw(); } }, icon("note"), " ", t("Plan an activity")),
      h("button", { key: "service", onclick: () => { s.service = { first: s.day.slice(0, 4) + "-01-01", last: s.day }; redraw(); } }, icon("award"), " ", t("Certificate of service"))) : null,
    s.view.activities.length ? h("ul", { class: "lines card", key: "list" }, s.view.activities.map(line))
      : nothing(page));
}

/** Nothing in this month, and the way to the last one with something. */
export function nothing(page) {
  const { s, ui: { t }, load } = page;
  return h("div", { class: "card stack", key: "none" }, h("p", null, t("Nothing is planned in this month.")),
    s.view.before ? h("button", { key: "before", onclick: () => load(s.view.before) }, icon("back"), " ", t("To the last month with activities: {month}", { month: s.view.before })) : null);
}

const SYSTEMS = ["deliberation", "service", "culture"];

function planning(page) {
  const { s, ui: { t, say }, redraw, act, load } = page;
  const wish = s.draft;
  const kind = s.view.kinds.find((one) => one.key === wish.kind);
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const send = async () => {
    const body = { key: wish.key, kind: wish.kind, title: { zh_CN: wish.zh.trim() }, day: wish.day, begins: wish.begins, ends: wish.ends,
      place: (wish.answers.place || wish.place).trim(), campaign: wish.campaign.trim(), capacity: wish.capacity ? Number(wish.capacity) : null,
      compound: wish.compound || null, partners: wish.partners, answers: filled(wish.answers) };
    const made = await act("/community/activities", body);
    if (made) { s.draft = null; s.open = made; await load(made.day.slice(0, 7)); }
  };
  const place = (one) => (SYSTEMS.indexOf(one.system) + SYSTEMS.length + 1) % (SYSTEMS.length + 1); // what is in none comes last
  const order = s.view.kinds.slice().sort((a, b) => place(a) - place(b));
  const asks = kind ? kind.form.filter((one) => one.required) : []; // the rest is known when it is over
  const asksWhere = asks.some((one) => one.key === "place");
  return h("section", { class: "card stack", key: "plan" }, h("h2", null, t("Plan an activity")),
    h("div", { class: "chips", role: "group", "aria-label": t("What kind of activity?") }, order.map((one) =>
      h("button", { key: one.key, "aria-pressed": String(one.key === wish.kind), onclick: () => { wish.kind = one.key; wish.answers = {}; redraw(); } }, say(one.title)))),
    kind ? [
      kind.about ? h("p", { class: "muted", key: "about" }, say(kind.about)) : null,
      h("label", { key: "title" }, h("b", null, t("What is it called?")), h("input", { value: wish.zh, maxlength: 100, oninput: put("zh") })),
      h("div", { class: "three", key: "when" },
        h("label", null, h("b", null, t("Day")), h("input", { type: "date", value: wish.day, oninput: put("day") })),
        h("label", null, h("b", null, t("Begins at")), h("input", { type: "time", value: wish.begins, oninput: put("begins") })),
        h("label", null, h("b", null, t("Until")), h("input", { type: "time", value: wish.ends, oninput: put("ends") }))),
      h("div", { class: "three", key: "where" },
        asksWhere ? null : h("label", { key: "place" }, h("b", null, t("Where")), h("input", { value: wish.place, maxlength: 100, oninput: put("place") })),
        h("label", null, h("b", null, t("Campaign (may stay empty)")), h("input", { value: wish.campaign, maxlength: 100, oninput: put("campaign") })),
        h("label", null, h("b", null, t("Room for how many")), h("input", { inputmode: "numeric", value: wish.capacity, oninput: put("capacity") }))),
      choose(page, t("In which compound"), s.view.compounds, wish.compound, (key) => { wish.compound = key; redraw(); }),
      s.view.partners.length ? h("div", { class: "stack", key: "partners" }, h("b", null, t("Together with which partners? Tap all that come")), h("div", { class: "chips" }, s.view.partners.map((one) =>
        h("button", { key: one.key, "aria-pressed": String(wish.partners.indexOf(one.key) >= 0), onclick: () => {
          wish.partners = wish.partners.indexOf(one.key) >= 0 ? wish.partners.filter((key) => key !== one.key) : wish.partners.concat(one.key); redraw();
        } }, say(one.title))))) : null,
      h("div", { class: "stack", key: "asks" }, questions(page, asks, wish.answers),
        asks.length < kind.form.length ? h("p", { class: "muted", key: "later" }, t("How many were served and how it was is asked afterwards.")) : null),
    ] : null,
    h("div", { class: "row", key: "send" },
      h("button", { class: "go", disabled: s.busy || !kind || !wish.zh.trim() || !wish.day, onclick: send }, t("Write it down")),
      h("button", { onclick: () => { s.draft = null; s.error = ""; redraw(); } }, t("Leave it"))));
}
