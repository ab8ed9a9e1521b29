// A list of residents goes out: only the fields that were asked for, masked for who will see it, and on record with its purpose.

import { h, icon } from "./dom.js";
import { choice, field, table } from "./office_points_parts.js";

const SECRET = ["resident.phone"];
const OFFICE = ["resident.born", "resident.roles", "resident.key", "household.key"];

export function outTab(app) {
  return [app.may() ? taking(app) : null, gone(app)];
}

/** What went out before: asked for when it is unfolded. */
function gone(app) {
  const { ui: { t, list, clock } } = app;
  const draft = app.draft("gone", () => ({ found: null }));
  const open = async (event) => { if (event.target.open) { draft.found = await app.ask("/community/register/exports"); app.redraw(); } };
  const whats = { residents: t("List of residents"), "points-journal": t("Journal of points"), "points-accounts": t("Accounts of points"), "points-ranking": t("Ranking of points"),
    "points-liability": t("Points outstanding") };
  return h("details", { class: "card", key: "gone", ontoggle: open }, h("summary", null, t("What went out, and what for")),
    !draft.found ? h("p", { class: "muted" }, t("Loading …")) : !draft.found.exports.length ? h("p", { class: "muted" }, t("Nothing yet."))
      : table(t("What went out, and what for"), [t("When"), t("What"), t("Fields"), t("Rows"), t("What it is for"), t("Who")], draft.found.exports.map((one, at) =>
        h("tr", { key: String(at) }, h("td", null, clock(one.at)), h("td", null, whats[one.what] || one.what), h("td", null, list(one.fields)), h("td", { class: "num" }, one.rows), h("td", null, one.reason || "—"), h("td", null, one.operator)))));
}

function taking(app) {
  const { s, ui: { t, lang }, transport } = app;
  const draft = app.draft("out", () => ({ fields: ["household.address", "resident.name"], level: "public", reason: "" }));
  const names = { "household.address": t("Address"), "resident.name": t("Person's name"), "micro_grid.key": t("Micro-grid"), "compound.name": t("Compound"),
    "resident.roles": t("Roles"), "resident.born": t("Year of birth"), "household.key": t("Household's key"), "resident.key": t("Resident's key"), "resident.phone": t("Telephone") };
  const levels = [["public", t("Everybody: names and doors are masked")], ["office", t("The office: names and addresses in full")]];
  if (s.role === "admin") levels.push(["secret", t("Those who need it: telephones too")]);
  const may = (one) => draft.level === "secret" || (SECRET.indexOf(one) < 0 && (draft.level === "office" || OFFICE.indexOf(one) < 0));
  const fields = draft.fields.filter(may);
  const toggle = (one) => { draft.fields = draft.fields.indexOf(one) < 0 ? draft.fields.concat([one]) : draft.fields.filter((other) => other !== one); app.redraw(); };
  const ready = draft.reason.trim() && fields.length;
  const href = transport.base + "/weiping/api/community/register/list?fields=" + fields.join(",") + "&level=" + draft.level + "&lang=" + lang + "&reason=" + encodeURIComponent(draft.reason.trim());
  return h("section", { class: "card stack", key: "out" }, h("h2", null, t("Take out a list of residents")),
    h("div", null, h("b", null, t("Who will see it?")), choice(t("Who will see it?"), levels, draft.level, (level) => { draft.level = level; app.redraw(); })),
    h("div", null, h("b", null, t("What stands in it?")), h("div", { class: "chips", role: "group", "aria-label": t("What stands in it?") },
      Object.keys(names).filter(may).map((one) => h("button", { key: one, "aria-pressed": String(fields.indexOf(one) >= 0), onclick: () => toggle(one) },
        fields.indexOf(one) >= 0 ? icon("tick", 18) : null, names[one])))),
    field(t("What it is for"), t("Who took which list out, and what for, is kept on record."), h("input", { key: "why", maxlength: 300, value: draft.reason, oninput: app.set(draft, "reason") })),
    transport.served ? h("a", { class: "button go", download: "", key: "get", href: ready ? href : null, "aria-disabled": ready ? null : "true" }, icon("note"), " ", t("Save as Excel")) : null);
}
