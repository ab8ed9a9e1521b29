// The middle of the pad: the entry on the screen, to be scored, looked through, read again, or left alone.

import { h, icon } from "./dom.js";
import { cell } from "./cell.js";
import { cellKey } from "./fold.js";
import { searchList } from "./search.js";
import { sheet } from "./sheet.js";

/** `page` is what pad.js gathers for one drawing; see there. */
export function body(page) {
  const { view, entry, signed, conflict, history } = page;
  if (view === "list") return searchList(page);
  if (view === "history") return [head(page), history.panel(page)];
  if (conflict) return [head(page), avoided(page)];
  if (signed) return [head(page), ownSheet(page), page.others.card(page), tools(page)];
  if (view === "sheet") return [head(page), ownSheet(page)];
  return [head(page), h("div", { class: "crits", key: "crits/" + entry.id }, page.criteria.map((one) => criterion(page, one)),
    tools(page))];
}

function head({ ui: { t, say }, entry, entries, view, show, openHistory }) {
  const facts = Object.keys(entry.facts || {}).length ? say(entry.facts) : "";
  return h("section", { class: "entry", key: "entry/" + entry.id, "aria-live": "polite" },
    h("div", null, h("h2", null, say(entry.name)), facts ? h("div", { class: "muted" }, facts) : null),
    h("div", { class: "of muted num" }, entries.indexOf(entry) + 1, " / ", entries.length),
    h("button", { class: "quiet past", key: "past", "aria-pressed": String(view === "history"),
      onclick: view === "history" ? () => show(entry) : openHistory }, icon("clock", 20), " ", t("My history")));
}

function criterion({ ui, seen, entry, locked, mark, notes, photos, sliders }, one) {
  const about = ui.say(one.title);
  return cell(ui, { criterion: one, locked, mark, answer: seen.marks.get(cellKey(entry.id, one.key)),
    note: notes.note(entry.id, one.key, seen, locked, about), photo: photos.of(entry.id, one.key, seen, locked, about),
    slider: (which, detail, value, give) => sliders.of(entry.id, which, detail, value, locked, give) });
}

function ownSheet({ ui, criteria, entry, seen, signed, locked, armed, redraw, reopen, photos }) {
  const photosOf = (one) => photos.of(entry.id, one.key, seen, true, ui.say(one.title));
  return sheet(ui, { criteria, entry, seen, signed, locked, armed, redraw, reopen, photosOf });
}

/** What concerns the whole entry: note, photos, a word to the other judges, the chair, and stepping back. */
function tools({ ui, pad, judge, seen, entry, locked, signed, notes, photos, problems }) {
  const shut = locked || signed;
  const about = ui.say(entry.name);
  const note = notes.note(entry.id, null, seen, shut, about);
  const photo = photos.of(entry.id, null, seen, shut, about);
  const comment = (pad.settings || {}).exchange && !signed ? notes.comment(entry.id, seen, locked) : null;
  const speechless = !judge || pad.round.phase === "draft";
  return h("section", { class: "card whole", key: "whole" },
    h("div", { class: "tools" }, shut && !note.text ? null : note.button(), shut && !photo.count ? null : photo.button(), comment ? comment.button() : null,
      problems.button(entry, speechless), shut ? null : problems.avoidButton(entry)),
    note.box(), photo.box(), comment ? comment.box() : null, problems.box(entry, seen), shut ? null : problems.avoidBox(entry));
}

/** An entry this judge does not score: why, and for a representative of it what the others wrote and a reply. */
function avoided(page) {
  const { ui: { t, say }, pad, entry, conflict, seen, judge, locked, notes, problems, others } = page;
  const own = conflict.kind === "represents" && (pad.settings || {}).exchange;
  return [h("section", { class: "card avoided", key: "avoided" }, h("h3", null, icon("avoid", 26), " ", t("Recused")),
    h("p", null, own ? t("This is the compound you represent: you read what is said about it, and may reply.")
      : t("You do not score this entry, and nothing is missing here.")),
    conflict.why ? h("p", { class: "muted" }, t("Reason: {reason}", { reason: say(conflict.why) })) : null,
    own ? notes.comment(entry.id, seen, locked, true).box() : null), own ? others.card(page) : null,
  h("section", { class: "card whole", key: "whole" }, h("div", { class: "tools" },
    problems.button(entry, !judge || pad.round.phase === "draft")), problems.box(entry, seen))];
}
