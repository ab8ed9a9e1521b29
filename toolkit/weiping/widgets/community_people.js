// Who takes part in an activity: signed up, come, gone, or written down with their minutes afterwards.

import { h, icon, picture } from "./dom.js";
import { twice } from "./community_form.js";

/** A field that finds somebody of the register; `wish` gets `who` (what is typed), `resident`, `household` and `home`. */
export function finder(page, wish, label) {
  const { ui: { t, say }, ask, redraw } = page;
  const find = async (text) => {
    Object.assign(wish, { who: text, resident: "", household: "", home: null });
    redraw();
    const mine = (wish.asked = (wish.asked || 0) + 1);
    const found = text.trim().length < 2 ? null : await ask("GET", "/office/residents?q=" + encodeURIComponent(text.trim()));
    if (mine === wish.asked) { wish.hits = found && found.residents; redraw(); }
  };
  const pick = (hit) => { Object.assign(wish, { resident: hit.key, household: hit.household, home: hit.home, who: hit.name, hits: null }); redraw(); };
  return h("div", { class: "stack", key: "finder/" + label },
    h("label", null, h("b", null, label), h("span", { class: "field" }, icon("search"),
      h("input", { value: wish.who || "", maxlength: 60, autocomplete: "off", oninput: (event) => find(event.target.value) }))),
    wish.resident ? h("small", { class: "stamp", key: "home" }, icon("tick", 18), " ", wish.who, " · ", say(wish.home)) : null,
    wish.hits && !wish.resident ? h("ul", { class: "lines", key: "hits" }, wish.hits.length ? wish.hits.slice(0, 8).map((hit) => h("li", { key: hit.key },
      h("button", { onclick: () => pick(hit) }, h("b", null, hit.name), h("small", { class: "muted" }, say(hit.home)))))
      : h("li", { class: "muted", key: "none" }, t("Nobody in the register is called so."))) : null);
}

export function peopleCard(page, kind) {
  const { s, ui: { t, say } } = page;
  const one = s.open;
  const roles = Object.fromEntries((kind ? kind.roles : []).map((role) => [role.key, role]));
  const role = (key) => (roles[key] ? say(roles[key].title) : key);
  const open = one.state === "planned" && s.clerk;
  return h("article", { class: "card stack", key: "people" }, h("h2", null, t("Who took part ({n})", { n: one.parts.length })),
    one.parts.length ? h("ul", { class: "table" }, one.parts.map((part, at) => h("li", { key: at }, h("b", null, part.name),
      h("span", null, role(part.role)), time(page, part), open ? h("span", { class: "row end" }, leaving(page, part), takeBack(page, part)) : h("span", null)))) : h("p", { class: "muted" }, t("Nobody is recorded yet.")),
    signedUp(page, roles, open), open ? phones(page, one) : null,
    open && kind ? adding(page, kind) : null);
}

function time(page, part) {
  const { ui: { t, clock } } = page;
  const how = { qr: t("by QR code"), list: t("from the list"), office: t("by hand") }[part.source];
  const said = part.minutes !== null ? t("{n} min", { n: part.minutes }) : part.came_at && !part.left_at ? t("here since {time}", { time: clock(part.came_at).slice(6) }) : "";
  return h("span", { class: "right" }, h("span", { class: "num" }, said), how ? h("small", { class: "muted below" }, how) : null);
}

/** Send somebody's check-in, check-out or sign-up, and show the activity as it then stands. */
async function clocked(page, what, body) {
  const { s, ask, act, redraw } = page;
  const path = "/community/activities/" + s.open.id;
  let found = await act(path + "/" + what, body);
  if (found && what === "sign-up") found = await ask("GET", path);
  if (found) { s.open = found; redraw(); }
  return found;
}

function leaving(page, part) {
  const { s, ui: { t } } = page;
  if (!part.resident || !part.came_at || part.left_at) return null;
  return h("button", { class: "go", disabled: s.busy, onclick: () => clocked(page, "check-out", { resident: part.resident, role: part.role, source: part.source === "qr" ? "qr" : "office" }) }, t("Goes now"));
}

function takeBack(page, part) {
  const { s, ui: { t }, act, redraw } = page;
  const send = async () => {
    const body = { role: part.role, reason: t("Recorded by mistake"), ...(part.resident ? { resident: part.resident } : { guest: part.name }) };
    const found = await act("/community/activities/" + s.open.id + "/parts/take-back", body);
    if (found) { s.open = found; redraw(); }
  };
  return twice(page, "back/" + (part.resident || part.name) + part.role, t("Strike off"), t("Really strike off?"), send, { class: "quiet" });
}

/** A QR code for the phones of those who come; it is asked for when somebody wants it. */
function phones(page, one) {
  const { s, ui: { t }, ask, redraw } = page;
  const open = async () => { s.form.code = s.form.code ? null : await ask("GET", "/community/activities/" + one.id + "/code"); redraw(); };
  return h("div", { class: "stack", key: "phones" }, h("button", { "aria-pressed": String(Boolean(s.form.code)), onclick: open }, t("QR code for those who come with a phone")),
    s.form.code ? [h("div", { class: "code", key: "code" }, picture(s.form.code.qr, t("QR code of this activity"))),
      h("p", { class: "muted", key: "how" }, t("Hold it up or hang it: whoever scans it with the phone that has the household's card taps who has come. It holds on that day only."))] : null);
}

/** Who signed up: one tap when they come, which starts the clock where hours count; those who are there are named no more. */
function signedUp(page, roles, open) {
  const { s, ui: { t }, act, redraw } = page;
  const one = s.open;
  const missing = one.signed_up.filter((person) => !one.parts.some((part) => part.resident === person.resident));
  const come = async (person) => {
    const role = roles[person.role];
    if (role && role.hours && one.day === s.day) { await clocked(page, "check-in", { resident: person.resident, role: person.role, source: "list" }); return; }
    const found = await act("/community/activities/" + one.id + "/parts", { parts: [{ role: person.role, resident: person.resident }] });
    if (found) { s.open = found; redraw(); }
  };
  if (!missing.length) return null;
  if (!open || one.to_come) return h("p", { class: "muted", key: "signed" }, t("Signed up, not recorded: {names}", { names: missing.map((person) => person.name).join("、") }));
  return h("div", { class: "stack", key: "signed" }, h("h3", null, t("Signed up; tap whoever has come")), h("div", { class: "chips" }, missing.map((person) =>
    h("button", { key: person.resident + person.role, disabled: s.busy, onclick: () => come(person) }, icon("tick", 18), " ", person.name))));
}

const USUAL = ["representative", "resident", "volunteer", "trainee"]; // as what most people come

function adding(page, kind) {
  const { s, ui: { t, say }, act, redraw } = page;
  const wish = s.part;
  if (!wish.role) wish.role = (kind.roles.find((role) => USUAL.indexOf(role.key) >= 0) || kind.roles[0]).key;
  const counts = kind.roles.find((role) => role.key === wish.role).hours;
  const done = (found) => { if (found) { s.part = { role: wish.role, minutes: wish.minutes }; redraw(); } };
  const send = async () => {
    const who = wish.resident ? { resident: wish.resident } : { guest: (wish.who || "").trim() };
    const part = { role: wish.role, ...who, minutes: counts && wish.minutes ? Number(wish.minutes) : null };
    const found = await act("/community/activities/" + s.open.id + "/parts", { parts: [part] });
    if (found) { s.open = found; done(found); }
  };
  const signs = async () => done(await clocked(page, "sign-up", { resident: wish.resident, role: wish.role }));
  const comes = async () => done(await clocked(page, "check-in", { resident: wish.resident, role: wish.role, source: "office" }));
  const later = s.open.to_come, today = s.open.day === s.day;
  return h("div", { class: "stack add", key: "add" }, h("h3", null, later ? t("Sign somebody up") : t("Add somebody")),
    h("div", { class: "chips", role: "group", "aria-label": t("As what?") }, kind.roles.map((role) =>
      h("button", { key: role.key, "aria-pressed": String(role.key === wish.role), onclick: () => { wish.role = role.key; redraw(); } }, say(role.title)))),
    finder(page, wish, later ? t("Name or address") : t("Name or address; a guest by what you call them")),
    counts && !later ? h("label", null, h("b", null, t("How many minutes")), h("input", { inputmode: "numeric", value: wish.minutes || "", oninput: (event) => { wish.minutes = event.target.value; redraw(); } })) : null,
    h("div", { class: "row" },
      later ? h("button", { class: "go", key: "sign", disabled: s.busy || !wish.resident, onclick: signs }, t("Sign up")) : [
        h("button", { class: "go", key: "add", disabled: s.busy || !(wish.who || "").trim(), onclick: send }, t("Add")),
        today && counts ? h("button", { key: "comes", disabled: s.busy || !wish.resident, onclick: comes }, icon("clock"), " ", t("Comes now: the clock starts")) : null]));
}
