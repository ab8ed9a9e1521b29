// Objections: what somebody says is wrong, and how it ends. Until then the points are not redeemed.

import { h, icon } from "./dom.js";
import { amount, by, choice, field, nothing, past, reason } from "./office_points_parts.js";

export function objectionsTab(app) {
  const { s, ui: { t, say }, go } = app;
  const { open, settled } = s.data.objections;
  return [
    h("section", { class: "card stack", key: "open" }, h("h2", null, t("Open objections")),
      h("p", { class: "muted" }, t("The points they concern cannot be redeemed until they are settled. Whoever recorded points does not settle what is said against them.")),
      app.answer("objections"),
      open.length ? h("ul", { class: "blocks" }, open.map((one) => h("li", { key: one.id }, objection(app, one)))) : nothing(t("Nobody objects.")),
      h("p", null, t("Somebody objects at the desk?"), " ", h("button", { onclick: () => go("find") }, icon("search"), " ", t("Find the entry")))),
    past(app.ui, settled, (one) => [h("p", null, h("b", null, say(one.decided.title)), " · ", say(one.household), " · ", say(one.reason)),
      h("p", null, one.decided.reason), by(app.ui, one.decided.operator, one.decided.at)]),
  ];
}

function objection(app, one) {
  const { s, ui, act, redraw } = app;
  const { t, say } = ui;
  const key = "objection/" + one.id;
  const draft = app.draft(key, () => ({ reason: "", how: "", points: String(one.points) }));
  const right = /^[1-9][0-9]{0,8}$/.test(draft.points.trim()) ? Number(draft.points.trim()) : 0;
  const ways = [["upheld", t("The entry stands")], ["corrected", t("Correct it")], ["reversed", t("Take the points back")], ["withdrawn", t("Was withdrawn")]];
  const ready = draft.how && draft.reason.trim() && (draft.how !== "corrected" || (right && right !== one.points));
  const thanks = ({ returned, owed, added, waits }) => (owed ? t("Settled: {back} points went back, {owed} were spent and are owed.", { back: returned, owed })
    : returned ? t("Settled: {back} points went back.", { back: returned }) : waits ? t("Settled: {n} points more wait for a second person.", { n: added })
      : added ? t("Settled: {n} points were added.", { n: added }) : t("Settled; the entry stands."));
  const send = () => act("objections", "/points/objections/" + encodeURIComponent(one.id) + "/settle",
    { how: draft.how, reason: draft.reason.trim(), points: draft.how === "corrected" ? right : null }, thanks);
  return [
    h("div", { class: "lead" }, h("div", { class: "grow" }, h("h3", null, say(one.household)), h("p", null, say(one.reason), " · ", one.on)),
      h("b", { class: "num sum" }, amount(ui, one.points))),
    h("p", { class: "said" }, one.text),
    h("small", { class: "muted" }, t("Objected by {who}, {time}. The points were recorded by {key}.", { who: say(one.who) || t("somebody at the desk"), time: ui.clock(one.at), key: one.recorded_by })),
    one.late ? h("small", { class: "tie" }, t("After the notice, because: {why}", { why: one.late })) : null,
    one.own ? h("p", { class: "banner wait" }, t("You recorded these points, so a colleague has to settle this.")) : [
      choice(t("How does it end?"), ways, draft.how, (how) => { draft.how = how; redraw(); }),
      draft.how === "corrected" ? field(t("The right number of points"), t("More adds what is missing, less takes the rest back."),
        h("input", { key: "points", inputmode: "numeric", value: draft.points, oninput: app.set(draft, "points") })) : null,
      draft.how ? reason(app, key, t("How was it found out? The one who objected will ask.")) : null,
      draft.how ? h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !ready, ...app.confirm("settle/" + one.id, send) },
        s.armed.key === "settle/" + one.id ? t("Tap again to settle it") : t("Settle it"))) : null],
  ];
}
