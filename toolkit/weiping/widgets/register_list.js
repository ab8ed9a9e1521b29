// A list of residents comes in: looked at first, every row that cannot be used is named, then what is good is taken.

import { save } from "./download.js";
import { h, icon } from "./dom.js";
import { field, table } from "./office_points_parts.js";
import { another, picker } from "./register_parts.js";

const MOST = 10000000; // bytes that the server reads

export function listTab(app) {
  const { s, ui: { t } } = app;
  if (!app.may()) return h("p", { class: "card muted", key: "no" }, t("The clerk brings lists in; the chair may look at the other parts."));
  const draft = app.draft("list", () => ({ compound: "", file: null, name: "", seen: null }));
  const path = (what) => "/community/register/lists?do=" + what + "&compound=" + encodeURIComponent(draft.compound.trim());
  const look = async () => {
    draft.seen = null;
    if (draft.file) draft.seen = await app.act("list", path("look"), draft.file, null);
    app.redraw();
  };
  const take = async () => {
    const done = await app.act("list", path("take"), draft.file, (one) =>
      t("Taken: {homes} new households, {people} new residents, {changed} changes.", { homes: one.households.length, people: one.residents, changed: one.changed }));
    if (done) Object.assign(draft, { file: null, seen: done });
    await app.load();
  };
  return h("section", { class: "card stack", key: "list" }, h("h2", null, t("Bring in a list of residents")),
    h("p", { class: "muted" }, t("One row a resident, under headings such as 小区, 住址, 姓名, 联系电话. Titles above the table, merged cells, full-width digits and 3号楼2单元501 are understood. The same list again changes nothing.")),
    field(t("Compound of all rows"), t("Where no column and no address says it."), h("input", { key: "compound", maxlength: 100, value: draft.compound, oninput: app.set(draft, "compound") })),
    picker(app, "list", t("Choose the list"), MOST, (file, name) => { Object.assign(draft, { file, name }); look(); }),
    s.busy ? h("p", { role: "status", key: "busy", class: "muted" }, t("One moment …")) : null,
    app.answer("list"), draft.seen ? seen(app, draft, look, take) : null,
    app.may() && !s.grids.grids.length ? another(app) : null, compound(app)); // a register that is still empty begins with a grid
}

function compound(app) {
  const { s, ui: { t } } = app;
  const wish = app.draft("compound", () => ({ zh: "", en: "", grid: "" }));
  const send = async () => {
    const body = { name: { zh_CN: wish.zh.trim(), en: wish.en.trim() }, grid: wish.grid };
    if (await app.act("compound", "/community/register/compounds", body, t("{name} is in the register now.", { name: wish.zh.trim() }))) Object.assign(wish, { zh: "", en: "" });
    app.redraw();
  };
  return h("details", { key: "compound" }, h("summary", null, t("A compound that the register does not have yet")),
    h("div", { class: "quarter" }, field(t("Its name"), "", h("input", { key: "zh", maxlength: 60, value: wish.zh, oninput: app.set(wish, "zh") })),
      field(t("Its English name"), "", h("input", { key: "en", maxlength: 60, value: wish.en, oninput: app.set(wish, "en") })),
      field(t("Which grid"), "", h("select", { key: "grid", onchange: app.set(wish, "grid") }, h("option", { value: "" }, t("Please choose")),
        s.grids.grids.map((one) => h("option", { key: one.key, value: one.key, selected: one.key === wish.grid }, one.name)))),
      h("button", { disabled: s.busy || !wish.zh.trim() || !wish.grid, onclick: send }, t("Add it"))), app.answer("compound"));
}

function seen(app, draft, look, take) {
  const { s, ui: { t } } = app;
  const one = draft.seen, new_ = one.households.length + one.residents + one.changed;
  const row = (label, n, cls) => h("li", { key: label, class: cls || "" }, h("b", { class: "num" }, String(n)), h("span", null, label));
  return h("div", { class: "stack", key: "seen" }, h("p", null, h("b", null, draft.name)),
    h("ul", { class: "counts", role: "status" }, row(t("new households"), one.households.length), row(t("new residents"), one.residents),
      row(t("changed"), one.changed), row(t("unchanged"), one.there), row(t("rows refused"), one.refused_rows, one.refused_rows ? "off" : "")),
    one.ignored.length ? h("p", { class: "muted" }, t("These columns are not taken: {columns}.", { columns: app.ui.list(one.ignored) })) : null,
    one.opened.length ? h("p", null, t("New micro-grids: {keys}.", { keys: app.ui.list(one.opened) })) : null,
    one.moved.length ? h("details", { key: "moved" }, h("summary", null, t("{n} other households change their micro-grid by it", { n: one.moved.length })),
      table(t("Who changes"), [t("Household"), t("Micro-grid before"), t("Micro-grid then")], one.moved.map((move) =>
        h("tr", { key: move.household }, h("td", null, move.address || move.household), h("td", null, move.before || "—"), h("td", null, move.after))))) : null,
    one.refused_rows ? refused(app, draft, one) : null,
    draft.file ? h("div", { class: "row" }, h("button", { disabled: s.busy, onclick: look }, t("Look again")),
      new_ ? h("button", { class: "go", disabled: s.busy, ...app.confirm("list/take", take) },
        s.armed.key === "list/take" ? t("Tap again to take it over") : t("Take over what is good")) : null) : null,
    draft.file && !new_ ? h("p", { class: "muted", key: "none" }, t("There is nothing new in this list.")) : null);
}

function refused(app, draft, one) {
  const { t, say } = app.ui;
  return [h("p", { class: "banner wait", key: "refused" }, icon("warn"), " ", t("{n} rows cannot be used; the others can be taken without them.", { n: one.refused_rows })),
    table(t("Rows that cannot be used"), [t("Row"), t("Column"), t("It says"), t("What is wrong"), t("What to do")], one.refused.slice(0, 50).map((bad, at) =>
      h("tr", { key: String(at) }, h("td", { class: "num" }, bad.row), h("td", null, bad.column), h("td", null, bad.value || "—"), h("td", null, say(bad.reason)), h("td", null, say(bad.remedy))))),
    h("button", { key: "save", onclick: () => save(draft.name.replace(/\.\w+$/, "") + ".refused.csv", one.csv) }, icon("note"), " ", t("Save these rows to correct them"))];
}
