// What the chair decides for a round, and the names of the judges, which are shown only when the chair asks.

import { h } from "./dom.js";
import { clearField, field, fieldValue, toggle, trouble } from "./console_parts.js";

function set(chair, change) {
  chair.act("settings", chair.path + "/settings", change, chair.take);
}

function quorum(chair) {
  const { s, ui } = chair;
  const { t } = ui;
  const now = s.data.round.quorum || 0;
  const most = (s.data.judges || []).length;
  const button = (label, sign, to) => h("button", { "aria-label": label, disabled: s.busy || to < 0 || to > most,
    onclick: () => set(chair, { quorum: to || null }) }, sign);
  return h("div", { class: "quorum", key: "quorum", role: "group", "aria-label": t("Quorum") },
    h("span", null, t("Signed sheets that every entry needs")),
    h("div", { class: "pair" }, button(t("One sheet less"), "−", now - 1), h("b", { class: "num", role: "status" }, now || t("half of them")),
      button(t("One sheet more"), "+", now + 1)));
}

/** Names of judges stay hidden. Showing them needs a reason and is written down; a reload hides them again. */
function names(chair) {
  const { s, ui, act } = chair;
  const { t } = ui;
  if (s.names) {
    return h("div", { class: "names", key: "names" }, h("p", null, t("The names are shown on this screen until the page is loaded again.")),
      h("button", { class: "wide", onclick: () => { s.names = null; chair.redraw(); } }, t("Hide the names")));
  }
  return h("div", { class: "names", key: "names" },
    h("p", { class: "muted" }, t("Judges stand here by number. Who asks for their names leaves an entry in the journal, with the reason.")),
    field(chair, "names", t("Reason for seeing the names")),
    h("button", { class: "wide", disabled: s.busy || !fieldValue(chair, "names"),
      onclick: () => act("names", chair.path + "/names", { reason: fieldValue(chair, "names") }, (body) => {
        clearField(chair, "names");
        s.names = new Map(body.names.map((one) => [one.judge, one.name]));
      }) }, t("Show the names")),
    trouble(chair, "names"));
}

export function settings(chair) {
  const { s, ui } = chair;
  const { t } = ui;
  const round = s.data.round;
  const over = round.phase === "published" || round.phase === "final";
  const flip = (key, label) => toggle(chair, { key, label, on: round[key], flip: (next) => set(chair, { [key]: next }) });
  return h("section", { class: "card settings", key: "settings" }, h("details", null, h("summary", null, t("Settings of this round")),
    over ? null : flip("show_standings", t("Show places on the public board while scoring is open")),
    flip("show_others", t("Show a judge the others' marks once the own sheet is signed")),
    flip("exchange", t("Exchange comments once sheets are signed")),
    flip("show_range", t("Show with the result how places could vary")),
    over ? null : quorum(chair), trouble(chair, "settings")),
  h("details", null, h("summary", null, t("Names of the judges")), names(chair)));
}
