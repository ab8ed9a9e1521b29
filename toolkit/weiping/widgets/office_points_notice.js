// The monthly notice: what waits for it, hanging it, and the sheet to print.

import { h, icon } from "./dom.js";
import { amount, nothing, table } from "./office_points_parts.js";

export function noticeTab(app) {
  const { s } = app;
  return s.paper ? [paper(app)] : [hang(app), hung(app)];
}

function hang(app) {
  const { s, ui: { t }, act, redraw } = app;
  const { waiting, next, until, guessed } = s.data.notices;
  const send = async () => {
    const done = await act("notice", "/points/notices", { month: next }, t("It hangs. Print it now."));
    if (done) { s.paper = done; redraw(); }
  };
  return h("section", { class: "card stack", key: "hang" }, h("h2", null, t("What waits for the notice")),
    h("p", { class: "muted" }, s.data.policy.notice === "monthly"
      ? t("What is earned hangs in public before it can be spent. What is recorded after the notice was hung goes on the next.")
      : t("The office hangs no monthly notice at present; it is switched on under “Rules and days”.")),
    app.answer("notice"),
    waiting.length ? table(t("What waits for the notice"), [t("Month"), t("How many entries"), t("Points")], waiting.map((one) =>
      h("tr", { key: one.month }, h("th", { scope: "row" }, one.month), h("td", { class: "num" }, one.entries), h("td", { class: "num" }, one.points)))) : nothing(t("Nothing waits.")),
    next ? [
      guessed.length ? h("p", { class: "banner wait" }, t("The holidays of {years} are not known yet, so Monday to Friday was counted. Please look at the last day; the office's own days are set under “Rules and days”.",
        { years: guessed.join(", ") })) : null,
      s.role === "chair" ? null : h("button", { class: "go", disabled: s.busy, ...app.confirm("hang", send) }, s.armed.key === "hang"
        ? t("Tap again: it cannot be taken down") : t("Hang the notice of {month}, until {day}", { month: next, day: until }))]
      : waiting.length ? h("p", { class: "muted" }, t("This month's notice hangs already; these go on the next one.")) : null);
}

function hung(app) {
  const { s, ui: { t }, redraw } = app;
  const show = (month) => async () => { s.paper = await app.ask("/points/notices/" + month); redraw(); };
  if (!s.data.notices.notices.length) return null;
  return h("section", { class: "card stack", key: "hung" }, h("h2", null, t("Notices")),
    h("ul", { class: "blocks" }, s.data.notices.notices.map((one) => h("li", { key: one.month, class: "lead" }, h("div", { class: "grow" }, h("b", null, one.month), " ",
      one.over ? h("span", { class: "muted" }, t("ended")) : h("span", { class: "ribbon" }, t("hangs until {day}", { day: one.until })),
      h("small", { class: "muted" }, t("{n} entries, from {since} to {until}", { n: one.entries, since: one.since, until: one.until }))),
    h("button", { onclick: show(one.month) }, icon("print"), " ", t("Open the sheet"))))));
}

/** The sheet itself: its first line is the heading, an empty line begins a paragraph. Nothing else of the page is printed. */
function paper(app) {
  const { s, ui, redraw } = app;
  const { t, say } = ui;
  const [heading, ...parts] = say(s.paper.text).split(/\n\s*\n/);
  return h("section", { class: "card paper", key: "paper" },
    h("div", { class: "row bar" }, h("h2", { class: "grow" }, say(s.paper.title)), h("button", { class: "go", onclick: () => window.print() }, icon("print"), " ", t("Print")),
      h("button", { onclick: () => { s.paper = null; redraw(); } }, t("Close"))),
    h("p", { class: "bar muted" }, t("Doors are masked and nobody is named. Total: {points}.", { points: amount(ui, s.paper.lines.reduce((sum, line) => sum + line.points, 0)) })),
    h("article", { class: "sheet" }, h("h2", null, heading), parts.map((part) => h("p", { class: "said" }, part))));
}
