// One's own history of an entry: what was tapped and when, what is still on the tablet, and a way to put a mark back.

import { h, icon } from "./dom.js";
import { answerText } from "./cell.js";
import { same } from "./undo.js";

export function padHistory(ui, { request, round, redraw }) {
  let known = null, failed = false, asking = false;

  /** Ask the server anew; called when the panel opens and whenever something of ours arrived. */
  async function ask() {
    if (asking) return;
    asking = true;
    try {
      const { status, body } = await request("GET", "/rounds/" + round + "/pad/history");
      failed = status !== 200;
      if (body && body.history) known = body.history;
    } catch (error) {
      failed = true;
    }
    asking = false;
    redraw();
  }

  /** `putBack(criterion, record)` makes the mark of a record the answer again. */
  function panel({ pad, box, entry, criteria, seen, locked, signed, putBack }) {
    const { t, say } = ui;
    const rehearsing = pad.round.phase === "practice";
    const mine = (one) => one.entry === entry.id && Boolean(one.practice) === rehearsing;
    const waiting = box.pending.filter(mine).reverse().map((one) => ({ ...one, waiting: true }));
    const lines = waiting.concat((known || []).filter(mine));
    const back = (one) => {
      const criterion = one.kind === "mark" && one.mark !== "cleared" && criteria.find((other) => other.key === one.criterion);
      const now = criterion && seen.marks.get(entry.id + "/" + one.criterion);
      if (!criterion || locked || signed || same(now, one)) return null;
      return h("button", { key: "back", "aria-label": t("Put back: {what}", { what: say(criterion.title) + " " + answerText(ui, one) }),
        onclick: () => putBack(criterion, one) }, t("Put back"));
    };
    return h("section", { class: "card history", key: "history/" + entry.id },
      h("h2", null, t("My entries here")),
      failed || !known ? h("p", { class: "muted", role: "status" }, failed ? t("Earlier ones can be read when the network is back.")
        : t("Loading …")) : null,
      h("ol", { class: "said" }, lines.map((one, index) => h("li", { key: one.id || "line/" + (lines.length - index) },
        h("small", { class: "muted" }, one.waiting ? t("waiting") : ui.clock(one.at), one.late ? " · " + t("after the freeze") : ""),
        h("span", { class: "grow" }, icon(SIGN[one.kind] || "tick", 18), " ", words(ui, one, criteria)), back(one)))),
      known && !lines.length ? h("p", { class: "muted" }, t("Nothing yet.")) : null);
  }

  return { panel, ask };
}

const SIGN = { note: "note", comment: "talk", problem: "help", photo: "camera", drop_photo: "cross", reopen: "undo", sign: "tick", mark: "tick" };

function words(ui, one, criteria) {
  const { t, say } = ui;
  const criterion = criteria.find((other) => other.key === one.criterion);
  const where = criterion ? say(criterion.title) + " " : "";
  if (one.kind === "mark") return where + (one.mark === "cleared" ? t("cleared") : answerText(ui, one));
  const said = { note: t("Note"), comment: t("Comment"), problem: t("Problem"), photo: t("Photo"), drop_photo: t("Photo taken back"),
    sign: t("Sheet signed"), reopen: t("Sheet reopened") }[one.kind] || one.kind;
  return where + said + (one.text ? ui.colon() + one.text : "");
}
