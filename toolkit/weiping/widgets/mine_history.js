// How the points came and went, line by line in plain words; why something is owed; and "this is not right" on every line.

import { h, icon } from "./dom.js";
import { uuid } from "./store.js";
import { waitWords } from "./mine_purse.js";

const FIRST = 6;

function kindWords({ t }, kind) {
  return { earn: t("Earned"), grant: t("Given by the community"), opening: t("From the paper passbook"), redeem: t("Redeemed"),
    move: t("Moved between accounts"), expire: t("Past their last day"), reverse: t("Corrected"),
    "claw-back": t("Taken back after they were spent"), repay: t("Paid back") }[kind] || "";
}

function objectionWords({ t }, one) {
  return { open: t("An objection is being looked into."), upheld: t("An objection was looked into: the line stands."),
    corrected: t("An objection was looked into: the points were corrected."),
    reversed: t("An objection was looked into: the points were taken back."),
    withdrawn: t("An objection was withdrawn.") }[one.state] || one.state;
}

function objections({ ui }, line) {
  return line.objections.map((one) => h("div", { class: "banner wait", key: one.id }, h("b", null, objectionWords(ui, one)),
    one.own && one.text ? h("p", null, ui.t("You wrote"), ui.colon(), one.text) : null, one.reason ? h("p", null, one.reason) : null));
}

/** A few words to the office about one line; what they are about waits until it is settled. */
function object(page, line) {
  const { s, ui: { t }, act, redraw } = page;
  if (line.points < 0 || line.objections.some((one) => one.own && one.state === "open")) return null;
  if (!line.objectable) return h("p", { class: "muted" }, t("If this is not right, please talk to the office."));
  const key = "object/" + line.id;
  const draft = s.text[key];
  if (!draft) {
    return h("button", { key: "wrong", onclick: () => { s.text[key] = { key: uuid(), text: "" }; redraw(); } },
      icon("help"), " ", t("This is not right"));
  }
  const send = async () => {
    const body = { key: draft.key, transfer: line.id, text: draft.text.trim() };
    if (await act(key, "/mine/objections", body)) { delete s.text[key]; redraw(); }
  };
  return h("div", { class: "say", key: "say" },
    h("label", null, t("What is not right? The office will look into it and answer."),
      h("textarea", { key, rows: 3, maxlength: 500, value: draft.text, oninput: (event) => { draft.text = event.target.value; redraw(); } })),
    h("p", { class: "muted" }, t("Until then these {n} points cannot be spent.", { n: line.points })),
    s.told[key] ? h("p", { class: "banner bad", role: "alert" }, s.told[key]) : null,
    h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !draft.text.trim(), onclick: send }, t("Send to the office")),
      h("button", { onclick: () => { delete s.text[key]; redraw(); } }, t("Cancel"))));
}

/** From what happened to what became of the points, in the server's sentences; until they are here, the kind alone. */
function told(page, line) {
  const { s, ui: { say } } = page;
  const words = s.words[line.id];
  return words ? words.map((one, index) => h("p", { key: "word/" + index }, say(one))) : h("p", null, kindWords(page.ui, line.kind));
}

function details(page, line) {
  const { ui: { t }, day } = page;
  return h("div", { class: "more", key: "more" }, told(page, line),
    h("p", { class: "muted" }, t("afterwards {n} points", { n: line.balance })),
    line.expires_on ? h("p", { class: "muted" }, t("can be spent until {day}", { day: day(line.expires_on) })) : null,
    objections(page, line), object(page, line));
}

function row(page, line) {
  const { s, ui: { say }, redraw, day } = page;
  const open = s.open === line.id;
  const objected = line.objections.some((one) => one.state === "open");
  return h("li", { key: line.id, class: open ? "open" : "" },
    h("button", { class: "line", "aria-expanded": String(open), onclick: () => { s.open = open ? null : line.id; if (!open) page.explain(line.id); redraw(); } },
      h("span", { class: "what" }, h("small", { class: "muted" }, day(line.on)), h("span", null, say(line.reason)),
        line.waits ? h("small", { class: "tie" }, waitWords(page, line.waits)) : null,
        objected && !line.waits ? h("small", { class: "tie" }, objectionWords(page.ui, { state: "open" })) : null),
      amount(line)),
    open ? details(page, line) : null);
}

function amount(line) {
  return h("b", { class: "num " + (line.points < 0 ? "minus" : "plus") }, line.points < 0 ? "−" + -line.points : "+" + line.points);
}

export function history(page) {
  const { s, ui: { t }, earlier, redraw } = page;
  const lines = s.data.history.concat(s.lines);
  const more = s.more === null ? s.data.more : s.more;
  const shown = s.whole ? lines : lines.slice(0, FIRST);
  const button = !s.whole && lines.length > FIRST
    ? h("button", { class: "wide", key: "whole", onclick: () => { s.whole = true; redraw(); } }, t("Show more"))
    : more ? h("button", { class: "wide", key: "earlier", onclick: earlier }, t("Show earlier lines")) : null;
  return h("section", { class: "card history", key: "history" }, h("h2", null, t("How your points came and went")),
    lines.length ? h("p", { class: "muted" }, t("Tap a line to see more.")) : h("p", { class: "muted" }, t("There is nothing here yet.")),
    h("ul", null, shown.map((line) => row(page, line))), button);
}

/** Named plainly: how much, why, and how it is settled. */
export function debts(page) {
  const { s: { data }, ui: { t, say }, day } = page;
  if (!data.owed) return null;
  return h("section", { class: "card debts", key: "debts" }, h("h2", null, t("You owe {n} points", { n: data.owed })),
    h("p", null, t("Points had to be taken back after they were spent. What you earn next pays for it first; nothing else is asked of you.")),
    h("ul", null, data.debts.map((line) => h("li", { key: line.id }, h("span", { class: "what" },
      h("small", { class: "muted" }, day(line.on)), h("span", null, say(line.reason))), amount(line)))));
}
