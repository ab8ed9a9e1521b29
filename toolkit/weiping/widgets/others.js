// What the other judges gave and wrote, once one's own sheet is signed: asked for when it is looked at, never before.

import { moment, since } from "./clock.js";
import { h } from "./dom.js";
import { answerText } from "./cell.js";

const FRESH = 8000; // milliseconds for which an answer is not asked for again

export function padOthers(ui, { request, round, redraw }) {
  const known = new Map(); // entry -> {at, body, asking, failed}

  async function ask(entry) {
    const state = known.get(entry) || { at: null, body: null };
    known.set(entry, state);
    if (state.asking || (state.at && since(state.at) < FRESH)) return;
    state.asking = true;
    try {
      const { status, body } = await request("GET", "/rounds/" + round + "/entries/" + entry + "/others");
      state.failed = status !== 200;
      state.why = status === 409 && body && body.error ? body.error.message : "";
      state.body = status === 200 ? body : null; // a sheet that was reopened on another tablet shows nothing any more
    } catch (error) {
      state.failed = true;
      state.why = "";
    }
    state.asking = false;
    state.at = moment();
    redraw();
  }

  /** The card for `entry`; null where the chair decided that nothing is shown. */
  function card({ pad, box, criteria, entry, conflict }) {
    const { show_others: marks, exchange } = pad.settings || {};
    if (!marks && !exchange) return null;
    const { t } = ui;
    // the server shows nothing before it has the signature itself, which may still wait on this tablet
    const may = conflict || !box.pending.some((one) => one.entry === entry.id && one.kind === "sign");
    if (may) ask(entry.id);
    const { body, failed, why } = (may && known.get(entry.id)) || { body: null, failed: false, why: "" };
    return h("section", { class: "card others", key: "others/" + entry.id }, h("h2", null, t("From the other judges")),
      !body ? h("p", { class: "muted", role: "status" }, !may
        ? t("Can be read once your signature has arrived.") : why || (failed ? t("Can be read when the network is back.") : t("Loading …")))
        : [body.marks ? table(ui, criteria, body.marks) : null, body.comments ? comments(ui, body.comments) : null]);
  }

  return { card, forget: () => { for (const state of known.values()) state.at = null; } };
}

const nameOf = ({ t, say }, judge) => t("Judge {number}", { number: String(judge.number).padStart(2, "0") }) + " · " + say(judge.kind);

function table(ui, criteria, sheets) {
  const { t, say } = ui;
  if (!sheets.length) return h("p", { class: "muted" }, t("Nobody else has signed this entry yet."));
  return h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": t("Marks of the others") },
    h("table", null, h("thead", null, h("tr", null, h("th", { scope: "col" }, t("Judge")),
      criteria.map((one) => h("th", { scope: "col" }, say(one.title))), h("th", { scope: "col" }, t("Total")))),
    h("tbody", null, sheets.map((sheet) => h("tr", { key: sheet.judge.number }, h("th", { scope: "row" }, nameOf(ui, sheet.judge)),
      criteria.map((one) => h("td", { class: "num" }, answerText(ui, sheet.marks.find((mark) => mark.criterion === one.key)))),
      h("td", { class: "num" }, sheet.total === null ? "—" : sheet.total))))));
}

function comments(ui, list) {
  const { t } = ui;
  if (!list.length) return h("p", { class: "muted" }, t("No comments yet."));
  return h("ul", { class: "said" }, list.map((one) => h("li", null, h("small", { class: "muted" },
    one.own ? t("You") : nameOf(ui, one.judge)), h("p", null, one.text))));
}
