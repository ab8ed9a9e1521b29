// Micro-grids: who leads which, what is open there, and one of them with its people and tasks.

import { electionPart, loadElections } from "./community_election.js";
import { twice } from "./community_form.js";
import { map } from "./community_map.js";
import { h, icon } from "./dom.js";

export function gridsTab(page) {
  const { s, ui, ui: { t, say }, ask, redraw } = page;
  if (s.grid) return one(page);
  if (!s.grids) return h("p", { class: "card", key: "wait" }, t("One moment …"));
  const found = s.grids.micro_grids;
  const without = found.filter((grid) => !grid.leader).length;
  const open = async (key) => { s.error = ""; s.form = {}; s.grid = await ask("GET", "/community/micro-grids/" + key); redraw(); window.scrollTo(0, 0); await loadElections(page, key); };
  const wanted = (s.form.find || "").trim().toLowerCase();
  const shown = (s.form.grid ? found.filter((grid) => grid.grid === s.form.grid) : found).filter((grid) => !wanted || [grid.key, grid.grid, grid.leader ? grid.leader.name : ""].some((word) => word.toLowerCase().indexOf(wanted) >= 0));
  const names = Array.from(new Set(found.map((grid) => grid.grid)));
  const here = s.form.grid ? found.filter((grid) => grid.grid === s.form.grid) : found;
  const keys = new Set(here.map((grid) => grid.key));
  const drawn = map(ui, { micro_grids: here, spots: (s.grids.spots || []).filter((spot) => keys.has(spot[2])) }, open);
  return h("section", { class: "stack", key: "grids" },
    h("p", { class: "muted" }, t("{n} micro-grids, {m} without a leader", { n: found.length, m: without })),
    drawn && names.length > 1 ? h("div", { class: "chips" }, [""].concat(names).map((name) => h("button", { key: name, "aria-pressed": String((s.form.grid || "") === name),
      onclick: () => { s.form.grid = name; redraw(); } }, name || t("All grids")))) : null,
    drawn,
    h("input", { type: "search", value: s.form.find || "", "aria-label": t("Find a micro-grid or a leader"), placeholder: t("Find a micro-grid or a leader"),
      oninput: (event) => { s.form.find = event.target.value; redraw(); } }),
    h("ul", { class: "tiles" }, shown.map((grid) => h("li", { key: grid.key }, h("button", { class: "tile", onclick: () => open(grid.key) },
      h("b", null, grid.grid + " · " + grid.number), h("span", { class: grid.leader ? "" : "tie" }, grid.leader ? grid.leader.name : t("nobody leads it")),
      h("small", { class: "muted" }, t("{n} households", { n: grid.households }) + (grid.exception ? " · " + say(grid.exception) : "")),
      grid.open ? h("small", { class: grid.overdue ? "tie" : "" }, t("{n} tasks open, {m} overdue", { n: grid.open, m: grid.overdue })) : null)))));
}

function one(page) {
  const { s, ui: { t, say }, act, redraw, tabTo, day } = page;
  const grid = s.grid;
  const named = s.grids && s.grids.micro_grids.find((known) => known.key === grid.key);
  const hows = { founding: t("from the beginning"), elected: t("elected"), appointed: t("appointed"), "handed-over": t("handed over"), left: t("has left") };
  return h("section", { class: "stack", key: "grid/" + grid.key },
    h("button", { class: "quiet back", onclick: () => tabTo("grids") }, icon("back"), " ", t("Back to the list")),
    h("article", { class: "card stack" }, h("h2", null, named ? named.grid + " · " + named.number : t("Micro-grid"), " ", h("small", { class: "muted" }, grid.key)),
      h("ul", { class: "table" }, grid.terms.map((term, at) => h("li", { key: at }, h("b", null, term.leader ? term.leader.name : t("nobody")),
        h("span", null, hows[term.how] + " · " + day(term.since)), h("span", { class: "muted" }, term.note)))),
      s.clerk ? leader(page) : null),
    h("article", { class: "card stack" }, h("h2", null, t("Tasks")),
      grid.tasks.length ? null : h("p", { class: "muted", key: "none" }, t("There is none.")),
      h("ul", { class: "table" }, grid.tasks.map((task) => h("li", { key: task.id }, h("span", null, h("b", null, say(task.title)), task.home ? h("small", { class: "muted" }, t("Visit: {home}", { home: say(task.home) })) : null),
        h("span", { class: task.overdue ? "tie" : "" }, day(task.due)), s.clerk ? end(page, task) : null))),
      s.clerk ? task(page) : null), electionPart(page));
}

/** A task that is done stays in its row: were it taken away, an impatient second tap would end the one that moves up. */
function end({ s, ui: { t }, act, redraw }, task) {
  if (task.ended) return h("span", { class: "stamp ended" }, icon("tick"), " ", t("Done"));
  const done = async () => { if (await act("/community/tasks/" + task.id + "/end", { how: "done" })) { task.ended = true; redraw(); } };
  return h("button", { disabled: s.busy, onclick: done }, t("Done"));
}

function leader(page) {
  const { s, ui: { t, say }, act, redraw } = page;
  const wish = s.form;
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const had = s.grid.terms.length > 0 && Boolean(s.grid.terms[0].leader);
  const send = async () => {
    const body = { resident: wish.resident, since: s.day, how: had ? "handed-over" : "appointed", note: (wish.note || "").trim() };
    const found = await act("/community/micro-grids/" + s.grid.key + "/leader", body);
    if (found) { s.grid = found; s.form = {}; redraw(); }
  };
  const leave = async () => {
    const found = await act("/community/micro-grids/" + s.grid.key + "/leader", { resident: null, since: s.day, how: "left", note: (wish.note || "").trim() });
    if (found) { s.grid = found; s.form = {}; redraw(); }
  };
  return h("div", { class: "three add" },
    h("label", null, h("b", null, t("Who leads it from today on")), h("select", { onchange: put("resident") }, h("option", { value: "" }, t("Please choose")),
      s.grid.people.map((person) => h("option", { key: person.resident, value: person.resident, selected: person.resident === wish.resident }, person.name + " · " + say(person.home))))),
    had ? h("label", null, h("b", null, t("What is handed over")), h("input", { value: wish.note || "", maxlength: 300, oninput: put("note") })) : null,
    h("button", { disabled: s.busy || !wish.resident || (had && !(wish.note || "").trim()), onclick: send }, t("Write it down")),
    had ? twice(page, "left", t("The term ends, nobody leads it yet"), t("Really end the term?"), leave, { class: "quiet" }) : null);
}

function task(page) {
  const { s, ui: { t, say }, act, redraw } = page;
  const wish = s.form.task || (s.form.task = {});
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const homes = Array.from(new Map(s.grid.people.map((person) => [person.household, person.home])));
  const send = async () => {
    const body = { kind: wish.household ? "visit" : "task", title: { zh_CN: wish.title.trim() }, due: wish.due, household: wish.household || null };
    const found = await act("/community/micro-grids/" + s.grid.key + "/tasks", body);
    if (found) { s.grid = found; s.form = {}; redraw(); }
  };
  return h("div", { class: "three add" },
    h("label", null, h("b", null, t("What is to be done")), h("input", { value: wish.title || "", maxlength: 100, oninput: put("title") })),
    h("label", null, h("b", null, t("A visit to")), h("select", { onchange: put("household") }, h("option", { value: "" }, t("nobody in particular")),
      homes.map(([key, home]) => h("option", { key, value: key, selected: key === wish.household }, say(home))))),
    h("label", null, h("b", null, t("Until")), h("input", { type: "date", value: wish.due || "", oninput: put("due") })),
    h("button", { disabled: s.busy || !(wish.title || "").trim() || !wish.due, onclick: send }, t("Write it down")));
}
