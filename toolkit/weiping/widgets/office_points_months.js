// Closing a month: what it said then stays what it said. What is undecided of it is named before.

import { h, icon } from "./dom.js";
import { field, nothing } from "./office_points_parts.js";

export function monthsTab(app) {
  const { s } = app;
  const { closed, next } = s.data.months;
  return [next ? close(app, next) : h("section", { class: "card stack", key: "none" }, h("h2", null, app.ui.t("Month close")), app.answer("months"), nothing(app.ui.t("No month is over that is not closed."))),
    closed.length ? before(app, closed) : null];
}

function close(app, next) {
  const { s, ui: { t, say }, act } = app;
  const key = "month/" + next.period;
  const draft = app.draft(key, () => ({ reason: "" }));
  const thanks = ({ accounts, repaid }) => t("{month} is closed: {n} accounts, {repaid} points of debts paid.", { month: next.period, n: accounts, repaid });
  const send = () => act("months", "/points/months", { month: next.period, anyway: draft.reason.trim() }, thanks);
  const ready = !next.open.length || draft.reason.trim();
  return h("section", { class: "card stack", key: "close" }, h("h2", null, t("Close {month}", { month: next.period })),
    h("p", { class: "muted" }, t("A closed month takes no entries any more. What turns out wrong later is corrected with today's record date, and both can be read.")),
    app.answer("months"),
    next.open.length ? [h("p", { class: "banner wait" }, t("Still to decide of this month:")),
      h("ul", { class: "plain" }, next.open.map((one) => h("li", null, icon("warn"), " ", say(one)))),
      field(t("Close it all the same, because"), t("What waits is posted in a later month then."), h("textarea", { key, rows: 2, maxlength: 500, value: draft.reason, oninput: app.set(draft, "reason") }))]
      : nothing(t("Everything of this month is decided.")),
    h("button", { class: "go", disabled: s.busy || !ready, ...app.confirm(key, send) }, s.armed.key === key ? t("Tap again: it cannot be opened again") : t("Close {month}", { month: next.period })));
}

function before(app, closed) {
  const { ui: { t, clock } } = app;
  return h("section", { class: "card stack", key: "before" }, h("h2", null, t("Closed months")),
    h("ul", { class: "blocks" }, closed.map((one) => h("li", { key: one.period }, h("b", null, one.period), " ", h("small", { class: "muted" }, clock(one.at), " · ", one.actor.replace(/@.*/, "")),
      one.reason ? h("p", { class: "tie" }, t("Closed with open matters: {why}", { why: one.reason })) : null))));
}
