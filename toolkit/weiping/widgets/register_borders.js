// Where grids end: corners tapped on a map of the households, written as numbers, or read from a table. The text is what counts; a tap
// adds a line to it.

import { hull, plan } from "./community_map.js";
import { h } from "./dom.js";
import { field } from "./office_points_parts.js";
import { another, findings, picker } from "./register_parts.js";

const MARGIN = 15; // metres around the households, where a border is only suggested
const told = (corners) => corners.map(([x, y]) => Math.round(x * 10) / 10 + ", " + Math.round(y * 10) / 10).join("\n");

/** The corners that a text names, one a line; null where a line is no corner. */
function read(text) {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const found = lines.map((line) => line.split(/[,，;\s]+/).map(Number));
  return found.every((one) => one.length === 2 && one.every(isFinite)) ? found : null;
}

function around(spots) {
  const corners = hull(spots);
  const x = corners.reduce((sum, one) => sum + one[0], 0) / corners.length, y = corners.reduce((sum, one) => sum + one[1], 0) / corners.length;
  return corners.map((one) => {
    const far = Math.hypot(one[0] - x, one[1] - y) || 1;
    return [one[0] + (one[0] - x) / far * MARGIN, one[1] + (one[1] - y) / far * MARGIN];
  });
}

export function bordersTab(app) {
  const { s, ui: { t } } = app;
  const draft = app.draft("borders", () => ({ grid: "", text: "" }));
  const grids = s.grids.grids;
  const chosen = grids.find((one) => one.key === draft.grid);
  const pick = (key) => { const one = grids.find((each) => each.key === key); Object.assign(draft, { grid: key, text: one && one.border ? told(one.border) : "" }); s.told = {}; s.thanks = {}; app.redraw(); };
  const corners = read(draft.text);
  const said = (done) => t("On record: {grids}.", { grids: app.ui.list(done.grids) }) + (done.outside.length ? " " + done.outside.map((one) => app.ui.say(one.text)).join(" ") : "");
  const send = async (ring) => {
    const grid = draft.grid;
    const done = await app.act("borders", "/community/grids/borders", { borders: { [grid]: ring } }, said);
    if (!done) return;
    await app.load();
    if (draft.grid === grid) { pick(grid); s.thanks = { borders: said(done) }; } // else corners of another one are being tapped already
    app.redraw();
  };
  const upload = async (file) => { if (await app.act("borders", "/community/grids/borders/file", file, said)) { await app.load(); if (draft.grid) { const kept = s.thanks; pick(draft.grid); s.thanks = kept; app.redraw(); } } };
  const spots = s.grids.spots.filter((spot) => spot[2] === draft.grid);
  return [h("section", { class: "card stack", key: "borders" }, h("h2", null, t("Where grids end")),
    h("p", { class: "muted" }, t("Grids that would overlap are refused; houses outside the border of their grid are listed.")),
    h("div", { class: "chips", role: "group", "aria-label": t("Which grid") }, grids.map((one) => h("button", { key: one.key, "aria-pressed": String(one.key === draft.grid), onclick: () => pick(one.key) },
      one.name, h("small", { class: "muted" }, one.key + (one.border ? "" : " · " + t("no border yet")))))),
    plan(app.ui, s.grids, { grid: draft.grid, corners: corners || [], tap: chosen && app.may() ? ([x, y]) => { draft.text = (draft.text.trim() + "\n" + told([[x, y]])).trim(); app.redraw(); } : null })
      || h("p", { class: "muted", key: "nomap" }, t("No household has a place yet, so there is no map; write corners as numbers.")),
    chosen && app.may() ? h("div", { class: "stack", key: "draw/" + draft.grid },
      h("p", null, t("Tap the corners of {grid} on the map in order, as one walks around it.", { grid: chosen.name })),
      h("div", { class: "row" }, h("button", { disabled: !draft.text, onclick: () => { draft.text = draft.text.trim().split("\n").slice(0, -1).join("\n"); app.redraw(); } }, t("Last corner away")),
        h("button", { disabled: !draft.text, onclick: () => { draft.text = ""; app.redraw(); } }, t("Begin again")),
        spots.length > 2 ? h("button", { onclick: () => { draft.text = told(around(spots)); app.redraw(); } }, t("Around its households")) : null),
      h("details", { key: "numbers" }, h("summary", null, t("Corners as numbers ({n})", { n: corners ? corners.length : "?" })),
        field(t("One corner a line: metres east, metres north"), "", h("textarea", { key: "corners", rows: 8, value: draft.text, "aria-invalid": corners ? null : "true", oninput: app.set(draft, "text") }))),
      h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !corners || corners.length < 3, onclick: () => send(corners) }, t("Put this border on record")),
        chosen.border ? h("button", { disabled: s.busy, ...app.confirm("border/none", () => send([])) }, s.armed.key === "border/none" ? t("Tap again to take it away") : t("Take the border away")) : null)) : null,
    app.answer("borders"),
    app.may() ? h("details", { key: "file" }, h("summary", null, t("From a table")),
      h("p", { class: "muted" }, t("A row for each corner, under the headings 网格 (grid, its key such as g01), x and y.")),
      picker(app, "borders", t("Choose the table"), 1000000, upload)) : null,
    app.may() ? another(app) : null),
  findings(app, s.grids.findings)];
}
