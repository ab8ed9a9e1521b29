// The watch over entries made by hand: figures, late entries, the same hand for the same household, and spot checks by lot.

import { h } from "./dom.js";
import { amount, choice, field, nothing, reason, table } from "./office_points_parts.js";

export function watchTab(app) {
  const { s } = app;
  if (!s.watch && !s.watching) look(app);
  if (!s.watch) return [h("p", { class: "card", key: "loading", role: "status" }, app.ui.t("Loading …"))];
  return [figures(app), late(app), pairs(app), draw(app), ...s.watch.samples.map((one) => sample(app, one))];
}

async function look(app) {
  const { s } = app;
  s.watching = true;
  const found = await app.ask("/points/watch" + (s.span ? "?since=" + s.span.since + "&until=" + s.span.until : ""));
  if (found) Object.assign(s, { watch: found, span: { since: found.since, until: found.until } });
  s.watching = !found; // a failure is shown; it is not asked for again by itself
  app.redraw();
}

function figures(app) {
  const { s, ui: { t } } = app;
  const { watch, span } = s;
  const set = (name) => (event) => { span[name] = event.target.value; app.redraw(); };
  return h("section", { class: "card stack", key: "figures" }, h("h2", null, t("Who recorded what")),
    h("p", { class: "muted" }, t("Deeds, activities, tasks and grants; what a published result pays is not here. A figure is no accusation: it says where a second look is worth its time.")),
    h("div", { class: "beside" }, field(t("Recorded from"), "", h("input", { key: "since", type: "date", value: span.since, max: s.data.day, oninput: set("since") })),
      field(t("until (that day included)"), "", h("input", { key: "until", type: "date", value: span.until, max: s.data.day, oninput: set("until") })),
      h("button", { class: "low", disabled: s.busy || !span.since || !span.until, onclick: () => look(app) }, t("Show these days"))),
    watch.operators.length ? table(t("Who recorded what"), [t("Recorded by"), t("How many entries"), t("Points"), t("Share of points"), t("Median lag"), t("Late entries"), t("Outside hours"),
      t("Households"), t("as many as equal"), t("Just below the threshold")],
    watch.operators.map((one) => h("tr", { key: one.operator }, h("th", { scope: "row" }, one.operator), h("td", { class: "num" }, one.transfers), h("td", { class: "num" }, one.points),
      h("td", null, one.share + " %"), h("td", null, t("{n} days", { n: one.median_lag })), h("td", { class: one.late ? "tie" : "" }, one.late),
      h("td", null, one.outside + " %"), h("td", null, one.accounts), h("td", null, one.effective), h("td", { class: one.near ? "tie" : "" }, one.near))))
      : nothing(t("Nothing was recorded on these days.")),
    h("small", { class: "muted" }, t("Late is more than {n} days after the day it belongs to. Office hours are {opens} to {closes} on working days. “As many as equal”: had every household got the same, so many would have shared the points.",
      { n: watch.late_after, opens: watch.opens, closes: watch.closes })));
}

function late(app) {
  const { s: { watch }, ui: { t, say } } = app;
  if (!watch.late.length) return null;
  return h("details", { class: "card", key: "late" }, h("summary", null, t("Recorded late ({n})", { n: watch.late_entries })),
    table(t("Recorded late"), [t("Household"), t("Points"), t("What for?"), t("Day"), t("Days late"), t("Recorded by")], watch.late.map((one) => h("tr", { key: one.transfer },
      h("th", { scope: "row" }, say(one.name)), h("td", { class: "num" }, one.points), h("td", null, say(one.reason)), h("td", null, one.on), h("td", { class: "num" }, one.lag), h("td", null, one.operator)))));
}

function pairs(app) {
  const { s: { watch }, ui: { t, say } } = app;
  if (!watch.pairs.length) return null;
  return h("details", { class: "card", key: "pairs" }, h("summary", null, t("The same hand for the same household ({n})", { n: watch.pairs.length })),
    table(t("The same hand for the same household"), [t("Household"), t("Recorded by"), t("How many entries"), t("Points"), t("of the hand's"), t("of the household's")],
      watch.pairs.map((one) => h("tr", { key: one.operator + one.account }, h("th", { scope: "row" }, say(one.name)), h("td", null, one.operator), h("td", { class: "num" }, one.transfers),
        h("td", { class: "num" }, one.points), h("td", null, one.of_operator + " %"), h("td", null, one.of_account + " %")))));
}

function draw(app) {
  const { s, ui: { t }, act } = app;
  const draft = app.draft("sample", () => ({ size: "10" }));
  const size = /^[1-9][0-9]{0,2}$/.test(draft.size.trim()) ? Number(draft.size.trim()) : 0;
  const send = async () => { if (await act("sample", "/points/samples", { ...s.span, size }, t("Drawn by lot. Ask at the doors and write down what you find."))) look(app); };
  return h("section", { class: "card stack", key: "draw" }, h("h2", null, t("Spot check")),
    h("p", { class: "muted" }, t("Entries of these days are drawn by lot, some of everybody's. Nobody chooses which; the draw can be repeated from the journal.")),
    app.answer("sample"),
    h("div", { class: "beside" }, field(t("How many?"), "", h("input", { key: "size", inputmode: "numeric", value: draft.size, oninput: app.set(draft, "size") })),
      h("button", { class: "go low", disabled: s.busy || !size || size > 200, onclick: send }, t("Draw by lot"))));
}

function sample(app, one) {
  const { s, ui: { t, clock } } = app;
  const open = s.open["sample/" + one.sample] !== undefined ? s.open["sample/" + one.sample] : one.open > 0;
  return h("section", { class: "card stack", key: "sample/" + one.sample },
    h("div", { class: "lead" }, h("div", { class: "grow" }, h("h2", null, t("Drawn {time}: {n} entries", { time: clock(one.at), n: one.size })),
      h("small", { class: "muted" }, one.sample)), h("button", { class: "quiet", "aria-expanded": String(open), onclick: () => { s.open["sample/" + one.sample] = !open; app.redraw(); } }, open ? t("Fold up") : t("Unfold"))),
    h("p", null, one.checked ? t("{wrong} of {checked} checked were wrong: {rate} %. With 95 % certainty between {low} % and {high} % of all entries are.",
      { wrong: one.wrong, checked: one.checked, rate: one.rate, low: one.low, high: one.high }) : t("Nothing is checked yet, so nothing is known."), " ",
    one.not_reached ? t("{n} could not be reached.", { n: one.not_reached }) : ""),
    app.answer("sample/" + one.sample),
    open ? h("ul", { class: "blocks" }, one.checks.map((check) => h("li", { key: check.id }, entry(app, one, check)))) : null);
}

function entry(app, drawn, one) {
  const { s, ui, act, redraw } = app;
  const { t, say } = ui;
  const key = "check/" + one.id;
  const draft = app.draft(key, () => ({ reason: "", outcome: "" }));
  const names = { right: t("It was right"), wrong: t("It was wrong"), "not-reached": t("Nobody was reached") };
  const send = async () => {
    if (await act("sample/" + drawn.sample, "/points/checks/" + one.id, { outcome: draft.outcome, note: draft.reason.trim() })) look(app);
  };
  return [
    h("div", { class: "lead" }, h("div", { class: "grow" }, h("b", null, say(one.household)), h("p", null, say(one.reason), " · ", one.on)),
      h("span", null, amount(ui, one.points), " · ", one.operator)),
    one.outcome ? h("p", null, h("b", { class: one.outcome === "wrong" ? "tie" : one.outcome === "right" ? "stamp" : "muted" }, names[one.outcome]), one.note ? " · " + one.note : "", one.by ? " · " + one.by : "")
      : one.own ? h("p", { class: "muted" }, t("You had a hand in it; a colleague checks it.")) : [
        choice(t("What did you find?"), Object.keys(names).map((name) => [name, names[name]]), draft.outcome, (name) => { draft.outcome = name; redraw(); }),
        draft.outcome ? reason(app, key, draft.outcome === "wrong" ? t("What is wrong with it?") : t("Note (may stay empty)")) : null,
        draft.outcome ? h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || (draft.outcome === "wrong" && !draft.reason.trim()), onclick: send }, t("Keep what was found"))) : null],
  ];
}
