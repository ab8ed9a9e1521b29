// What the result would be now, and how far it can be trusted: in plain words, without touching it.

import { h, icon } from "./dom.js";
import { phaseWords } from "./i18n.js";
import { entryName, judgeName, place } from "./console_parts.js";

const SHOWN = 3; // sentences about one judge fewer that are read at a glance; the rest is folded away

/** Koo and Li (2016), A guideline of selecting and reporting intraclass correlation coefficients: 0.5, 0.75, 0.9. */
function agreementWords({ t }, icc) {
  const value = Number(icc);
  return value >= 0.9 ? t("Very high agreement.") : value >= 0.75 ? t("High agreement.")
    : value >= 0.5 ? t("Moderate agreement.") : t("Low agreement.");
}

/** What would change without one judge, as a sentence; two entries that change places are said as that. */
function withoutJudge(chair, one) {
  const { t, list } = chair.ui;
  const judge = judgeName(chair, one.judge);
  const [a, b] = one.changes;
  if (one.changes.length === 2 && a.before === b.after && b.before === a.after) {
    const [first, second] = [a.before, a.after].sort((x, y) => x - y);
    return t("Without {judge} places {first} and {second} are exchanged.", { judge, first, second });
  }
  return t("Without {judge}: {changes}.", { judge, changes: list(one.changes.map((change) =>
    entryName(chair, change.entry) + " " + place(change.before) + " → " + place(change.after))) });
}

/** The sentence that stands first: whether the top of the list hangs on one judge. */
export function verdict({ t }, oneOut) {
  const changes = oneOut.reduce((all, one) => all.concat(one.changes), []);
  if (!changes.length) return t("Whichever judge is left out, no place changes.");
  const best = Math.min(...changes.reduce((all, one) => all.concat([one.before || Infinity, one.after || Infinity]), []));
  if (best > 3) return t("Whichever judge is left out, the first three places stay.");
  if (best > 1) return t("Whichever judge is left out, the first place stays.");
  return t("The first place hangs on a single judge.");
}

/** The way to the research pages, which are served beside the console; in a notebook they are files. */
function research({ transport, ui: { t } }) {
  return !transport.served ? null : h("p", { class: "research", key: "research" }, h("a", { href: transport.base + "/research", target: "_blank", rel: "noopener" },
    t("For researchers: agreement, severity, other rules"), h("span", { class: "hear" }, " (", t("opens in a new tab"), ")")));
}

export function trust(chair) {
  const now = chair.s.data.trust;
  if (!now) return null;
  const { t, say } = chair.ui;
  const oneOut = now.one_out || []; // null for a panel so large that one judge hardly matters
  const lines = oneOut.filter((one) => one.changes.length).map((one) => h("li", { key: one.judge }, withoutJudge(chair, one)));
  const known = now.icc !== null && now.icc !== undefined;
  return h("section", { class: "card trust", key: "trust" }, h("h2", null, t("How far the result can be trusted")),
    h("p", { class: "kv" }, h("span", null, t("Agreement of the judges"), " ", h("small", { class: "muted" }, "ICC(2,k)")),
      known ? h("b", { class: "num" }, now.icc) : h("b", null, "—")),
    h("p", { class: "muted" }, known ? agreementWords(chair.ui, now.icc) : say(now.reason)),
    oneOut.length ? h("p", { class: "verdict" }, verdict(chair.ui, oneOut)) : now.too_many ? h("p", { class: "muted" }, say(now.too_many)) : null,
    now.award_changes ? h("p", { class: "tie" }, icon("warn", 20), " ", t("Some of it would change who gets an award.")) : null,
    lines.length ? h("ul", { class: "lines" }, lines.slice(0, SHOWN)) : null,
    lines.length > SHOWN ? h("details", null, h("summary", null, t("… and {n} more", { n: lines.length - SHOWN })),
      h("ul", { class: "lines" }, lines.slice(SHOWN))) : null, research(chair));
}

/** Points of the result that nobody got yet: above the office's threshold somebody else has to look at them. */
export function unpaid(chair) {
  const { s, transport, ui: { t } } = chair;
  const one = s.data.points;
  if (!one) return null;
  const words = one.state === "waiting"
    ? t("{points} points of this result are not posted yet: somebody else than who published it has to approve them.", { points: one.points })
    : t("The points of this result were turned down: {reason}", { reason: one.reason });
  return h("section", { class: "card", key: "unpaid" }, h("h2", null, t("Points of the result")), h("p", { class: "tie" }, icon("warn", 20), " ", words),
    transport.served ? h("a", { class: "button wide", href: transport.base + "/office/points" }, t("Points at the office")) : null);
}

export function standings(chair) {
  const { t, say } = chair.ui;
  const rows = chair.s.data.standings || [];
  if (!rows.some((one) => one.place)) return null;
  return h("section", { class: "card", key: "standings" }, h("h2", null, t("Standings (signed sheets only)")),
    h("table", { class: "plain" }, h("tbody", null, rows.map((one) => h("tr", { key: one.entry },
      h("td", { class: "num" }, place(one.place)),
      h("td", null, entryName(chair, one.entry), one.place && one.shared ? h("small", { class: "tie" }, " " + t("Shared place")) : null,
        one.award ? h("small", { class: "ribbon" }, icon("award", 16), " ", say(one.award)) : null),
      h("td", { class: "num right" }, one.total || "—"))))));
}

/** Lead to the what-if, and unfold it where it still has but its first button. */
function openLab(lab) {
  const buttons = lab.querySelectorAll("button");
  if (buttons.length === 1) buttons[0].click();
  lab.scrollIntoView();
}

export function rule(chair) {
  const { t, lang } = chair.ui;
  const lines = (chair.s.data.rule || {})[lang] || [];
  if (!lines.length) return null;
  const hash = chair.s.data.round.rule_hash;
  const lab = document.querySelector(".wp-whatif"); // a notebook may show the what-if beside this console, or not
  return h("section", { class: "card", key: "rule" }, h("details", null,
    h("summary", null, t("Scoring rule"), hash ? " · " + String(hash).slice(0, 8) : ""),
    h("ol", null, lines.map((line) => h("li", null, line)))),
  lab ? h("button", { class: "wide", onclick: () => openLab(lab) }, t("Try another rule")) : null,
  chair.s.data.trust ? null : research(chair)); // before there is any trust to speak of
}

/** The way the round came, with the reasons given. */
export function trail(chair) {
  const { t, clock, colon } = chair.ui;
  const moves = chair.s.data.phases || [];
  if (!moves.length) return null;
  const names = { ...phaseWords(t), practice: t("Rehearsal") };
  return h("section", { class: "card", key: "trail" }, h("details", null, h("summary", null, t("Phases so far")),
    h("ul", { class: "lines" }, moves.map((one) => h("li", null, h("small", { class: "muted" }, clock(one.at)), " ",
      names[one.before], " → ", h("b", null, names[one.after]), one.reason ? colon() + one.reason : "")))));
}

export function plugins(chair) {
  const { t, say, colon } = chair.ui;
  const bad = (chair.s.data.plugins || []).filter((one) => one.status !== "ok");
  if (!bad.length) return null;
  return h("section", { class: "card banner bad", key: "plugins", role: "alert" },
    h("h2", null, icon("warn"), " ", t("Plugins that could not be loaded")),
    h("ul", { class: "lines" }, bad.map((one) => h("li", null, h("b", null, one.name), colon(), one.error ? say(one.error) : one.status))),
    h("p", null, t("A round that needs one of their criteria cannot be published until it is repaired.")));
}

/** Failures of plugins that did work when they were loaded: quiet, since what they were asked for said so at once. */
export function failures(chair) {
  const { t, clock, colon } = chair.ui;
  const all = chair.s.data.plugin_failures || [];
  if (!all.length) return null;
  return h("section", { class: "card", key: "plugin-failures" }, h("details", null,
    h("summary", null, icon("info", 20), " ", t("Plugins that failed in use: {n}", { n: all.length })),
    h("ul", { class: "lines" }, all.map((one) => h("li", null, h("b", null, one.plugin), " · ", one.key, colon(), one.error, " ",
      h("small", { class: "muted" }, clock(one.at), one.times > 1 ? " · " + t("{n} times", { n: one.times }) : "")))),
    h("p", { class: "muted" }, t("Nothing was harmed; tell the administrator, who sees more with “weiping plugins”."))));
}
