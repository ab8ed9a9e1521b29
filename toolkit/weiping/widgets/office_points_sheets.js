// Points in and out of Excel: a sheet is looked at first, every row that cannot be used is named, then what is new is posted.

import { save } from "./download.js";
import { h, icon } from "./dom.js";
import { choice, field, table } from "./office_points_parts.js";

const MOST = 10000000; // bytes that the server reads
const OUT = ["journal", "accounts", "ranking", "liability"];

export function sheetsTab(app) {
  return [bringIn(app), takeOut(app)];
}

function bringIn(app) {
  const { s, ui: { t } } = app;
  const draft = app.draft("sheet", () => ({ kind: "grants", day: "", reason: "", file: null, name: "", seen: null }));
  const path = (what) => "/points/sheets?do=" + what + ["kind", "day", "reason"].map((name) => "&" + name + "=" + encodeURIComponent(draft[name])).join("");
  const look = async () => {
    draft.seen = null;
    if (draft.file) draft.seen = await app.act("sheet", path("look"), draft.file, null);
    app.redraw();
  };
  const choose = (event) => {
    const one = event.target.files[0];
    event.target.value = "";
    if (!one) return;
    if (one.size > MOST) { s.told = { sheet: t("This file is larger than any sheet of points. Make two of it.") }; app.redraw(); return; }
    Object.assign(draft, { file: one.slice(0, one.size, "application/octet-stream"), name: one.name });
    look();
  };
  const pick = (kind) => { draft.kind = kind; look(); };
  const said = (done) => (done.state === "waiting" ? t("{n} rows wait for a second person now.", { n: done.new }) : t("{n} rows are posted.", { n: done.posted }));
  const send = async () => {
    const done = await app.act("sheet", path("post"), draft.file, said);
    if (done) Object.assign(draft, { file: null, seen: done });
    app.redraw();
  };
  return h("section", { class: "card stack", key: "in" }, h("h2", null, t("Bring in a sheet")),
    h("p", { class: "muted" }, t("One row a household, under headings such as 住址, 积分, 事由, 日期. A title above the table does no harm. The same row comes in once, however often it is sent.")),
    choice(t("What the sheet holds"), [["grants", t("Points to be granted")], ["opening", t("Balances of the paper passbook")]], draft.kind, pick),
    h("div", { class: "row" }, field(t("Day of all rows"), t("Where no column has it."), h("input", { key: "day", type: "date", value: draft.day, onchange: app.set(draft, "day") })),
      field(t("Reason of all rows"), t("Where no column has it."), h("input", { key: "reason", maxlength: 200, value: draft.reason, oninput: app.set(draft, "reason") }))),
    h("label", { class: "button pick" }, icon("note"), " ", t("Choose the sheet"), h("input", { type: "file", class: "hear", accept: ".xlsx,.csv,.txt", onchange: choose })),
    app.answer("sheet"), draft.seen ? seen(app, draft, look, send) : null);
}

function seen(app, draft, look, send) {
  const { s, ui: { t, say } } = app;
  const one = draft.seen;
  return h("div", { class: "stack", key: "seen" }, h("p", { role: "status" }, h("b", null, draft.name), " ",
      one.state === "looked-at" ? t("{n} rows with {points} points are new.", { n: one.new, points: one.points }) : null, " ",
      one.there ? t("{n} rows were posted before.", { n: one.there }) : null, " ", one.waiting ? t("{n} rows wait for a second person already.", { n: one.waiting }) : null),
    one.refused_rows ? [h("p", { class: "banner wait" }, icon("warn"), " ", t("{n} rows cannot be used:", { n: one.refused_rows })),
      table(t("Rows that cannot be used"), [t("Row"), t("Column"), t("It says"), t("What is wrong"), t("What to do")], one.refused.slice(0, 50).map((bad, at) =>
        h("tr", { key: at }, h("td", { class: "num" }, bad.row), h("td", null, bad.column), h("td", null, bad.value || "—"), h("td", null, say(bad.reason)), h("td", null, say(bad.remedy))))),
      h("button", { onclick: () => save(draft.name.replace(/\.\w+$/, "") + ".refused.csv", one.csv) }, icon("note"), " ", t("Save these rows to correct them"))] : null,
    draft.file ? h("div", { class: "row" }, h("button", { disabled: s.busy, onclick: look }, t("Look again")),
      one.new ? h("button", { class: "go", disabled: s.busy, ...app.confirm("sheet/post", send) },
        s.armed.key === "sheet/post" ? t("Tap again to post") : t("Post {n} rows", { n: one.new })) : null) : null);
}

function takeOut(app) {
  const { s, ui: { t, lang }, transport } = app;
  const draft = app.draft("sheet/out", () => ({ what: "journal", month: s.data.day.slice(0, 7), reason: "" }));
  const names = { journal: t("Journal of a month"), accounts: t("All accounts"), ranking: t("What a ranking is made of"), liability: t("What is outstanding") };
  const ready = draft.reason.trim() && (draft.month || draft.what === "accounts" || draft.what === "liability");
  const href = transport.base + "/weiping/api/points/sheets/" + draft.what + "?lang=" + lang + "&month=" + encodeURIComponent(draft.month) + "&reason=" + encodeURIComponent(draft.reason.trim());
  return h("section", { class: "card stack", key: "out" }, h("h2", null, t("Take out a sheet")),
    choice(t("Which sheet"), OUT.map((what) => [what, names[what]]), draft.what, (what) => { draft.what = what; app.redraw(); }),
    draft.what === "journal" || draft.what === "ranking" ? field(t("Month"), "", h("input", { key: "month", type: "month", value: draft.month, onchange: app.set(draft, "month") })) : null,
    field(t("What it is for"), t("Households are in it, so that it went out is kept on record."), h("input", { key: "why", maxlength: 200, value: draft.reason, oninput: app.set(draft, "reason") })),
    transport.served ? h("a", { class: "button go", download: "", key: "get", href: ready ? href : null, "aria-disabled": ready ? null : "true" }, icon("note"), " ", t("Save as Excel")) : null);
}
