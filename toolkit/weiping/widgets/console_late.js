// Marks that came after the freeze, to admit or to leave out, and what the server refused.

import { h, icon } from "./dom.js";
import { clearField, entryName, field, fieldValue, itemWords, judgeName, trouble } from "./console_parts.js";

/** Why an item was refused, in the chair's words. */
function codeWords({ t }, code) {
  return { conflict: t("may not score this entry"), "not-assigned": t("not assigned to this judge"), signed: t("the sheet was signed"),
    "not-signed": t("the sheet was not signed"), incomplete: t("the sheet was not complete"), invalid: t("not a possible answer"),
    "wrong-phase": t("not in this phase"), "too-large": t("the photo is too large"), "not-a-photo": t("not a photo") }[code] || code;
}

function decide(chair, one, admit) {
  const key = "late/" + one.judge + "/" + one.entry;
  const body = { judge: one.judge, entry: one.entry, admit, reason: fieldValue(chair, key) };
  chair.act(key, chair.path + "/late", body, (answer) => { clearField(chair, key); chair.take(answer); });
}

function decision(chair, one) {
  const { s, ui } = chair;
  const { t, colon } = ui;
  const key = "late/" + one.judge + "/" + one.entry;
  const said = one.decided ? h("p", { class: "decided", key: "decided" }, icon(one.decided === "admitted" ? "tick" : "cross", 20), " ",
    one.decided === "admitted" ? t("Admitted") : t("Not admitted"), one.reason ? colon() + one.reason : "") : null;
  if (["open", "deliberation"].indexOf(s.data.round.phase) < 0) {
    return said || h("p", { class: "muted", key: "wait" }, t("Kept as evidence; it does not count."));
  }
  const off = s.busy || !fieldValue(chair, key);
  const form = [field(chair, key, t("Reason (written down)")),
    h("div", { class: "row", key: "row" }, h("button", { disabled: off, onclick: () => decide(chair, one, true) }, t("Admit")),
      h("button", { disabled: off, onclick: () => decide(chair, one, false) }, t("Do not admit"))), trouble(chair, key)];
  return said ? [said, h("details", { key: "again" }, h("summary", null, t("Decide otherwise")), form)] : form;
}

export function late(chair) {
  const rows = chair.s.data.late || [];
  if (!rows.length) return null;
  const { t, clock } = chair.ui;
  const open = rows.filter((one) => !one.decided).length;
  return h("section", { class: "card", key: "late-list" },
    h("h2", null, icon("clock"), " ", t("Late marks by sheet; to decide: {n}", { n: open })),
    h("ul", { class: "blocks" }, rows.map((one) => h("li", { key: one.judge + "/" + one.entry },
      h("b", null, judgeName(chair, one.judge), " · ", entryName(chair, one.entry)),
      h("ul", { class: "lines" }, (one.items || []).map((item) => h("li", null, itemWords(chair, item), " ",
        h("small", { class: "muted" }, clock(item.received))))),
      decision(chair, one)))));
}

export function refusals(chair) {
  const rows = chair.s.data.refusals || [];
  if (!rows.length) return null;
  const { t, clock, colon } = chair.ui;
  return h("section", { class: "card", key: "refused-list" }, h("details", null,
    h("summary", null, t("Refused items: {n}", { n: rows.length })),
    h("ul", { class: "lines" }, rows.map((one) => h("li", null, h("small", { class: "muted" }, clock(one.at)), " ",
      judgeName(chair, one.judge), " · ", entryName(chair, one.entry), " · ", kindWords(chair, one), colon(), codeWords(chair.ui, one.code))))));
}

/** A refused item carries no value, only what it was about. */
function kindWords(chair, one) {
  return one.kind === "mark" ? itemWords(chair, { ...one, value: "" }).trim() || chair.ui.t("Mark") : itemWords(chair, one);
}
