// What a household does for itself: sign up for a meeting, read the minutes and approve them, propose something and read the answer.

import { h, icon } from "./dom.js";
import { filled, questions, said } from "./community_form.js";
import { ownActivities } from "./community_own.js";
import { uuid } from "./store.js";

export function householdPart(page) {
  const { s, ui: { t }, base } = page;
  return s.own ? h("section", { class: "stack", key: "own" }, arriving(page),
    s.own.leads && base !== null ? h("a", { class: "button go", key: "leading", href: base + "/leading" }, icon("list"), " ", t("My micro-grid: today's tasks")) : null, meetings(page), ownActivities(page, reload), minutes(page), reported(page)) : null;
}

/** Whoever scanned the code that hangs at an activity says who has come. */
function arriving(page) {
  const { s, ui: { t }, act, redraw } = page;
  const at = /^#here-(\d+)-([A-Z2-7]{12})$/i.exec(window.location.hash);
  if (!at) return null;
  const here = s.here || (s.here = []);
  const come = async (person) => {
    if (await act("/community/household/here", { activity: Number(at[1]), code: at[2], resident: person.resident })) { here.push(person.resident); redraw(); }
  };
  return h("article", { class: "card stack", key: "here" }, h("h2", null, t("You are here: who has come?")),
    s.own.people.map((person) => here.indexOf(person.resident) >= 0 ? h("p", { class: "stamp", key: person.resident }, icon("tick", 20), " ", t("{name} is recorded. Thank you!", { name: person.name }))
      : h("button", { class: "go", key: person.resident, disabled: s.busy, onclick: () => come(person) }, person.name)));
}

async function reload(page) {
  const found = await page.ask("GET", "/community/household");
  if (found) page.s.own = found;
  page.redraw();
}

function meetings(page) {
  const { s, ui: { t, say }, act, day } = page;
  const sign = async (one, who, comes) => { if (await act("/community/activities/" + one.id + "/sign-up", { resident: who, role: one.role, comes })) await reload(page); };
  return s.own.meetings.length ? h("article", { class: "card stack", key: "meetings" }, h("h2", null, t("Meetings to come")),
    s.own.meetings.map((one) => h("div", { class: "stack add", key: one.id }, h("h3", null, say(one.title)),
      h("p", null, [say(one.kind_title), day(one.day), [one.begins, one.ends].filter(Boolean).join("–"), one.place].filter(Boolean).join(" · ")),
      h("ol", { class: "agenda" }, one.agenda.map((title, at) => h("li", { key: at }, title))),
      h("div", { class: "row" }, s.own.people.map((person) => {
        const comes = one.coming.indexOf(person.resident) >= 0;
        return h("button", { key: person.resident, class: comes ? "" : "go", disabled: s.busy, "aria-pressed": String(comes), onclick: () => sign(one, person.resident, !comes) },
          comes ? [icon("tick", 18), " ", t("{name} comes; tap to call it off", { name: person.name })] : t("{name} will come", { name: person.name }));
      }))))) : null;
}

function minutes(page) {
  const { s, ui: { t, say }, act, redraw, day } = page;
  const wish = s.form.own || (s.form.own = { who: "", text: "" });
  const answer = async (one, who, approves) => {
    const found = await act("/community/household/minutes", { meeting: one.id, version: one.version, resident: who, approves, text: approves ? "" : wish.text.trim() });
    if (found) { s.own = found; s.form.own = { who: "", text: "" }; redraw(); }
  };
  const asked = (one, person) => {
    const key = one.id + "/" + person.resident;
    return h("div", { class: "stack", key }, h("div", { class: "row" },
      h("button", { class: "go", disabled: s.busy, onclick: () => answer(one, person.resident, true) }, icon("tick", 18), " ", t("{name}: it is right", { name: person.name })),
      h("button", { "aria-pressed": String(wish.who === key), onclick: () => { Object.assign(wish, { who: wish.who === key ? "" : key, text: "" }); redraw(); } }, t("{name}: something is missing", { name: person.name }))),
    wish.who === key ? [h("label", { key: "text" }, h("b", null, t("What is to be changed")), h("textarea", { rows: 2, value: wish.text, maxlength: 500, oninput: (event) => { wish.text = event.target.value; redraw(); } })),
      h("button", { key: "send", class: "go", disabled: s.busy || !wish.text.trim(), onclick: () => answer(one, person.resident, false) }, t("Tell the office"))] : null);
  };
  return s.own.minutes.length ? h("article", { class: "card stack", key: "minutes" }, h("h2", null, t("Minutes of meetings you were at")),
    s.own.minutes.map((one) => h("details", { key: one.id, open: one.silent.length > 0 }, h("summary", null, say(one.title), " · ", day(one.day), " · ",
      one.approved ? t("approved") : one.silent.length ? t("please read") : t("you have answered")),
    h("p", { class: "pre" }, one.text), one.approved ? null : one.silent.map((person) => asked(one, person))))) : null;
}

function reported(page) {
  const { s, ui: { t, say }, redraw, day } = page;
  const begin = (kind) => { s.draft = { key: uuid(), kind: kind.key, title: "", answers: {} }; redraw(); };
  return h("article", { class: "card stack", key: "reported" }, h("h2", null, t("What you proposed")),
    s.own.reported.length ? s.own.reported.map((one) => h("details", { key: one.id, open: true }, h("summary", null, say(one.title), " · ", say(one.steps[one.steps.length - 1].title)),
      h("ol", { class: "way" }, one.steps.map((step, at) => h("li", { key: at }, h("b", null, say(step.title)), h("small", { class: "muted" }, " " + day(step.day)), step.reason ? h("p", null, step.reason) : null, said(page, step.answers))))))
      : h("p", { class: "muted" }, t("Nothing yet. Whatever you propose is talked over at a meeting, and you get an answer here.")),
    s.draft ? proposing(page) : s.own.kinds.map((kind) => h("button", { class: "go", key: kind.key, onclick: () => begin(kind) }, icon("talk"), " ", t("Propose something"), s.own.kinds.length > 1 ? "：" + say(kind.title) : "")));
}

function proposing(page) {
  const { s, ui: { t }, act, redraw } = page;
  const wish = s.draft;
  const kind = s.own.kinds.find((one) => one.key === wish.kind);
  const send = async () => {
    const found = await act("/community/household/matters", { key: wish.key, kind: wish.kind, title: { zh_CN: wish.title.trim() }, answers: filled(wish.answers) });
    if (found) { s.own = found; s.draft = null; redraw(); }
  };
  return h("div", { class: "stack add", key: "propose" },
    h("label", null, h("b", null, t("In a few words")), h("input", { value: wish.title, maxlength: 100, oninput: (event) => { wish.title = event.target.value; redraw(); } })),
    questions(page, kind.form, wish.answers),
    h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !wish.title.trim(), onclick: send }, t("Send it to the office")),
      h("button", { onclick: () => { s.draft = null; s.error = ""; redraw(); } }, t("Leave it"))));
}
