// What the tabs of the register share: files to choose, rows to keep, findings with their remedies, a grid that is new.

import { h, icon } from "./dom.js";
import { field } from "./office_points_parts.js";

/** A button that opens a file; `take` is handed the file as bytes that the server reads, and its name. */
export function picker(app, key, label, most, take) {
  const choose = (event) => {
    const one = event.target.files[0];
    event.target.value = "";
    if (!one) return;
    if (one.size > most) { app.s.told = { [key]: app.ui.t("This file is too large. Make two of it.") }; app.redraw(); return; }
    take(one.slice(0, one.size, "application/octet-stream"), one.name);
  };
  return h("label", { class: "button pick", key: "pick/" + key }, icon("note"), " ", label,
    h("input", { type: "file", class: "hear", accept: ".xlsx,.csv,.txt", onchange: choose }));
}

/** Rows as CSV; a cell that a spreadsheet would take for a formula gets an apostrophe. */
export const csvOf = (rows) => rows.map((row) => row.map((cell) => {
  const text = String(cell === null || cell === undefined ? "" : cell);
  const safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
}).join(",")).join("\r\n") + "\r\n";

/** What is wrong with micro-grids, each with what to do. */
export function findings(app, found) {
  const { ui: { t, say } } = app;
  if (!found.length) return null;
  return h("details", { class: "card", key: "findings" }, h("summary", null, t("What is wrong with the micro-grids on record ({n})", { n: found.length })),
    h("ul", { class: "blocks" }, found.map((one, at) => h("li", { key: String(at) }, h("span", null, say(one.text)), h("small", { class: "muted" }, say(one.remedy))))));
}

/** A grid that the register does not have yet. */
export function another(app) {
  const { s, ui: { t } } = app;
  const wish = app.draft("grid", () => ({ name: "" }));
  const send = async () => {
    if (await app.act("grid", "/community/register/grids", { name: wish.name.trim() }, t("{name} is in the register now.", { name: wish.name.trim() }))) { wish.name = ""; await app.load(); }
  };
  return h("details", { key: "another" }, h("summary", null, t("A new grid")), h("div", { class: "quarter" },
    field(t("Its name"), "", h("input", { key: "name", maxlength: 60, value: wish.name, oninput: app.set(wish, "name") })),
    h("button", { disabled: s.busy || !wish.name.trim(), onclick: send }, t("Add it"))), app.answer("grid"));
}
