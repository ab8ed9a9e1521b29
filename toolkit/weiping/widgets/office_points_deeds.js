// Good deeds that households told of or a clerk declared: somebody else has a look at each.

import { h, icon } from "./dom.js";
import { uuid } from "./store.js";
import { by, field, finder, nothing, past, reason } from "./office_points_parts.js";

export function deedsTab(app) {
  const { s, ui: { t, say } } = app;
  const { waiting, decided } = s.data.deeds;
  return [
    h("section", { class: "card stack", key: "waiting" }, h("h2", null, t("Good deeds to verify")), app.answer("deeds"),
      waiting.length ? h("ul", { class: "blocks" }, waiting.map((one) => h("li", { key: one.id }, deed(app, one)))) : nothing(t("All deeds are looked at."))),
    s.role === "chair" ? null : declare(app),
    past(app.ui, decided, (one) => [h("p", null, h("b", null, say(one.title)), " · ", say(one.household), " · ", one.on, " · ",
      one.decided.verified ? h("span", { class: "stamp" }, t("verified")) : h("span", { class: "tie" }, t("not counted"))),
    one.decided.reason ? h("p", null, one.decided.reason) : null, by(app.ui, one.decided.operator, one.decided.at)]),
  ];
}

function deed(app, one) {
  const { s, ui: { t, say }, act } = app;
  const key = "deed/" + one.id;
  const draft = app.draft(key, () => ({ reason: "" }));
  const done = ({ state, posted }) => (state === "waiting" ? t("Verified. Its points wait for a second person.")
    : posted ? t("Verified; the points were posted.") : t("Verified. No rule gives points for it; grant them if you think it right."));
  const send = (verb, thanks) => () => act("deeds", "/points/deeds/" + encodeURIComponent(one.id) + verb, { reason: draft.reason.trim() }, thanks);
  return [
    h("div", { class: "lead" }, h("div", { class: "grow" }, h("h3", null, say(one.title), one.quantity === "1" ? "" : " × " + one.quantity),
      h("p", null, say(one.household), " · ", one.on)), by(app.ui, one.operator === "resident" ? t("the household") : one.operator, one.at)),
    one.note ? h("p", { class: "said" }, one.note) : null,
    one.own ? h("p", { class: "banner wait" }, t("You declared this, so a colleague has to verify it.")) : null,
    reason(app, key, t("Reason (needed where it does not count)")),
    h("div", { class: "row" }, one.own ? null : h("button", { class: "go", disabled: s.busy, onclick: send("/verify", done) }, icon("tick"), " ", t("It was done")),
      h("button", { disabled: s.busy || !draft.reason.trim(), onclick: send("/turn-down", t("Not counted; the reason is kept.")) }, one.own ? t("Take it back") : t("It does not count"))),
  ];
}

function declare(app) {
  const { s, ui: { t, say }, act, redraw } = app;
  const kinds = s.data.deeds.kinds;
  if (!kinds.length) return null;
  const draft = app.draft("declare", () => ({ key: uuid(), kind: "", on: s.data.day, quantity: "1", note: "", home: null, find: { text: "", hits: null } }));
  const send = async () => {
    const body = { key: draft.key, kind: draft.kind, on: draft.on, quantity: draft.quantity.trim(), note: draft.note.trim(),
      household: draft.home.key.replace(/^household:/, "") };
    if (await act("declare", "/points/deeds", body, t("Declared. A colleague has to verify it."))) { delete s.drafts.declare; redraw(); }
  };
  return h("section", { class: "card stack", key: "declare" }, h("h2", null, t("Declare a deed for a household")), app.answer("declare"),
    draft.home ? h("p", { class: "chosen" }, h("b", { class: "grow" }, say(draft.home.household)), h("button", { class: "quiet", onclick: () => { draft.home = null; redraw(); } }, t("Another household")))
      : finder(app, draft.find, (one) => { draft.home = one; redraw(); }, "declare-find"),
    h("div", { class: "trio" },
      field(t("What was it?"), "", h("select", { key: "kind", onchange: app.set(draft, "kind") }, h("option", { value: "", selected: !draft.kind }, t("Please choose")),
        kinds.map((one) => h("option", { key: one.key, value: one.key, selected: draft.kind === one.key }, say(one.title))))),
      field(t("Day"), "", h("input", { key: "on", type: "date", value: draft.on, max: s.data.day, oninput: app.set(draft, "on") })),
      field(t("How many?"), "", h("input", { key: "quantity", inputmode: "decimal", value: draft.quantity, oninput: app.set(draft, "quantity") }))),
    field(t("Where, and who saw it? (may stay empty)"), "", h("textarea", { key: "note", rows: 2, maxlength: 500, value: draft.note, oninput: app.set(draft, "note") })),
    h("button", { class: "go", disabled: s.busy || !draft.home || !draft.kind || !draft.on, onclick: send }, t("Declare")));
}
