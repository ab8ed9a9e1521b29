// Whether the judge's taps are safe, in plain words: the pill at the top right and the messages above the entry.

import { h, icon } from "./dom.js";

/** The pill: {text, tone, state}; in a rehearsal it never says anything without saying that too. */
export function pill(ui, s, box, typing) {
  const said = safety(ui, s, box, typing);
  return s.pad.round.phase === "practice" && said.state !== "practice" ? { ...said, text: ui.t("Rehearsal") + " · " + said.text } : said;
}

/** What waits on the tablet goes before the phase, for that is what could be lost. */
function safety({ t }, s, box, typing) {
  const n = box.waiting + typing;
  const phase = s.pad.round.phase;
  if (box.durable === "memory" && n) return { state: "memory", tone: "bad",
    text: t("{n} waiting · keep this page open", { n }) };
  // "safe on this tablet" is said of nothing that a reload could still lose, such as a note half written or a photo half shrunk
  if (box.unkept || typing || (n && (box.state === "idle" || box.state === "sending") && s.session === "ok")) return { state: "sending",
    tone: "wait soft", text: t("Saving {n} …", { n }) };
  if (n) return { state: "waiting", tone: "wait", text: t("{n} waiting · safe on this tablet", { n }) };
  if (s.session === "signin" || box.state === "signin") return { state: "signin", tone: "wait",
    text: t("Please sign in again") };
  if (box.state === "other") return { state: "other", tone: "wait", text: t("Another judge signed in") };
  if (s.session === "offline") return { state: "offline", tone: "wait", text: t("No network") };
  // before it was read what waits here, nobody can say that all is saved
  if (s.session === "loading" || (s.session === "ok" && !box.known)) return { state: "loading", tone: "wait soft", text: t("Loading …") };
  if (phase === "deliberation") return { state: "frozen", tone: "calm", text: t("Frozen · the panel is deliberating") };
  if (phase === "published" || phase === "final") return { state: "published", tone: "calm", text: t("Result published") };
  if (phase === "practice") return { state: "practice", tone: "wait", text: t("Rehearsal · does not count") };
  if (phase === "draft") return { state: "draft", tone: "calm", text: t("Not open yet") };
  return { state: "saved", tone: "", text: t("Saved") };
}

function phaseText({ t }, phase) {
  if (phase === "draft") return t("Scoring has not opened yet. Please wait for the chair; this page opens by itself.");
  if (phase === "deliberation") return t("Scoring is frozen, the panel is deliberating. Your marks can be read, not changed.");
  if (phase === "published" || phase === "final") return t("The result is published. Thank you for your work.");
  return null;
}

/** The messages above the entry: who must do what, and the refused list. `owed` are the entries still to be signed. */
export function banners(ui, { s, box, base, dismiss, owed, show, reminded }) {
  const { t } = ui;
  const card = (key, tone, ...parts) => h("section",
    { class: "card banner " + tone, key, role: tone === "bad" ? "alert" : "status" }, ...parts);
  const join = h("a", { class: "button", href: base + "/join" }, t("Sign in with the join link"));
  const signin = s.session === "signin" || box.state === "signin";
  const phase = phaseText(ui, s.pad.round.phase);
  const todo = s.pad.round.phase === "open" && s.pad.reminded && owed.length && reminded.seen !== s.pad.reminded;
  return [
    s.pad.round.phase === "practice" ? card("rehearsal", "rehearsal", h("p", null, h("b", null, t("Rehearsal")), ui.colon(),
      t("this is practice. Nothing here counts, and all of it is cleared when the rehearsal ends."))) : null,
    todo ? card("reminded", "wait", h("p", null, t("The chair reminds you. Sheets still to be signed: {n}", { n: owed.length })),
      h("div", { class: "row" }, h("button", { key: "go", onclick: () => show(owed[0]) }, t("Go to the first one")),
        h("button", { key: "read", class: "quiet", onclick: () => reminded.read(s.pad.reminded) }, t("I have read it")))) : null,
    signin ? card("signin", "wait", h("p", null, s.judge
      ? t("Your session has ended; so it is when a new link is made for you. Please sign in with the newest link; everything you tapped is kept on this tablet.")
      : t("Please open your own join link to score. Without it this page shows the criteria only.")), join) : null,
    box.state === "other" && !signin ? card("other", "wait", h("p", null,
      t("Another judge has signed in on this tablet. Your taps stay here and are sent when you sign in again.")), join) : null,
    box.others ? card("others", "wait", h("p", null,
      t("{n} taps of another judge wait on this tablet. They are safe and are sent when that judge signs in again.",
        { n: box.others }))) : null,
    box.durable === "memory" ? card("memory", "bad", h("p", null, icon("warn"), " ",
      t("This browser cannot store taps. Please do not close or reload the page until it says: Saved."))) : null,
    phase ? card("phase", "calm", h("p", null, icon("lock"), " ", phase)) : null,
    cameLate(ui, s.pad, box, card),
    box.refused.length ? card("refused", "bad", h("p", null, icon("warn"), " ", t("Not accepted:")),
      h("ul", null, box.refused.map((record) =>
      h("li", { key: record.key }, h("span", null, what(ui, s.pad, record.item), ui.colon(),
        record.refused.message || t("the server did not accept it")),
        h("button", { onclick: () => dismiss(record) }, t("I have read it")))))) : null,
  ];
}

/** What arrived after the freeze and does not count: as long as it waits for the chair, and once it was left out. */
function cameLate({ t, say, list }, pad, box, card) {
  const sheets = pad.late || [];
  const many = (some) => some.reduce((sum, one) => sum + one.items, 0);
  const out = sheets.filter((one) => one.decided === "refused");
  // what this tablet sent a moment ago the server has, and need not have told us yet
  const n = many(sheets.filter((one) => !one.decided)) + Math.max(0, box.late - many(sheets));
  const over = ["published", "final"].indexOf(pad.round.phase) >= 0;
  const names = out.map((one) => pad.entries.find((entry) => entry.id === one.entry)).filter(Boolean).map((entry) => say(entry.name));
  return [
    n ? card("late", "wait", h("p", null, over ? t("{n} taps arrived after the freeze. They are kept as evidence and do not count.", { n })
      : t("{n} taps arrived after the freeze. They are kept and shown to the chair.", { n }))) : null,
    out.length ? card("left-out", "wait", h("p", null, t("What arrived after the freeze for {entries} was left out by the chair. The sheet shows what counts; everything you tapped is in your history.",
      { entries: list(names) }))) : null];
}

/** A refused item in words: "云中仙居小区 · 楼道卫生 17.5". */
function what({ t, say }, pad, item) {
  const entry = pad.entries.find((one) => one.id === item.entry);
  const criterion = pad.criteria.find((one) => one.key === item.criterion);
  const kind = { mark: item.value || "", note: t("Note"), sign: t("signature"), reopen: t("reopening"), comment: t("Comment"),
    problem: t("Problem"), photo: t("Photo"), drop_photo: t("Photo taken back") }[item.kind];
  return [entry ? say(entry.name) : "", criterion ? say(criterion.title) : "", kind].filter(Boolean).join(" · ");
}

/** At the very end of the page, in small: what this address cannot do, so that nobody learns it in the stairwell. */
export function quietLine({ t }, { served, offline }) {
  if (!served) return null;
  const text = !window.isSecureContext ? t("No secure connection: please do not close this page while you are offline.")
    : offline === "ready" ? t("This page opens without a network too.") : null;
  return text ? h("p", { class: "muted quietline", key: "quietline" }, text) : null;
}
