// The button that reaches the chair, and what the chair answered; and stepping back from an entry of one's own.

import { h, icon, write } from "./dom.js";
import { recall, remember } from "./i18n.js";

/** `keep(item)` puts a problem into the outbox, `recuse(entry, reason)` asks the server and resolves to a text of refusal or null. */
export function padProblems(ui, { keep, recuse, redraw, round }) {
  const { t } = ui;
  let open = null, avoiding = null, text = "", reason = "", refusal = null, asking = false;
  const read = () => (recall("read/" + round) || "").split(" ");

  function send(entry) {
    if (!text.trim()) return;
    keep({ kind: "problem", entry: entry.id, text: text.trim() });
    text = "";
    redraw();
  }

  async function stepBack(entry) {
    asking = true;
    redraw();
    refusal = await recuse(entry.id, reason.trim());
    asking = false;
    if (!refusal) { avoiding = null; reason = ""; }
    redraw();
  }

  function toggle(entry, button) {
    open = open === entry.id ? null : entry.id;
    avoiding = null;
    redraw();
    if (open) write(button, "text");
  }

  const toggleAvoid = (entry) => { avoiding = avoiding === entry.id ? null : entry.id; open = null; refusal = null; redraw(); };

  function box(entry, seen) {
    if (open !== entry.id) return null;
    const mine = seen.problems.filter((one) => one.entry === entry.id);
    return h("div", { class: "ask", key: "problem" },
      h("label", null, t("What is the problem? The chair reads it at once."), h("textarea", { key: "text", rows: 2, maxlength: 1000,
        value: text, oninput: (event) => { text = event.target.value; redraw(); } })),
      h("div", { class: "row" }, h("button", { class: "go", key: "send", disabled: !text.trim(), onclick: () => send(entry) },
        t("Send to the chair"))),
      mine.length ? h("ul", { class: "said" }, mine.map((one) => h("li", { key: one.id }, h("p", null, one.text, " ",
        h("small", { class: "muted" }, one.waiting ? t("waiting") : one.closed ? t("settled") : t("with the chair"))),
      one.answers.map((answer) => h("p", { class: "answer" }, t("Chair: {text}", { text: answer.text })))))) : null);
  }

  function avoidBox(entry) {
    if (avoiding !== entry.id) return null;
    return h("div", { class: "ask", key: "avoid", role: "group", "aria-label": t("Recuse myself from this entry") },
      h("p", null, t("You live or work there, or know the people well? Then you do not score it. Only the chair can undo this.")),
      h("label", null, t("Reason (the chair reads it)"), h("textarea", { key: "reason", rows: 2, maxlength: 500, value: reason,
        oninput: (event) => { reason = event.target.value; redraw(); } })),
      refusal ? h("p", { class: "trouble", role: "alert" }, icon("warn"), " ", refusal) : null,
      h("div", { class: "row" }, h("button", { class: "go", key: "yes", disabled: asking || !reason.trim(),
        onclick: () => stepBack(entry) }, t("Yes, I do not score this entry")),
      h("button", { key: "no", onclick: () => toggleAvoid(entry) }, t("Cancel"))));
  }

  /** Answers of the chair that this tablet has not shown as read yet, above everything else. */
  function answers(seen, entries) {
    const known = read();
    const fresh = seen.problems.filter((one) => one.answers.length && known.indexOf(mark(one)) < 0);
    if (!fresh.length) return null;
    const name = (one) => { const entry = entries.find((other) => other.id === one.entry); return entry ? ui.say(entry.name) + ui.colon() : ""; };
    return h("section", { class: "card banner calm", key: "answers", role: "status" }, h("b", null, t("The chair has answered")),
      h("ul", null, fresh.map((one) => h("li", { key: one.id }, h("span", null, name(one), one.answers[one.answers.length - 1].text),
        h("button", { onclick: () => { remember("read/" + round, known.concat([mark(one)]).slice(-200).join(" ").trim()); redraw(); } },
          t("I have read it"))))));
  }

  return {
    answers, box, avoidBox, busy: () => (text.trim() ? 1 : 0),
    button: (entry, locked) => h("button", { class: "quiet", key: "problem", "aria-expanded": String(open === entry.id), disabled: locked,
      onclick: (event) => toggle(entry, event.currentTarget) }, icon("help", 20), " ", t("Tell the chair of a problem")),
    avoidButton: (entry) => h("button", { class: "quiet", key: "avoid", "aria-expanded": String(avoiding === entry.id),
      onclick: () => toggleAvoid(entry) }, icon("avoid", 20), " ", t("Recuse myself from this entry")),
  };
}

const mark = (one) => one.id.slice(0, 8) + "/" + one.answers.length;
