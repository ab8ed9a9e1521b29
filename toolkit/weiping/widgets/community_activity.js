// One activity: what was planned, who took part, the meeting it may be, and certifying it.

import { h, icon } from "./dom.js";
import { said, twice } from "./community_form.js";
import { meetingPart, outcomePart } from "./community_meeting.js";
import { stateWords } from "./community_calendar.js";
import { photoStrip } from "./community_photos.js";

export function activityCard(page) {
  const { s, ui: { t, say }, redraw, day } = page;
  const one = s.open;
  const kind = s.view.kinds.find((known) => known.key === one.kind);
  return h("section", { class: "stack", key: "activity/" + one.id },
    h("button", { class: "quiet back", key: "back", onclick: () => { s.open = null; s.error = ""; redraw(); page.load(s.month); } }, icon("back"), " ", t("Back to the calendar")),
    h("article", { class: "card stack", key: "head" },
      h("h2", null, say(one.title)),
      h("p", null, [say(one.kind_title), day(one.day), [one.begins, one.ends].filter(Boolean).join("–"), one.place].filter(Boolean).join(" · ")),
      h("p", { class: one.state === "certified" ? "stamp" : one.state === "cancelled" ? "tie" : "muted" }, stateWords(t)[one.state],
        one.reason ? " · " + one.reason : ""),
      said(page, one.answers),
      one.partners.length ? h("p", null, t("Together with"), " ", one.partners.map(say).join("、")) : null),
    kind && kind.system === "deliberation" ? meetingPart(page) : null,
    pictures(page),
    people(page, kind),
    kind && kind.system === "deliberation" ? outcomePart(page) : null,
    one.state === "planned" ? ending(page) : null);
}

function pictures(page) {
  const { s, ui: { t }, redraw } = page;
  const one = s.open;
  if (!one.photos.length && (!s.clerk || one.state === "cancelled")) return null;
  const take = s.clerk && one.state !== "cancelled" ? { stands: (found) => { s.open = found; redraw(); } } : null;
  return h("article", { class: "card stack", key: "pictures" }, h("h2", null, t("Photos")),
    photoStrip(page, one.photos, "/community/activities/" + one.id, t("Photo"), take));
}

function people(page, kind) {
  const { s, ui: { t, say } } = page;
  const one = s.open;
  const roles = Object.fromEntries((kind ? kind.roles : []).map((role) => [role.key, role]));
  const role = (key) => (roles[key] ? say(roles[key].title) : key);
  const hours = (minutes) => (minutes === null ? "" : t("{n} min", { n: minutes }));
  return h("article", { class: "card stack", key: "people" }, h("h2", null, t("Who took part ({n})", { n: one.parts.length })),
    one.parts.length ? h("ul", { class: "table" }, one.parts.map((part, at) => h("li", { key: at }, h("b", null, part.name),
      h("span", null, role(part.role)), h("span", { class: "num right" }, hours(part.minutes)), takeBack(page, part)))) : h("p", { class: "muted" }, t("Nobody is recorded yet.")),
    expected(page, one),
    one.state === "planned" && s.clerk && kind ? adding(page, kind) : null);
}

/** Who signed up: one tap when they come; those who are there already are named no more. */
function expected(page, one) {
  const { s, ui: { t }, act, redraw } = page;
  const missing = one.signed_up.filter((person) => !one.parts.some((part) => part.resident === person.resident));
  const come = async (person) => {
    const found = await act("/community/activities/" + one.id + "/parts", { parts: [{ role: person.role, resident: person.resident }] });
    if (found) { s.open = found; redraw(); }
  };
  if (!missing.length) return null;
  if (one.state !== "planned" || !s.clerk) return h("p", { class: "muted", key: "signed" }, t("Signed up, not recorded: {names}", { names: missing.map((person) => person.name).join("、") }));
  return h("div", { class: "stack", key: "signed" }, h("h3", null, t("Signed up; tap whoever has come")), h("div", { class: "chips" }, missing.map((person) =>
    h("button", { key: person.resident + person.role, disabled: s.busy, onclick: () => come(person) }, icon("tick", 18), " ", person.name))));
}

function takeBack(page, part) {
  const { s, ui: { t }, act, redraw } = page;
  if (s.open.state !== "planned" || !s.clerk) return null;
  const send = async () => {
    const body = { role: part.role, reason: t("Recorded by mistake"), ...(part.resident ? { resident: part.resident } : { guest: part.name }) };
    const found = await act("/community/activities/" + s.open.id + "/parts/take-back", body);
    if (found) { s.open = found; redraw(); }
  };
  return twice(page, "back/" + (part.resident || part.name) + part.role, t("Strike off"), t("Really strike off?"), send, { class: "quiet" });
}

const USUAL = ["representative", "resident", "volunteer", "trainee"]; // as what most people come

function adding(page, kind) {
  const { s, ui: { t, say }, ask, act, redraw } = page;
  const wish = s.part;
  if (!wish.role) wish.role = (kind.roles.find((role) => USUAL.indexOf(role.key) >= 0) || kind.roles[0]).key;
  const counts = kind.roles.find((role) => role.key === wish.role).hours;
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const find = async (text) => {
    wish.who = text;
    wish.resident = "";
    redraw();
    const mine = (wish.asked = (wish.asked || 0) + 1);
    if (text.trim().length < 2) { wish.hits = null; redraw(); return; }
    const found = await ask("GET", "/office/residents?q=" + encodeURIComponent(text.trim()));
    if (found && mine === wish.asked) { wish.hits = found.residents; redraw(); }
  };
  const send = async () => {
    const who = wish.resident ? { resident: wish.resident } : { guest: (wish.who || "").trim() };
    const part = { role: wish.role, ...who, minutes: counts && wish.minutes ? Number(wish.minutes) : null };
    const found = await act("/community/activities/" + s.open.id + "/parts", { parts: [part] });
    if (found) { s.open = found; s.part = { role: wish.role, minutes: wish.minutes }; redraw(); }
  };
  return h("div", { class: "stack add", key: "add" }, h("h3", null, t("Add somebody")),
    h("div", { class: "chips", role: "group", "aria-label": t("As what?") }, kind.roles.map((role) =>
      h("button", { key: role.key, "aria-pressed": String(role.key === wish.role), onclick: () => { wish.role = role.key; redraw(); } }, say(role.title)))),
    h("label", null, h("b", null, t("Name or address; a guest by what you call them")),
      h("input", { value: wish.who || "", maxlength: 60, autocomplete: "off", oninput: (event) => find(event.target.value) })),
    wish.hits && !wish.resident ? h("ul", { class: "lines" }, wish.hits.slice(0, 8).map((hit) => h("li", { key: hit.key },
      h("button", { onclick: () => { Object.assign(wish, { resident: hit.key, who: hit.name, hits: null }); redraw(); } },
        h("b", null, hit.name), h("small", { class: "muted" }, say(hit.home)))))) : null,
    counts ? h("label", null, h("b", null, t("How many minutes")), h("input", { inputmode: "numeric", value: wish.minutes || "", oninput: put("minutes") })) : null,
    h("button", { class: "go", disabled: s.busy || !(wish.who || "").trim(), onclick: send }, t("Add")));
}

function ending(page) {
  const { s, ui: { t }, act, redraw } = page;
  const one = s.open;
  const path = "/community/activities/" + one.id;
  const take = (found) => { if (found) { s.open = found; redraw(); } };
  return h("article", { class: "card stack", key: "end" },
    h("h2", null, t("Let it count")),
    one.mine ? h("p", { class: "banner wait" }, t("You recorded this activity. A colleague looks at it and certifies it; then hours and points count."))
      : one.to_come ? h("p", { class: "muted" }, t("It is still to come.")) : [
        h("p", { class: "muted", key: "about" }, t("What you certify counts: hours are credited and points are earned.")),
        h("div", { class: "row", key: "go" },
          twice(page, "certify", t("Certify it"), t("Really certify it?"), async () => take(await act(path + "/certify", {})), { class: "go" }),
          twice(page, "complaint", t("A justified complaint: certify without points"), t("Really without points?"),
            async () => take(await act(path + "/certify", { complaint: true })), {}))],
    s.clerk ? h("div", { class: "row", key: "off" },
      h("input", { value: s.form.why || "", maxlength: 200, placeholder: t("Why it is called off"), "aria-label": t("Why it is called off"),
        oninput: (event) => { s.form.why = event.target.value; redraw(); } }),
      twice(page, "cancel", t("Call it off"), t("Really call it off?"), async () => take(await act(path + "/cancel", { reason: s.form.why || "" })), {})) : null);
}
