// The phase of the round, its one next action, and what must be green first.

import { confirming, h, icon } from "./dom.js";
import { phaseWords } from "./i18n.js";
import { clearField, field, fieldValue, trouble } from "./console_parts.js";

const ORDER = ["draft", "open", "deliberation", "published", "final"];
const FORWARD = { draft: "open", practice: "draft", open: "deliberation", deliberation: "published", published: "final" };
const WHERE = { unsigned: "matrix", far: "matrix", late: "late-list", refused: "refused-list", problems: "problem-list", ties: "standings",
  agreement: "trust", "one-out": "trust", quorum: "matrix", plugins: "plugins", rule: "rule" };
const ALWAYS = ["plugins", "rule", "problems"];

/** The phases from left to right; a rehearsal is a part of the preparation. */
export function steps(chair) {
  const { t } = chair.ui;
  const names = phaseWords(t);
  const phase = chair.s.data.round.phase;
  const now = ORDER.indexOf(phase === "practice" ? "draft" : phase);
  return h("ol", { class: "phase", "aria-label": t("Phase") }, ORDER.map((key, index) =>
    h("li", { class: index === now ? "now" : index < now ? "past" : "", "aria-current": index === now ? "step" : null },
      index < now ? icon("tick", 16) : null, index === now && phase === "practice" ? t("Rehearsal") : names[key])));
}

const labels = ({ t }) => ({ open: t("Open scoring"), draft: t("End the rehearsal"), practice: t("Rehearse first"),
  deliberation: t("Freeze for deliberation"), published: t("Publish the result"), final: t("Declare final") });

const headings = ({ t }) => ({ draft: t("Before scoring opens"), practice: t("A rehearsal is running"),
  open: t("Before deliberation"), deliberation: t("Before publishing"), published: t("Published; before it is final"),
  final: t("The result is final") });

const kindOf = (one) => (one.ok ? "ok" : one.level === "must" || one.level === "look" ? one.level : "info");

/** An item says itself what to do about it; a tap leads to the part of the page where that is done. */
function item(chair, one) {
  const { t, say } = chair.ui;
  const kind = kindOf(one);
  const tags = { ok: t("done"), must: t("must be settled"), look: t("please look"), info: t("for information") };
  const signs = { ok: "tick", must: "stop", look: "warn", info: "info" };
  const said = [icon(signs[kind], 22), h("span", null, h("span", { class: kind === "ok" ? "hear" : "tag" }, tags[kind]), " ", say(one.text))];
  return h("li", { class: kind, key: one.key }, kind === "ok" || !WHERE[one.key] ? said
    : h("button", { class: "quiet", onclick: () => chair.go(WHERE[one.key]) }, said, icon("next", 18)));
}

/** What is open stands on top; what is done is folded away, since it asks for nothing. */
function checklist(chair) {
  const { t } = chair.ui;
  // before anybody scores, what asks for sheets would only frighten; after publishing there is nobody left to remind
  const scoring = ["open", "deliberation"].indexOf(chair.s.data.round.phase) >= 0;
  const all = (chair.s.data.checklist || []).filter((one) => scoring || ALWAYS.indexOf(one.key) >= 0);
  const rank = { must: 0, look: 1, info: 2 };
  const open = all.filter((one) => kindOf(one) !== "ok").sort((a, b) => rank[kindOf(a)] - rank[kindOf(b)]);
  const done = all.filter((one) => kindOf(one) === "ok");
  return [h("ul", { class: "check", key: "open" }, open.map((one) => item(chair, one))),
    done.length ? h("details", { key: "done", class: "settled" }, h("summary", null, icon("tick", 20), " ", t("In order: {n}", { n: done.length })),
      h("ul", { class: "check" }, done.map((one) => item(chair, one)))) : null];
}

/** The red points that the chair must have looked at before publishing; none where nothing is to be acknowledged. */
function toAcknowledge(chair, to) {
  if (to !== "published") return "";
  return (chair.s.data.checklist || []).filter((one) => kindOf(one) === "look").map((one) => one.key).sort().join(" ");
}

function acknowledgement(chair, keys) {
  const { t } = chair.ui;
  return h("button", { class: "ack", key: "ack", role: "checkbox", "aria-checked": String(chair.s.seen === keys),
    onclick: () => { chair.s.seen = chair.s.seen === keys ? "" : keys; chair.redraw(); } },
  h("i", null, icon("tick", 20)),
  h("span", null, t("I have looked at what is marked above ({n}) and publish all the same.", { n: keys.split(" ").length })));
}

function goTo(chair, to, reason, accept) {
  chair.act("next", chair.path + "/phase", accept ? { to, reason, accept } : { to, reason }, (body) => {
    clearField(chair, "back");
    chair.s.seen = "";
    chair.take(body);
  });
}

/** A button that changes the phase on its second tap. */
function phaseButton(chair, one, { look, label, disabled, reason, accept }) {
  const { s, ui } = chair;
  const key = "to/" + one.to;
  return h("button", { class: look, key, disabled: disabled || !one.allowed || s.busy,
    ...confirming(s.armed, key, chair.redraw, () => goTo(chair, one.to, reason || "", Boolean(accept))) },
  s.armed.key === key ? ui.t("Tap again to confirm: {action}", { action: label }) : label);
}

function remind(chair) {
  const { s, ui, act, take } = chair;
  const { t } = ui;
  const waiting = (s.data.judges || []).filter((one) => one.outstanding).length;
  if (s.data.round.phase !== "open" || !waiting) return null;
  return h("button", { key: "remind", disabled: s.busy, onclick: () => act("next", chair.path + "/remind", {}, take) },
    t("Remind the outstanding judges ({n})", { n: waiting }));
}

function back(chair, one) {
  const { t } = chair.ui;
  const late = (chair.s.data.late || []).filter((sheet) => !sheet.decided).length;
  return h("details", { class: "back", key: "back" }, h("summary", null, t("Back to scoring")),
    late ? h("p", { class: "muted", key: "late" }, t("Late marks on which you have not decided count from then on (sheets: {n}). Leave out first what should not.", { n: late })) : null,
    field(chair, "back", t("Reason for going back to scoring"), { maxlength: 200 }),
    phaseButton(chair, one, { look: "", label: t("Back to scoring"), disabled: !fieldValue(chair, "back"), reason: fieldValue(chair, "back") }));
}

export function next(chair) {
  const { s, ui } = chair;
  const { t } = ui;
  const round = s.data.round;
  const offered = new Map((s.data.next || []).map((one) => [one.to, one]));
  const main = offered.get(FORWARD[round.phase]);
  const keys = main ? toAcknowledge(chair, main.to) : "";
  const unseen = Boolean(keys) && s.seen !== keys;
  return h("section", { class: "card next", key: "next" },
    h("h2", null, headings(ui)[round.phase]),
    round.phase === "practice" ? h("p", { class: "rehearsal" }, t("What is tapped now is for trying only and never counts.")) : null,
    round.phase === "practice" ? null : checklist(chair),
    main && keys ? acknowledgement(chair, keys) : null,
    h("div", { class: "row", key: "go" }, remind(chair),
      main ? phaseButton(chair, main, { look: "go", label: labels(ui)[main.to], disabled: unseen, accept: Boolean(keys) }) : null,
      offered.has("practice") ? phaseButton(chair, offered.get("practice"), { look: "", label: labels(ui).practice }) : null),
    round.reminded && round.phase === "open" ? h("p", { class: "muted", key: "reminded" }, t("Last reminder: {time}", { time: ui.clock(round.reminded) })) : null,
    trouble(chair, "next"),
    main && !main.allowed ? h("p", { class: "muted", key: "first" }, (s.data.checklist || []).some((one) => kindOf(one) === "must")
      ? t("First what is marked “must be settled” has to be settled.") : t("No sheet that counts is signed yet.")) : null,
    main ? null : h("p", { class: "muted", key: "end" }, t("Nothing more to do in this round.")),
    round.phase === "deliberation" && offered.has("open") ? back(chair, offered.get("open")) : null);
}
