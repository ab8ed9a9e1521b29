// Who judges: found in the register, brought along in Excel, or a guest; and what each of them may not score.

import { h, icon } from "./dom.js";
import { chips } from "./office_parts.js";

const two = (n) => String(n).padStart(2, "0");
const seat = (values) => ({ kind: "resident", resident: null, name: null, compound: null, works_for: [], lives_in: null, route: null, ...values });

export function panelStep(app) {
  const { ui } = app;
  const { t } = ui;
  return [h("section", { class: "card stack", key: "find" }, h("h2", null, t("Who judges?")), finder(app), guest(app), upload(app)),
    h("section", { class: "card stack", key: "panel" }, h("h2", null, t("The panel ({n})", { n: app.s.plan.judges.length })), panel(app), speakers(app))];
}

function finder(app) {
  const { s, ui } = app;
  const { t, say } = ui;
  const search = (text) => {
    s.query = text;
    clearTimeout(s.searching);
    s.searching = setTimeout(async () => {
      const asked = s.query.trim();
      const found = asked ? await app.ask("GET", "/office/residents?q=" + encodeURIComponent(asked)) : null;
      if (asked !== s.query.trim()) return; // typed on meanwhile
      s.hits = found ? found.residents : null;
      s.more = Boolean(found && found.more);
      app.redraw();
    }, 300);
    app.redraw();
  };
  const there = (one) => s.plan.judges.some((judge) => judge.resident === one.key);
  const hit = (one) => h("li", { key: "h/" + one.key }, h("button", { class: "add", disabled: there(one), onclick: () => add(app, one) },
    h("span", { class: "grow" }, h("b", null, one.name), " ", one.role_titles.map((role) => h("span", { class: "tag" }, say(role))), h("small", { class: "muted" }, say(one.home))),
    h("span", { class: "plus" }, there(one) ? t("On the panel") : "+ " + t("Add"))));
  return h("div", { class: "stack" }, h("label", null, h("b", null, t("Find in the register")), h("small", { class: "muted" },
    t("Part of a name, a compound or a role, such as: Wang, or 楼栋长 云中")), h("span", { class: "find" }, icon("search"),
    h("input", { type: "search", class: "people", value: s.query, autocomplete: "off", oninput: (event) => search(event.target.value) }))),
  s.hits ? h("ul", { class: "lines pool" }, s.hits.map(hit)) : null,
  s.hits && !s.hits.length ? h("p", { class: "muted", role: "status" }, t("Nobody found. Somebody who is in no register can be a guest.")) : null,
  s.more ? h("p", { class: "muted" }, t("There are more; type a little further.")) : null);
}

/** A person joins the panel: a seat that waits for somebody of this compound is filled first. */
function add(app, person) {
  const { s } = app;
  s.people[person.key] = person;
  const open = (judge) => judge.kind !== "guest" && !judge.resident;
  let at = s.plan.judges.findIndex((judge) => open(judge) && judge.compound === person.compound);
  if (at < 0) at = s.plan.judges.findIndex((judge) => open(judge) && !judge.compound);
  const kind = ["building-leader", "party-member"].find((role) => person.roles.indexOf(role) >= 0) || "resident";
  app.change({ judges: at >= 0 ? s.plan.judges.map((judge, n) => (n === at ? { ...judge, resident: person.key } : judge))
    : s.plan.judges.concat(seat({ kind, resident: person.key })) });
}

function guest(app) {
  const { s, ui } = app;
  const { t } = ui;
  const join = (event) => {
    event.preventDefault();
    if (!s.guest.trim()) return;
    const name = s.guest.trim();
    s.guest = "";
    event.target.querySelector("input").value = "";
    app.change({ judges: s.plan.judges.concat(seat({ kind: "guest", name })) });
  };
  return h("details", null, h("summary", null, t("A guest who is in no register")), h("form", { class: "row", onsubmit: join },
    h("input", { class: "grow", value: s.guest, maxlength: 60, "aria-label": t("Name of the guest"), placeholder: t("Name of the guest"),
      oninput: (event) => { s.guest = event.target.value; } }), h("button", { type: "submit" }, t("Add"))));
}

function upload(app) {
  const { s, ui } = app;
  const { t } = ui;
  const send = async (event) => {
    const one = event.target.files[0];
    event.target.value = "";
    if (!one) return;
    if (one.size > 1000000) { s.error = t("This file is larger than any list of judges."); app.redraw(); return; }
    s.refused = [];
    s.noted = [];
    s.taken = 0;
    const found = await app.ask("POST", "/office/panel", one.slice(0, one.size, "application/octet-stream"));
    if (!found) { app.redraw(); return; }
    const there = (judge) => s.plan.judges.some((known) => (judge.resident ? known.resident === judge.resident : known.name === judge.name));
    const fresh = found.judges.filter((judge) => !there(judge));
    Object.assign(s.people, found.people);
    s.refused = found.refused;
    s.noted = found.notes;
    s.taken = fresh.length;
    s.uploaded = true;
    app.change({ judges: s.plan.judges.concat(fresh) });
  };
  return h("details", { open: s.uploaded ? true : null }, h("summary", null, t("A list in Excel or CSV")), h("div", { class: "stack" },
    h("p", { class: "muted" }, t("One row a judge, under headings such as 姓名, 身份, 住址, 任职小区, 代表小区. A title above the table does no harm.")),
    h("label", { class: "button pick" }, icon("note"), " ", t("Choose the list"),
      h("input", { type: "file", class: "hear", accept: ".xlsx,.xls,.csv,.txt", onchange: send })),
    s.uploaded ? h("p", { role: "status" }, icon("tick"), " ", t("{n} judges taken from the list.", { n: s.taken })) : null,
    remarks(ui, t("{n} rows were not taken:", { n: s.refused.length }), s.refused),
    remarks(ui, t("Taken, but look again ({n}):", { n: s.noted.length }), s.noted)));
}

/** What the server says about cells of the list, each with what to do. */
function remarks(ui, heading, list) {
  const { t, say } = ui;
  return !list.length ? null : h("div", { class: "card banner wait" }, h("b", null, heading),
    h("div", { class: "scroll" }, h("table", { class: "refused" }, h("thead", null, h("tr", null, h("th", null, t("Row")), h("th", null, t("Column")),
      h("th", null, t("It says")), h("th", null, t("What to do")))), h("tbody", null, list.map((one) => h("tr", null, h("td", null, one.row),
      h("td", null, one.column), h("td", null, one.value || "—"), h("td", null, say(one.message))))))));
}

function panel(app) {
  const { s, ui } = app;
  const { t } = ui;
  if (!s.plan.judges.length) return h("p", { class: "muted" }, t("Nobody chosen yet."));
  return h("ol", { class: "lines judges" }, s.plan.judges.map((judge, n) => row(app, judge, n)));
}

function row(app, judge, n) {
  const { s, ui } = app;
  const { t, say } = ui;
  const person = judge.resident ? s.people[judge.resident] : null;
  const name = judge.name || (person ? person.name : judge.resident || t("Not chosen yet"));
  const kind = s.choices.kinds.find((one) => one.key === judge.kind);
  const compound = (key) => { const one = s.choices.compounds.find((known) => known.key === key); return one ? say(one.name) : key; };
  const away = s.look && !s.unchecked ? s.look.conflicts.filter((one) => one.judge === n) : [];
  const faults = s.look && !s.unchecked ? s.look.errors.filter((one) => one.at[0] === "judges" && one.at[1] === n) : [];
  const open = s.open === n;
  return h("li", { key: "j/" + (judge.resident || judge.name || judge.compound || n), class: "judge" + (faults.length ? " bad" : "") },
    h("div", { class: "row line" }, h("b", { class: "num nr" }, two(n + 1)), h("span", { class: "grow" }, h("b", null, name), " ", h("span", { class: "tag" }, say(kind.title)),
      judge.compound ? h("span", { class: "tag" }, t("speaks for {what}", { what: compound(judge.compound) })) : null,
      person ? h("small", { class: "muted" }, say(person.home)) : null,
      away.length ? h("small", { class: "away" }, icon("stop", 18), " ", t("May not score:"), " ", ui.list(away.map((one) => compound(one.entry) + " (" + say(one.why) + ")"))) : null,
      faults.map((one) => h("small", { class: "fault" }, icon("warn", 18), " ", say(one.message)))),
    h("button", { class: "small", "aria-expanded": String(open), "aria-label": t("Change {what}", { what: name }), onclick: () => { s.open = open ? null : n; app.redraw(); } }, icon("note")),
    h("button", { class: "small", "aria-label": t("Remove {what}", { what: name }), onclick: () => { s.open = null; app.change({ judges: s.plan.judges.filter((_, at) => at !== n) }); } }, icon("cross"))),
    open ? more(app, judge, n) : null);
}

function more(app, judge, n) {
  const { s, ui } = app;
  const { t, say } = ui;
  const set = (values) => app.change({ judges: s.plan.judges.map((one, at) => (at === n ? { ...one, ...values } : one)) });
  const places = s.choices.compounds.map((one) => [one.key, say(one.name)]).sort((a, b) => (s.plan.entries.indexOf(b[0]) >= 0 ? 1 : 0) - (s.plan.entries.indexOf(a[0]) >= 0 ? 1 : 0));
  const guestly = judge.kind === "guest";
  const kinds = s.choices.kinds.filter((one) => guestly === (one.key === "guest")).map((one) => [one.key, say(one.title)]);
  const flip = (key) => set({ works_for: judge.works_for.indexOf(key) >= 0 ? judge.works_for.filter((one) => one !== key) : judge.works_for.concat(key) });
  const person = judge.resident ? s.people[judge.resident] : null;
  return h("div", { class: "more stack" },
    guestly ? null : [h("b", null, t("Stands for")), chips(t("Stands for"), kinds, [judge.kind], (kind) => set({ kind,
      compound: kind === "representative" ? judge.compound || (person && person.compound) : null }))],
    judge.kind === "representative" ? [h("b", null, t("Speaks for the compound")), chips(t("Speaks for the compound"), places, [judge.compound], (compound) => set({ compound }))] : null,
    guestly ? [h("b", null, t("Lives in (and may not score it)")), chips(t("Lives in (and may not score it)"), places, [judge.lives_in],
      (key) => set({ lives_in: judge.lives_in === key ? null : key }))] : null,
    h("b", null, t("Has a job in (and may not score it)")), chips(t("Has a job in (and may not score it)"), places, judge.works_for, flip),
    judge.route ? h("p", { class: "row" }, t("Visits {n} entries only.", { n: judge.route.length }), h("button", { onclick: () => set({ route: null }) }, t("Let this judge visit all"))) : null);
}

/** Mutual review: a seat for the representative of every entry that has none. */
function speakers(app) {
  const { s, ui } = app;
  const without = s.plan.entries.filter((entry) => !s.plan.judges.some((judge) => judge.kind === "representative" && judge.compound === entry));
  if (!without.length) return null;
  return h("details", null, h("summary", null, ui.t("Mutual review: representatives of the compounds")), h("div", { class: "stack" },
    h("p", { class: "muted" }, ui.t("Makes a seat for each compound that takes part; then find the person in the register and tap Add.")),
    h("button", { onclick: () => app.change({ judges: s.plan.judges.concat(without.map((compound) => seat({ kind: "representative", compound }))) }) },
      ui.t("Add a representative for each of {n} compounds", { n: without.length }))));
}
