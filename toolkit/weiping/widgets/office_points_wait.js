// Points that wait for a second person, and granting points: one title, one or many households.

import { h, icon } from "./dom.js";
import { uuid } from "./store.js";
import { amount, by, field, finder, nothing, past, reason, table } from "./office_points_parts.js";

export function waitTab(app) {
  const { s, ui: { t, say } } = app;
  const { waiting, decided } = s.data.batches;
  return [
    h("section", { class: "card stack", key: "waiting" }, h("h2", null, t("Waiting for a second person")),
      h("p", { class: "muted" }, s.data.policy.approve_above === null ? t("No threshold is set, so nothing has to wait. It is set under “Rules and days”.")
        : t("What comes to more than {n} points together waits here. Nobody approves their own.", { n: s.data.policy.approve_above })),
      app.answer("wait"),
      waiting.length ? h("ul", { class: "blocks" }, waiting.map((one) => h("li", { key: one.id }, batch(app, one)))) : nothing(t("Nothing waits."))),
    s.role === "chair" ? null : grant(app),
    past(app.ui, decided, (one) => [h("p", null, h("b", null, say(one.title)), " · ", amount(app.ui, one.points), " · ",
      one.decided.approved ? h("span", { class: "stamp" }, t("approved")) : h("span", { class: "tie" }, t("turned down"))),
    one.decided.reason ? h("p", null, one.decided.reason) : null, by(app.ui, one.decided.operator, one.decided.at)]),
  ];
}

function batch(app, one) {
  const { s, ui: { t, say }, act } = app;
  const key = "batch/" + one.id;
  const draft = app.draft(key, () => ({ reason: "" }));
  const shown = s.open[key];
  const show = async () => {
    s.open[key] = shown ? null : await app.ask("/points/batches/" + one.id);
    app.redraw();
  };
  const done = ({ posted }) => t("Approved: {n} entries were posted.", { n: posted });
  const send = (verb, thanks) => () => act(s.told[key] ? key : "wait", "/points/batches/" + one.id + verb, { reason: draft.reason.trim() }, thanks);
  return [
    h("div", { class: "lead" }, h("div", { class: "grow" }, h("h3", null, say(one.title)), by(app.ui, one.operator, one.at)),
      h("b", { class: "num sum" }, amount(app.ui, one.points))),
    h("button", { class: "quiet", "aria-expanded": String(Boolean(shown)), onclick: show }, shown ? t("Hide the lines") : t("Look at the lines ({n})", { n: one.count })),
    shown ? table(t("The lines"), [t("Household"), t("Points"), t("What for?"), t("Day")], shown.lines.map((line) => h("tr", null, h("th", { scope: "row" }, say(line.name)),
      h("td", { class: "num" }, line.points), h("td", null, say(line.reason)), h("td", null, line.on)))) : null,
    one.own ? h("p", { class: "banner wait" }, t("You proposed this, so a colleague has to approve it. You may take it back with a reason.")) : null,
    reason(app, key, t("Reason (needed to turn it down)")),
    app.answer(key),
    h("div", { class: "row" },
      one.own ? null : h("button", { class: "go", disabled: s.busy, ...app.confirm("approve/" + one.id, send("/approve", done)) },
        s.armed.key === "approve/" + one.id ? t("Tap again: post {n} points", { n: one.points }) : t("Approve and post")),
      h("button", { disabled: s.busy || !draft.reason.trim(), onclick: send("/turn-down", t("Turned down; nothing was posted.")) },
        one.own ? t("Take it back") : t("Turn down"))),
  ];
}

function grant(app) {
  const { s, ui: { t, say }, act, redraw } = app;
  const draft = app.draft("grant", () => ({ key: uuid(), title: "", on: s.data.day, points: "5", lines: [], find: { text: "", hits: null } }));
  const worth = /^[1-9][0-9]{0,8}$/.test(draft.points.trim()) ? Number(draft.points.trim()) : 0;
  const add = (one) => {
    if (!draft.lines.some((line) => line.key === one.key)) draft.lines.push({ key: one.key, name: one.household, points: worth });
    redraw();
  };
  const total = draft.lines.reduce((sum, line) => sum + line.points, 0);
  const send = async () => {
    const body = { key: draft.key, title: { zh_CN: draft.title.trim(), en: "" }, on: draft.on,
      lines: draft.lines.map((line) => ({ account: line.key, points: line.points })) };
    const thanks = ({ state, posted }) => (state === "waiting" ? t("It waits for a second person now.") : t("{n} entries were posted.", { n: posted }));
    if (await act("grant", "/points/grants", body, thanks)) { delete s.drafts.grant; redraw(); }
  };
  return h("section", { class: "card stack", key: "grant" }, h("h2", null, t("Grant points")),
    app.answer("grant"),
    h("div", { class: "trio" },
      field(t("What for?"), t("Residents read it; name nobody."), h("input", { key: "title", value: draft.title, maxlength: 200, oninput: app.set(draft, "title") })),
      field(t("Day"), t("when it happened"), h("input", { key: "on", type: "date", value: draft.on, max: s.data.day, oninput: app.set(draft, "on") })),
      field(t("Points each"), t("for those added next"), h("input", { key: "points", inputmode: "numeric", value: draft.points, oninput: app.set(draft, "points") }))),
    worth ? finder(app, draft.find, add, "grant-find") : h("p", { class: "banner wait", key: "worth" }, t("Write whole points from 1 on.")),
    draft.lines.length ? h("ul", { class: "picked" }, draft.lines.map((line) => h("li", { key: line.key }, h("span", { class: "grow" }, say(line.name)),
      h("b", { class: "num" }, amount(app.ui, line.points)),
      h("button", { class: "quiet small", "aria-label": t("Remove {what}", { what: say(line.name) }), onclick: () => { draft.lines = draft.lines.filter((each) => each !== line); redraw(); } }, icon("cross"))))) : null,
    h("button", { class: "go", key: "send", disabled: s.busy || !draft.title.trim() || !draft.on || !draft.lines.length, onclick: send },
      t("Grant {points} to {n} households", { points: amount(app.ui, total), n: draft.lines.length })));
}
