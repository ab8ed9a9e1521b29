// Grids are divided into micro-grids: worked out and looked at first (groups, sizes, exceptions, who would change), then carried out
// exactly as it was looked at.

import { save } from "./download.js";
import { map } from "./community_map.js";
import { h, icon } from "./dom.js";
import { choice, field, table } from "./office_points_parts.js";
import { csvOf, findings } from "./register_parts.js";

const SIZES = ["low", "target", "high", "cap"];
const SHOWN = 20;

export function divideTab(app) {
  const { s, ui: { t } } = app;
  const draft = app.draft("divide", () => ({ grid: "", warm: true, low: 8, target: 10, high: 12, cap: 15, seen: null, shown: "" }));
  const body = () => ({ grid: draft.grid, warm: draft.warm, low: draft.low, target: draft.target, high: draft.high, cap: draft.cap });
  const stale = () => { draft.seen = null; app.redraw(); };
  const look = async () => {
    draft.seen = null;
    draft.seen = await app.act("divide", "/community/grids/preview", body(), null);
    draft.shown = draft.seen && draft.seen.groups.length ? draft.seen.groups[0].grid : "";
    app.redraw();
  };
  const carry = async () => {
    const done = await app.act("divide", "/community/grids/divide", { ...body(), expect: draft.seen.digest }, (one) =>
      t("Divided: {n} micro-grids; {m} households changed theirs.", { n: one.groups.length, m: one.changes.length }));
    if (done) draft.seen = done;
    await app.load();
  };
  const sizes = { low: t("Fewest houses"), target: t("Wished for"), high: t("Most houses"), cap: t("Most flats of one stairwell") };
  return [h("section", { class: "card stack", key: "divide" }, h("h2", null, t("Divide grids into micro-grids")),
    h("p", { class: "muted" }, t("Buildings go by stairwells, scattered houses by where they are, never across the border of a grid. Nothing is written before you have seen it.")),
    h("div", { class: "beside" },
      field(t("Which grid"), "", h("select", { key: "grid", onchange: (event) => { draft.grid = event.target.value; stale(); } },
        h("option", { value: "", selected: draft.grid === "" }, t("All grids")),
        s.grids.grids.map((one) => h("option", { key: one.key, value: one.key, selected: draft.grid === one.key }, one.name + " · " + t("{n} households", { n: one.households }))))),
      h("div", null, h("b", null, t("How")), choice(t("How"), [[true, t("Only where something changed")], [false, t("Everything anew")]], draft.warm, (warm) => { draft.warm = warm; stale(); }))),
    h("details", { key: "sizes" }, h("summary", null, t("Sizes: {low} to {high} houses, {target} wished for; a stairwell up to {cap}", draft)),
      h("div", { class: "quarter" }, SIZES.map((one) => field(sizes[one], "", h("input", { key: one, type: "number", min: 1, max: 100, value: draft[one],
        onchange: (event) => { draft[one] = Math.max(1, Math.round(Number(event.target.value)) || draft[one]); stale(); } }))))),
    h("button", { class: draft.seen ? "" : "go", disabled: s.busy, onclick: look }, s.busy && !draft.seen ? t("One moment …") : draft.seen ? t("Look again") : t("See how it would be")),
    app.answer("divide")), draft.seen ? seen(app, draft, carry) : findings(app, s.grids.findings)];
}

function seen(app, draft, carry) {
  const { s, ui: { t } } = app;
  const one = draft.seen, looked = one.state === "looked-at";
  const figure = (n, label, off) => h("li", { key: label, class: off ? "off" : "" }, h("b", { class: "num" }, String(n)), h("span", null, label));
  const moving = one.changes.length + one.opened.length + one.closed.length + one.unrecorded;
  return [h("section", { class: "card stack", key: "figures" }, h("h2", null, looked ? t("So it would be") : t("So it is now")),
    h("ul", { class: "counts" }, figure(one.households, t("households in all")), figure(one.groups.length, t("micro-grids")), figure(one.changes.length, t("households change theirs")),
      figure(one.exceptions, t("sizes on record as exceptions")), one.left_out.length ? figure(one.left_out.length, t("houses without a place, left out"), true) : null,
      one.mean_distance === null ? null : figure(t("{n} m", { n: one.mean_distance }), t("to the centre on average")),
      one.worst_diameter === null ? null : figure(t("{n} m", { n: one.worst_diameter }), t("across the widest one"))),
    one.opened.length ? h("p", null, t("New micro-grids: {keys}.", { keys: app.ui.list(one.opened) })) : null,
    one.closed.length ? h("p", null, t("Micro-grids that end: {keys}.", { keys: app.ui.list(one.closed) })) : null,
    one.leaders.length ? h("div", { key: "leaders", class: "banner wait" }, h("b", null, icon("warn"), " ", t("Leaders who would not live in their micro-grid any more, and stop leading it:")),
      h("ul", { class: "names" }, one.leaders.map((led) => h("li", { key: led.micro_grid }, led.micro_grid + " " + led.name)))) : null,
    drawn(app, draft, one)),
  changes(app, one), exceptions(app, one), leftOut(app, one), findings(app, one.findings),
  looked && app.may() ? h("section", { class: "card stack last", key: "carry" },
    h("p", null, one.unrecorded ? t("{n} sizes or houses left out would be put on record with their reasons.", { n: one.unrecorded }) + " " : null,
      moving ? t("Dividing writes down who changes and why. Leaders and tasks of micro-grids that end, end with them.") : t("Nobody changes; there is nothing to write down.")),
    moving ? h("button", { class: "go", disabled: s.busy, ...app.confirm("divide/carry", carry) },
      s.armed.key === "divide/carry" ? t("Tap again to divide") : t("Divide so")) : null) : null];
}

function drawn(app, draft, one) {
  const { ui: { t } } = app;
  const grids = Array.from(new Set(one.groups.map((group) => group.grid)));
  const here = one.groups.filter((group) => group.grid === draft.shown);
  const keys = new Set(here.map((group) => group.micro_grid));
  const said = (group) => group.micro_grid + ", " + t("{n} households", { n: group.households });
  const made = map(app.ui, { micro_grids: here.map((group) => ({ ...group, key: group.micro_grid, said: said(group) })),
    spots: one.spots.filter((spot) => keys.has(spot[2])), borders: one.borders[draft.shown] ? [one.borders[draft.shown]] : [] }, (key) => { draft.group = key; app.redraw(); });
  const group = here.find((each) => each.micro_grid === draft.group);
  return [grids.length > 1 ? h("div", { class: "chips", key: "which", role: "group", "aria-label": t("Which grid") }, grids.map((grid) =>
    h("button", { key: grid, "aria-pressed": String(grid === draft.shown), onclick: () => { draft.shown = grid; app.redraw(); } }, grid))) : null,
  made || h("p", { class: "muted", key: "nomap" }, t("No household of this grid has a place, so there is no map.")),
  group ? h("p", { key: "group", role: "status" }, h("b", null, said(group)), " · ", app.ui.say(group.kind), group.exception ? " · " + app.ui.say(group.exception) : "") : made ? h("p", { class: "muted", key: "tap" }, t("Tap a micro-grid to see what it is made of.")) : null];
}

function changes(app, one) {
  const { t, say } = app.ui;
  if (!one.changes.length) return null;
  const heads = [t("Household"), t("Micro-grid before"), t("Micro-grid then"), t("Why")];
  const rows = one.changes.map((row) => [row.address || row.household, row.before || "—", row.after || "—", say(row.why)]);
  return h("section", { class: "card stack", key: "changes" }, h("h2", null, t("Who changes")),
    table(t("Who changes"), heads, rows.slice(0, SHOWN).map((row, at) => h("tr", { key: String(at) }, row.map((cell) => h("td", null, cell))))),
    rows.length > SHOWN ? h("p", { class: "muted" }, t("{n} more stand in the file.", { n: rows.length - SHOWN })) : null,
    h("button", { onclick: () => save("changes.csv", csvOf([heads].concat(rows))) }, icon("note"), " ", t("Save the list of changes")));
}

function exceptions(app, one) {
  const { t, say } = app.ui;
  const found = one.groups.filter((group) => group.exception);
  if (!found.length) return null;
  return h("details", { class: "card", key: "exceptions" }, h("summary", null, t("Sizes that are exceptions ({n})", { n: found.length })),
    table(t("Exceptions"), [t("Micro-grid"), t("Households"), t("Made of"), t("Why")], found.map((group) => h("tr", { key: group.micro_grid },
      h("td", null, group.micro_grid), h("td", { class: "num" }, group.households), h("td", null, say(group.kind)), h("td", null, say(group.exception))))));
}

function leftOut(app, one) {
  const { t } = app.ui;
  if (!one.left_out.length) return null;
  return h("details", { class: "card", key: "left", open: "" }, h("summary", null, t("Houses without a place ({n})", { n: one.left_out.length })),
    h("p", { class: "muted" }, t("They stay in their micro-grid. Bring in a list with their x and y to have them divided too.")),
    table(t("Houses without a place"), [t("Household"), t("Micro-grid")], one.left_out.map((row) =>
      h("tr", { key: row.household }, h("td", null, row.address || row.household), h("td", null, row.micro_grid)))));
}
