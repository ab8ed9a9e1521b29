// What the parts of the console share: how people and things are named, fields for reasons, and refusals shown in place.

import { h, icon } from "./dom.js";

export const two = (number) => String(number === null || number === undefined ? "?" : number).padStart(2, "0");

const find = (list, key, id) => (list || []).find((one) => one[key] === id) || {};

export const judgeOf = (chair, id) => find(chair.s.data.judges, "id", id);
export const cellOf = (chair, judge, entry) => (chair.s.data.matrix || [])
  .find((one) => one.judge === judge && one.entry === entry) || { judge, entry, state: "todo", answered: 0, due: 0 };

/** "Judge 03"; with the name only while the chair has asked for names. */
export function judgeName(chair, id) {
  const name = chair.s.names && chair.s.names.get(id);
  return chair.ui.t("Judge {number}", { number: two(judgeOf(chair, id).number) }) + (name ? " " + name : "");
}

export const entryName = (chair, id) => chair.ui.say(find(chair.s.data.entries, "id", id).name) || "?";
export const criterionName = (chair, key) => chair.ui.say(find(chair.s.data.criteria, "key", key).title) || key || "";

/** A place as people say it: a dash where there is none. */
export const place = (number) => (number === null || number === undefined ? "—" : String(number));

/** What an answer of a sheet says. */
export function answerWords({ t }, one) {
  if (one.mark === "not_seen") return t("Not seen");
  if (one.mark === "recused") return t("Recused");
  if (one.mark === "cleared") return t("taken back");
  return one.value === null || one.value === undefined ? "—" : one.value;
}

/** What an item of a judge's outbox was, in a few words. */
export function itemWords(chair, one) {
  const { t, colon } = chair.ui;
  const about = one.criterion ? criterionName(chair, one.criterion) + " " : "";
  const text = one.text ? colon() + one.text : "";
  const words = { note: t("Note"), sign: t("Signed"), reopen: t("Reopened"), comment: t("Comment"), problem: t("Problem"),
    photo: t("Photo"), drop_photo: t("Photo taken back") };
  return one.kind === "mark" || !words[one.kind] ? about + answerWords(chair.ui, one) : about + words[one.kind] + text;
}

/** What the server refused for the action at `where`, shown right beneath it. */
export function trouble(chair, where) {
  const now = chair.s.trouble;
  return now && now.where === where ? h("p", { class: "trouble", role: "alert", key: "trouble" }, icon("warn", 20), " ", now.text) : null;
}

export const fieldValue = (chair, key) => (chair.s.fields[key] || "").trim();

/** A line to write in, kept under `key` until `clearField`; `label` is always visible. */
export function field(chair, key, label, more) {
  return h("label", { class: "field", key: "field/" + key }, label,
    h(more && more.rows ? "textarea" : "input", { maxlength: 500, ...more, value: chair.s.fields[key] || "",
      oninput: (event) => { chair.s.fields[key] = event.target.value; chair.redraw(); } }));
}

/** Forget what was written under `key`; a field that the cursor still stands in is left, or it would keep its text. */
export function clearField(chair, key) {
  delete chair.s.fields[key];
  const inside = document.activeElement;
  if (inside && /^(INPUT|TEXTAREA)$/.test(inside.nodeName) && chair.root.contains(inside)) inside.blur();
}

/** A switch with its state in words; `flip(next)` is called with what it should become. */
export function toggle(chair, { key, label, on, disabled, flip }) {
  const { t, colon } = chair.ui;
  return h("button", { class: "switch", role: "switch", key, "aria-checked": String(Boolean(on)),
    disabled: disabled || chair.s.busy, onclick: () => flip(!on) },
  h("i", null), h("span", null, label, colon(), h("b", null, on ? t("on") : t("off"))));
}
