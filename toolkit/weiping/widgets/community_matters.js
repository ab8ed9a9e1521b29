// Matters: what is open and how long, one matter with its whole way, and the next step with what it asks for.

import { h, icon } from "./dom.js";
import { clockOf } from "./community_disputes.js";
import { choose, filled, questions, said } from "./community_form.js";
import { photoStrip } from "./community_photos.js";
import { apart, matterMap } from "./community_places.js";
import { uuid } from "./store.js";

export function mattersTab(page) {
  const { s } = page;
  if (s.matter) return one(page);
  if (s.draft) return reporting(page);
  return list(page);
}

function list(page) {
  const { s, ui: { t, say }, ask, redraw, tabTo, day } = page;
  const found = s.matters ? s.matters.matters : [];
  const none = s.matters ? t("There is none.") : t("One moment …");
  const open = async (number) => { s.error = ""; s.step = null; s.matter = await ask("GET", "/community/matters/" + number); redraw(); window.scrollTo(0, 0); };
  return h("section", { class: "stack", key: "matters" },
    h("div", { class: "row" },
      s.clerk ? h("button", { class: "go", onclick: () => { s.draft = { key: uuid(), kind: "", title: "", day: s.day, answers: {} }; redraw(); } }, icon("note"), " ", t("Report a matter")) : null,
      [[false, t("Under way")], [true, t("Ended")]].map(([ended, label]) => h("button", { key: String(ended), "aria-pressed": String(s.ended === ended),
        onclick: () => { s.ended = ended; tabTo("matters"); } }, label))),
    matterMap(page.ui, s.view.compounds, apart(found.map((matter) => ({ ...matter, ended: s.ended })), 52), { open }),
    found.length ? h("ul", { class: "lines card" }, found.map((matter) => h("li", { key: matter.id }, h("button", { class: "line", onclick: () => open(matter.id) },
      h("span", { class: "grow" }, h("b", null, say(matter.title)), h("small", { class: "muted" }, say(matter.kind_title))),
      h("span", { class: "right" }, h("b", null, say(matter.step_title)), s.ended ? h("small", { class: "muted" }, day(matter.since))
        : h("small", { class: matter.days > 30 ? "tie" : "muted" }, t("for {n} days", { n: matter.days }))))))) : h("p", { class: "card" }, none));
}

function reporting(page) {
  const { s, ui: { t, say }, act, ask, redraw } = page;
  const wish = s.draft;
  const kinds = s.view.matter_kinds.filter((known) => known.counts_only === (s.tab === "disputes"));
  const kind = kinds.find((known) => known.key === wish.kind);
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  // what is only counted has no title of its own: a title in somebody's words would tell
  const titled = kind && kind.counts_only ? kind.title : { zh_CN: wish.title.trim() };
  const send = async () => {
    const made = await act("/community/matters", { key: wish.key, kind: wish.kind, title: titled, day: wish.day, compound: wish.compound || null,
      x: wish.spot ? wish.spot.x : null, y: wish.spot ? wish.spot.y : null, answers: filled(wish.answers) });
    if (made) { s.draft = null; s.matter = made; if (s.tab === "matters") s.matters = await ask("GET", "/community/matters"); redraw(); }
  };
  return h("section", { class: "card stack", key: "report" }, h("h2", null, s.tab === "disputes" ? t("Register a dispute") : t("Report a matter")),
    kinds.length < 2 ? null : h("div", { class: "chips", role: "group", "aria-label": t("What kind of matter?") }, kinds.map((known) =>
      h("button", { key: known.key, "aria-pressed": String(known.key === wish.kind), onclick: () => { wish.kind = known.key; wish.answers = {}; redraw(); } }, say(known.title)))),
    kind ? [kind.about ? h("p", { class: "muted", key: "about" }, say(kind.about)) : null,
      kind.counts_only ? null : h("label", { key: "title" }, h("b", null, t("In a few words")), h("input", { value: wish.title, maxlength: 100, oninput: put("title") })),
      h("label", { key: "day" }, h("b", null, t("Day")), h("input", { type: "date", value: wish.day, max: s.day, oninput: put("day") })),
      choose(page, t("In which compound"), s.view.compounds, wish.compound, (key) => { wish.compound = key; redraw(); }),
      kind.counts_only ? null : h("div", { class: "stack", key: "where" }, h("b", null, t("Tap on the map where it is")), matterMap(page.ui, s.view.compounds, [],
        { picked: wish.spot, pick: (x, y, key) => { wish.spot = { x, y }; if (key) wish.compound = key; redraw(); } })),
      h("div", { class: "stack", key: "asks" }, questions(page, kind.form, wish.answers))] : null,
    h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !kind || !(kind.counts_only || wish.title.trim()), onclick: send }, t("Write it down")),
      h("button", { onclick: () => { s.draft = null; s.error = ""; redraw(); } }, t("Leave it"))));
}

function one(page) {
  const { s, ui: { t, say }, redraw, tabTo, day } = page;
  const matter = s.matter;
  const kind = s.view.matter_kinds.find((known) => known.key === matter.kind);
  const now = kind && kind.steps.find((step) => step.key === matter.step);
  return h("section", { class: "stack", key: "matter/" + matter.id },
    h("button", { class: "quiet back", onclick: () => tabTo(s.tab) }, icon("back"), " ", t("Back to the list")),
    h("article", { class: "card stack" }, h("h2", null, say(matter.title)), matter.compound ? h("p", { class: "muted" }, say(matter.compound)) : null,
      matter.household ? h("p", { class: "muted" }, t("from the household {name}", { name: matter.household })) : null, clockOf(page), said(page, matter.answers),
      compared(page, kind), matter.x === null ? null : h("details", { key: "where" }, h("summary", null, t("Show it on the map")), matterMap(page.ui, s.view.compounds, [], { picked: { x: matter.x, y: matter.y } }))),
    h("article", { class: "card stack" }, h("h2", null, t("Its way so far")), h("ol", { class: "way" }, matter.steps.map((step, at) => h("li", { key: at },
      h("b", null, say(step.title)), h("small", { class: "muted" }, " " + day(step.day) + (step.meeting ? " · " + say(step.meeting) : "")),
      step.reason ? h("p", null, step.reason) : null, said(page, step.answers),
      kind && lastOf(matter, at) ? shots(page, kind, step.key, at === matter.steps.length - 1) : null)))),
    s.clerk && now && now.next.length ? h("article", { class: "card stack", key: "next" }, h("h2", null, t("What comes next?")),
      h("div", { class: "chips", role: "group", "aria-label": t("What comes next?") }, now.next.map((key) => {
        const step = kind.steps.find((known) => known.key === key);
        return h("button", { key, "aria-pressed": String(Boolean(s.step) && s.step.to === key), onclick: () => { s.step = { to: key, day: s.day, reason: "", meeting: "", answers: {} }; redraw(); } }, now.ends ? t("Open it again") : say(step.title));
      })), s.step ? stepping(page, kind) : null) : null);
}

/** Whether this is the last time that the matter took the step: its photos stand there once. */
const lastOf = (matter, at) => matter.steps.every((step, other) => other <= at || step.key !== matter.steps[at].key);

/** The photos of a step; with `add` more can be taken. */
function shots(page, kind, key, add) {
  const { s, ui: { say }, redraw } = page;
  const step = kind.steps.find((known) => known.key === key);
  const photos = s.matter.photos.filter((photo) => photo.step === key);
  const take = s.clerk && (add || photos.some((photo) => s.photo.endsWith(photo.photo))) ? { step: key, secret: kind.counts_only, stands: (found) => { s.matter = found; redraw(); } } : null;
  if (!photos.length && !take) return null;
  return photoStrip(page, photos, "/community/matters/" + s.matter.id, say(step.photos || step.title), take);
}

/** What was before beside what is after, large, where there are photos of both. */
function compared(page, kind) {
  const { s, ui: { t, say }, pictureAt } = page;
  const pairs = (kind ? kind.steps : []).filter((step) => step.photos)
    .map((step) => [step, s.matter.photos.filter((photo) => photo.step === step.key).pop()]).filter(([, photo]) => photo && pictureAt(photo.photo));
  return pairs.length < 2 ? null : h("div", { class: "compare", key: "compared" }, pairs.map(([step, photo]) => h("figure", { key: step.key },
    h("img", { src: pictureAt(photo.photo), alt: photo.caption || t("Photo") }), h("figcaption", { class: "muted" }, say(step.photos)))));
}

/** What the step needs to be seen: photos of it, beside those of the steps before that needed some. */
function needed(page, kind, step) {
  const { ui: { t, say } } = page;
  if (!step.photos) return null;
  const upto = kind.steps.slice(0, kind.steps.indexOf(step) + 1).filter((known) => known.photos);
  return h("div", { class: "compare", key: "needed" }, upto.map((known) => h("div", { class: "stack", key: known.key },
    h("b", null, t("Photos"), " · ", say(known.photos)), shots(page, kind, known.key, true))));
}

function stepping(page, kind) {
  const { s, ui: { t, say }, act, redraw } = page;
  const wish = s.step;
  const step = kind.steps.find((known) => known.key === wish.to);
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const send = async () => {
    const body = { to: wish.to, day: wish.day, reason: wish.reason.trim(), answers: filled(wish.answers), meeting: wish.meeting ? Number(wish.meeting) : null };
    const found = await act("/community/matters/" + s.matter.id + "/steps", body);
    if (found) { s.matter = found; s.step = null; redraw(); }
  };
  return h("div", { class: "stack add", key: "step/" + wish.to },
    h("label", null, h("b", null, t("Day")), h("input", { type: "date", value: wish.day, max: s.day, oninput: put("day") })),
    step.resolution ? h("label", null, h("b", null, t("The meeting that carried it")), h("select", { onchange: put("meeting") }, h("option", { value: "" }, t("Please choose")),
      s.matter.meetings.map((one) => h("option", { key: one.id, value: one.id, selected: String(one.id) === wish.meeting }, say(one.title) + " · " + page.day(one.day) + " · " + (one.carried ? t("carried") : t("not carried")))))) : null,
    step.resolution && !s.matter.meetings.length ? h("p", { class: "tie" }, t("No meeting has voted on this matter yet: put it on a meeting's agenda and record the vote there.")) : null,
    needed(page, kind, step),
    questions(page, step.form, wish.answers),
    h("label", null, h("b", null, t("Reason (needed to go back)")), h("input", { value: wish.reason, maxlength: 300, oninput: put("reason") })),
    h("button", { class: "go", disabled: s.busy || !wish.day, onclick: send }, t("Record this step")));
}
