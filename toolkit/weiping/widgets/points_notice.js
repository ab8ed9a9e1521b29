// The public notices of points beside the ranking: who got how many for what, until when one may object, and how.

import { dayWords } from "./days.js";
import { h, icon } from "./dom.js";
import { recall } from "./i18n.js";
import { uuid } from "./store.js";

const FIRST = 20;

/** `page` has ui, s, transport, redraw; what is unfolded and written is kept in `s.notices`. */
export function notices(page) {
  const { s } = page;
  return s.shown.notices.map((one) => {
    const state = s.notices[one.month] || (s.notices[one.month] = { open: false, told: null, error: "", all: false, query: "", draft: null, said: "" });
    return card(page, one, state);
  });
}

async function toggle(page, one, state) {
  state.open = !state.open;
  page.redraw();
  if (!state.open || state.told) return;
  try {
    const { status, body } = await page.transport.request("GET", "/points/notices/" + one.month);
    if (status === 200 && body) state.told = body;
    else state.error = page.ui.t("The server did not answer. Please try again.");
  } catch (error) { state.error = page.ui.t("No network. Please try again."); }
  page.redraw();
}

function card(page, one, state) {
  const { ui } = page;
  const { t, say } = ui;
  const day = dayWords(ui, one.until, "");
  return h("section", { class: "card notice", key: "notice/" + one.month },
    h("button", { class: "quiet wide", "aria-expanded": String(state.open), onclick: () => toggle(page, one, state) },
      h("b", null, t("Public notice of points"), " · ", page.periodWords(one.month)),
      h("small", { class: one.over ? "muted" : "tie" }, one.over ? t("ended on {day}", { day }) : t("hangs until {day}", { day }))),
    state.error ? h("p", { class: "banner bad", role: "alert" }, state.error) : null,
    state.said ? h("p", { class: "banner calm", role: "status" }, state.said) : null,
    state.open && state.told ? [
      h("p", { class: "muted" }, one.over ? t("The time for objections is over; talk to the office if something is wrong.")
        : household() ? t("Tap a line that is not right.") : t("To object, open your household's page with your card, or talk to the office.")),
      h("label", { key: "find" }, t("Search"), h("input", { type: "search", value: state.query,
        oninput: (event) => { state.query = event.target.value; page.redraw(); } })),
      lines(page, one, state, say)] : null);
}

/** Whether this phone has opened a household's card: asked of what the join page remembered, without a request. */
const household = () => recall("who") === "resident";

function lines(page, one, state, say) {
  const { ui: { t }, redraw } = page;
  const query = state.query.trim().toLowerCase();
  const found = state.told.lines.filter((line) => !query || (say(line.who) + " " + say(line.reason)).toLowerCase().indexOf(query) >= 0);
  const shown = state.all ? found : found.slice(0, FIRST);
  return [h("ol", { key: "lines" }, shown.map((line) => row(page, one, state, line))),
    found.length > shown.length ? h("button", { class: "wide", key: "all", onclick: () => { state.all = true; redraw(); } },
      t("Show all ({n})", { n: found.length })) : null];
}

function row(page, one, state, line) {
  const { ui, redraw } = page;
  const { t, say } = ui;
  const can = household() && !one.over && line.points > 0;
  const mine = state.draft && state.draft.transfer === line.transfer;
  const inside = [h("span", { class: "who" }, h("span", null, say(line.who)), h("small", { class: "muted" }, say(line.reason), " · ", dayWords(ui, line.on, one.until))),
    h("b", { class: "num" }, t("{n} points", { n: line.points }))];
  return h("li", { key: line.transfer, class: "entry" },
    can ? h("button", { class: "line", "aria-expanded": String(Boolean(mine)), onclick: () => {
      state.draft = mine ? null : { transfer: line.transfer, key: uuid(), text: "" };
      state.said = "";
      redraw();
    } }, inside) : h("div", { class: "line" }, inside),
    mine ? object(page, state) : null);
}

function object(page, state) {
  const { ui: { t }, redraw, transport } = page;
  const { draft } = state;
  const send = async () => {
    state.error = "";
    draft.busy = true;
    redraw();
    try {
      const { status, body } = await transport.request("POST", "/mine/objections", { key: draft.key, transfer: draft.transfer, text: draft.text.trim() });
      if (status === 201) { state.draft = null; state.said = t("Your objection is with the office. Thank you."); }
      else state.error = (body && body.error && body.error.message) || t("The server did not answer. Please try again.");
    } catch (error) { state.error = t("No network. Nothing was sent; please try again."); }
    draft.busy = false;
    redraw();
  };
  return h("div", { class: "say", key: "say" },
    h("label", null, t("What is not right? The office will look into it and answer."),
      h("textarea", { key: draft.key, rows: 3, maxlength: 500, value: draft.text, oninput: (event) => { draft.text = event.target.value; redraw(); } })),
    h("button", { class: "go", disabled: draft.busy || !draft.text.trim(), onclick: send }, icon("help"), " ", t("Send to the office")));
}
