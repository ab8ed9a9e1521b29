// The leader of a micro-grid: elected by the households on paper slips, step by step, and what the leader has learnt.

import { h, icon } from "./dom.js";
import { twice } from "./community_form.js";
import { uuid } from "./store.js";

/** Fetches the elections of the micro-grid that is open. */
export async function loadElections(page, key) {
  const { s, ask, redraw } = page;
  s.vote = null;
  const found = await ask("GET", "/community/micro-grids/" + key + "/elections");
  if (found && s.grid && s.grid.key === key) { s.vote = found; redraw(); }
}

export function electionPart(page) {
  const { s, ui: { t } } = page;
  if (!s.vote || !s.grid || s.vote.micro_grid !== s.grid.key) return null;
  return [training(page), h("article", { class: "card stack", key: "election" }, h("h2", null, t("Election of the leader")),
    s.vote.open ? running(page, s.vote.open) : s.clerk ? calling(page) : h("p", { class: "muted" }, t("No election is open.")), past(page))];
}

function training(page) {
  const { s, ui: { t, say }, day } = page;
  return h("article", { class: "card stack", key: "training" }, h("h2", null, t("Training record of the leader")),
    s.vote.training.length ? h("ul", { class: "table" }, s.vote.training.map((one, at) => h("li", { key: at }, h("b", null, say(one.title)), h("span", null, say(one.role)), h("span", null, day(one.day)))))
      : h("p", { class: "muted" }, t("No training is on record. Certified trainings on the calendar appear here by themselves.")));
}

const plus = (iso, days) => { const when = new Date(iso + "T00:00:00Z"); when.setUTCDate(when.getUTCDate() + days); return when.toISOString().slice(0, 10); };

function calling(page) {
  const { s, ui: { t }, act, redraw } = page;
  const wish = s.form.election;
  if (!wish) {
    return h("div", { class: "stack", key: "none" }, h("p", null, t("One vote for each household, on paper, nobody's choice is kept. More than half of the households must vote.")),
      h("button", { class: "go", onclick: () => { s.form.election = { key: uuid(), opens: s.day, closes: plus(s.day, 7) }; redraw(); } }, icon("note"), " ", t("Call an election")));
  }
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const send = async () => {
    if (await act("/community/micro-grids/" + s.grid.key + "/elections", wish)) { delete s.form.election; await loadElections(page, s.grid.key); }
  };
  return h("div", { class: "stack", key: "call" }, h("div", { class: "three" },
    h("label", null, h("b", null, t("Slips are taken from")), h("input", { type: "date", value: wish.opens, oninput: put("opens") })),
    h("label", null, h("b", null, t("until and with")), h("input", { type: "date", value: wish.closes, oninput: put("closes") }))),
  h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !wish.opens || !wish.closes, onclick: send }, t("Call the election")),
    h("button", { onclick: () => { delete s.form.election; s.error = ""; redraw(); } }, t("Leave it"))));
}

/** Sends something to the open election, and shows how it stands then. */
function sending(page, one) {
  const { s, act } = page;
  return async (path, body) => {
    const done = await act("/community/elections/" + one.id + path, body);
    if (done) await loadElections(page, s.grid.key);
    return done;
  };
}

function running(page, one) {
  const { ui: { t }, day } = page;
  const states = one.voting ? t("slips are taken until {day}", { day: day(one.closes) }) : one.over ? t("the time for slips is over") : t("slips are taken from {day} on", { day: day(one.opens) });
  return h("div", { class: "stack", key: "run/" + one.id }, h("p", { class: "banner calm" }, states, " · ", t("{n} of {m} households handed in their slip", { n: one.handed, m: one.households })),
    nominees(page, one), one.nominees.length ? [slips(page, one), tally(page, one)] : null, ending(page, one));
}

function nominees(page, one) {
  const { s, ui: { t, say }, redraw } = page;
  const send = sending(page, one);
  const wish = s.form.nominee || (s.form.nominee = { who: "", agreed: false });
  const free = s.grid.people.filter((person) => !one.nominees.some((named) => named.resident === person.resident));
  return h("section", { class: "stack", key: "slip" }, h("h3", null, t("1. Who stands on the slip")),
    one.nominees.length ? h("ul", { class: "table" }, one.nominees.map((person) => h("li", { key: person.resident }, h("b", null, person.name)))) : h("p", { class: "muted" }, t("Nobody yet.")),
    s.clerk && !one.handed ? h("div", { class: "stack add" },
      h("label", null, h("b", null, t("Nominate somebody of the micro-grid")), h("select", { onchange: (event) => { wish.who = event.target.value; redraw(); } }, h("option", { value: "" }, t("Please choose")),
        free.map((person) => h("option", { key: person.resident, value: person.resident, selected: person.resident === wish.who }, person.name + " · " + say(person.home))))),
      h("button", { class: "switch", role: "switch", "aria-checked": String(wish.agreed), onclick: () => { wish.agreed = !wish.agreed; redraw(); } }, h("i", null), h("span", null, t("I asked, and they agree to stand"))),
      h("button", { disabled: s.busy || !wish.who, onclick: async () => { if (await send("/nominations", { resident: wish.who, agreed: wish.agreed })) { delete s.form.nominee; redraw(); } } }, t("Nominate"))) : null);
}

function slips(page, one) {
  const { s, ui: { t, say } } = page;
  const send = sending(page, one);
  return h("section", { class: "stack", key: "slips" }, h("h3", null, t("2. Whose slip is in the box")),
    h("p", { class: "muted" }, t("Tap a household when it drops its slip. Only that it voted is kept, not for whom.")),
    h("div", { class: "chips homes" }, one.homes.map((home) => h("button", { key: home.household, "aria-pressed": String(home.voted),
      disabled: s.busy || home.voted || !one.voting || !s.clerk, onclick: () => send("/slips", { household: home.household }) }, home.voted ? icon("tick", 18) : null, " ", say(home.name)))));
}

function tally(page, one) {
  const { s, ui: { t }, redraw } = page;
  const send = sending(page, one);
  const left = one.handed - one.counted;
  const wish = s.form.tally || (s.form.tally = {});
  const number = (key) => Number(wish[key] || 0);
  const sum = one.nominees.reduce((so, person) => so + number(person.resident), number("void"));
  const field = (key, label, now) => h("label", { key }, h("b", null, label), now ? h("small", { class: "muted" }, " ", t("{n} so far", { n: now })) : null,
    h("input", { inputmode: "numeric", value: wish[key] || "", oninput: (event) => { wish[key] = event.target.value; redraw(); } }));
  const count = async () => {
    const votes = Object.fromEntries(one.nominees.map((person) => [person.resident, number(person.resident)]));
    if (await send("/tally", { votes, void: number("void") })) { delete s.form.tally; redraw(); }
  };
  return h("section", { class: "stack", key: "tally" }, h("h3", null, t("3. Count the slips")),
    left && s.clerk ? [h("p", { class: sum > left ? "tie" : "muted", key: "sum" }, t("{n} slips to count, {m} written here", { n: left, m: sum })),
      h("div", { class: "three", key: "fields" }, one.nominees.map((person) => field(person.resident, person.name, person.votes)), field("void", t("Void slips"), one.void)),
      h("button", { key: "send", disabled: s.busy || !sum, onclick: count }, t("Write down the count"))]
      : h("p", { class: "muted", key: "done" }, one.handed ? t("All {n} slips are counted.", { n: one.handed }) : t("No slip is in yet.")),
    one.counted ? results(page, one) : null);
}

function results(page, one) {
  const { ui: { t } } = page;
  return h("ul", { class: "table", key: "results" }, one.nominees.slice().sort((a, b) => b.votes - a.votes).map((person) => h("li", { key: person.resident }, h("b", null, person.name), h("span", { class: "num" }, t("{n} votes", { n: person.votes })))),
    one.void ? h("li", { key: "void" }, h("span", null, t("Void slips")), h("span", { class: "num" }, one.void)) : null);
}

function ending(page, one) {
  const { s, ui: { t }, ask, redraw } = page;
  if (!s.clerk) return null;
  const send = sending(page, one);
  const field = (name, label) => h("label", { key: name }, h("b", null, label), h("input", { value: s.form[name] || "", maxlength: 300, oninput: (event) => { s.form[name] = event.target.value; redraw(); } }));
  const finish = async () => {
    const done = await send("/end", { reason: (s.form.next || "").trim(), handed_over: (s.form.given || "").trim() });
    if (!done) return;
    s.form = {};
    s.grid = (await ask("GET", "/community/micro-grids/" + s.grid.key)) || s.grid;
    redraw();
  };
  return h("section", { class: "stack add", key: "end" }, h("h3", null, t("4. End the election")),
    h("p", { class: "muted" }, t("Who has most votes leads from today on; the tasks that are open go with the micro-grid.")),
    field("given", t("What the leader before hands over: lists, keys, cases (may stay empty)")),
    field("next", t("Only where nobody is elected or it is called off: what comes next")),
    twice(page, "end-election", t("End the election"), t("Really end it?"), finish, { class: "go" }));
}

function past(page) {
  const { s, ui: { t }, day } = page;
  return s.vote.past.length ? h("details", { key: "past" }, h("summary", null, t("Elections before ({n})", { n: s.vote.past.length })), s.vote.past.map((one) => h("div", { class: "stack", key: one.id },
    h("p", null, h("b", null, day(one.closes)), " · ", one.elected ? t("{name} was elected", { name: one.elected.name }) : t("nobody was elected"), one.reason ? " · " + one.reason : "",
      " · ", t("{n} of {m} households handed in their slip", { n: one.handed, m: one.households })), results(page, one)))) : null;
}
