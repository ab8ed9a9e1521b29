// Who moves in, to another household or away; where somebody lived before stays and can be read.

import { h, icon } from "./dom.js";
import { field } from "./office_points_parts.js";

export function peopleTab(app) {
  const { s, ui: { t } } = app;
  const draft = app.draft("people", () => ({ text: "", found: null, asked: 0, who: null, home: null, ...blank() }));
  return h("section", { class: "card stack", key: "people" }, h("h2", null, t("Who moves")),
    finder(app, draft, "text", "found", t("Name or address"), t("王小明, or 3-2-501")),
    app.answer("people"),
    draft.found && !draft.who ? hits(app, draft) : null, draft.who ? mover(app, draft) : null,
    s.busy ? h("p", { class: "muted", key: "busy", role: "status" }, t("One moment …")) : null);
}

const blank = () => ({ to: "", where: "", homes: null, day: today(), note: "", name: "" });
const today = () => { const now = new Date(); return [now.getFullYear(), String(now.getMonth() + 1).padStart(2, "0"), String(now.getDate()).padStart(2, "0")].join("-"); };

function finder(app, draft, text, into, label, placeholder) {
  const find = (event) => {
    draft[text] = event.target.value;
    draft.who = text === "text" ? null : draft.who;
    const mine = ++draft.asked;
    clearTimeout(draft.wait);
    const wanted = draft[text].trim();
    if (!wanted) draft[into] = null;
    else draft.wait = setTimeout(async () => {
      const found = await app.ask("/community/residents?find=" + encodeURIComponent(wanted));
      if (mine === draft.asked) { draft[into] = found; app.redraw(); }
    }, 300);
    app.redraw();
  };
  return h("label", { class: "find", key: "find/" + text }, h("b", null, label), h("span", { class: "field" }, icon("search"),
    h("input", { type: "search", key: text, autocomplete: "off", value: draft[text], placeholder, oninput: find })));
}

function hits(app, draft) {
  const { t } = app.ui;
  const { residents, households, more } = draft.found;
  const open = (who) => { Object.assign(draft, { who, ...blank() }); app.s.thanks = {}; app.s.told = {}; app.redraw(); };
  if (!residents.length && !households.length) return h("p", { class: "muted", role: "status", key: "none" }, t("Nobody and no household matches."));
  return [residents.length ? h("ul", { class: "hits", key: "people" }, residents.map((one) => h("li", { key: one.resident }, h("button", { onclick: () => open(one) },
    h("b", null, one.name), h("span", null, one.address), one.left ? h("small", { class: "tie" }, t("moved away on {day}", { day: one.left })) : null)))) : null,
  households.length && app.may() ? h("div", { key: "homes" }, h("b", null, t("Somebody moves in at")), h("ul", { class: "hits" }, households.map((one) => h("li", { key: one.household },
    h("button", { onclick: () => open({ resident: "", name: "", household: one.household, address: one.address, moves: [], left: null }) }, h("span", null, one.address), h("small", { class: "muted" }, one.micro_grid)))))) : null,
  more ? h("p", { class: "muted", key: "more" }, t("There are more; type more of the name or the address.")) : null];
}

function mover(app, draft) {
  const { s, ui: { t } } = app;
  const who = draft.who, comes = !who.resident || Boolean(who.left);
  const way = (one) => (one.way === "in" ? t("moved in") : t("moved out"));
  const done = () => { Object.assign(draft, { who: null, text: "", found: null, ...blank() }); app.redraw(); };
  const send = async (household) => {
    const body = comes ? { resident: who.resident, household, name: (who.name || draft.name).trim(), day: draft.day } : { resident: who.resident, household, day: draft.day, note: draft.note.trim() };
    const path = "/community/residents" + (comes ? "" : "/moves");
    if (await app.act("people", path, body, t("It is on record: {name}, {day}.", { name: who.name || draft.name, day: draft.day }))) done();
  };
  const home = who.resident ? draft.to : who.household;
  const ready = home && draft.day && (who.name || draft.name.trim());
  return h("article", { class: "stack who", key: "who/" + who.resident + who.household },
    h("button", { class: "quiet back", onclick: () => { draft.who = null; app.redraw(); } }, icon("back"), " ", t("Back to the list")),
    h("h2", null, who.name || t("Somebody new"), h("small", { class: "muted" }, " " + who.address)),
    who.moves.length ? h("ul", { class: "blocks", "aria-label": t("Where they lived") }, who.moves.map((one, at) => h("li", { key: String(at) },
      h("span", null, h("b", { class: "num" }, one.day), " ", way(one), " · ", one.address), one.note ? h("small", { class: "muted" }, one.note) : null)))
      : who.resident ? h("p", { class: "muted", key: "none" }, t("No move is on record: they live there since the register began.")) : null,
    app.may() ? h("div", { class: "stack add" },
      who.resident ? null : field(t("Person's name"), "", h("input", { key: "name", maxlength: 40, value: draft.name, oninput: app.set(draft, "name") })),
      field(t("Day of the move"), "", h("input", { key: "day", type: "date", value: draft.day, onchange: app.set(draft, "day") })),
      who.resident ? [finder(app, draft, "where", "homes", t("To which household"), t("Address, such as 3-2-501")),
        draft.homes ? h("ul", { class: "hits", key: "to" }, draft.homes.households.slice(0, 8).map((one) => h("li", { key: one.household }, h("button", { "aria-pressed": String(one.household === draft.to),
          onclick: () => { draft.to = one.household; app.redraw(); } }, one.household === draft.to ? icon("tick", 18) : null, h("span", null, one.address))))) : null] : null,
      comes ? null : field(t("Note"), "", h("input", { key: "note", maxlength: 200, value: draft.note, oninput: app.set(draft, "note") })),
      h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !ready, onclick: () => send(home) }, comes ? t("Moves in here") : t("Moves to this household")),
        comes ? null : h("button", { disabled: s.busy || !draft.day, ...app.confirm("people/out", () => send(null)) }, s.armed.key === "people/out" ? t("Tap again: moves away") : t("Moves away from the community")))) : null);
}
