// The top of the pad: whose it is, how far it is, whether it is safe, and the strip of entries.

import { h, icon } from "./dom.js";
import { switches } from "./i18n.js";
import { missing, outstanding, stateOf, stateWords } from "./progress.js";

export function header({ ui, pad, judge, seen, entry, entries, word, show, list, listed }) {
  const { t, say } = ui;
  const name = judge ? t("Judge {number}", { number: String(judge.number).padStart(2, "0") }) + " · " + say(judge.kind) : "";
  const due = entries.filter((one) => !seen.conflicts.has(one.id)).length;
  return h("header", { key: "header" },
    h("div", { class: "bar1" }, h("h1", null, say(pad.round.title) + " · " + t("Scoring on site")), switches(ui)),
    h("div", { class: "bar2" }, h("div", { class: "muted" }, name,
      h("span", { class: "done" }, t("{n} / {all} done", { n: due - outstanding(pad, seen, entries).length, all: due }))),
      h("span", { class: "sync " + word.tone, role: "status", "data-state": word.state }, word.text)),
    h("div", { class: "strip" },
      h("button", { key: "list", class: "quiet find", "aria-expanded": String(listed), "aria-label": t("List and search"),
        onclick: list }, icon("list", 26)),
      h("nav", { "aria-label": t("Entries") }, entries.map((one) => step({ ui, pad, seen, one, now: one === entry, show })))));
}

function step({ ui, pad, seen, one, now, show }) {
  const state = stateOf(pad, seen, one);
  const part = missing(pad, seen, one).length < pad.criteria.length;
  const mark = state === "signed" ? "done" : state === "conflict" ? "avoid" : part ? "part" : "";
  return h("button", { key: one.id, class: mark + (now ? " now" : ""), "aria-current": now ? "step" : null,
    "aria-label": one.number + " " + ui.say(one.name) + " · " + stateWords(ui, pad, seen, one), onclick: () => show(one) },
  h("i", null), h("span", null, state === "signed" ? icon("tick", 14) : state === "conflict" ? icon("avoid", 14) : null,
    String(one.number)));
}
