// One criterion of one entry: levels, large steps or a slider, − and +, the fault chips, photos and the note.

import { h, holdable, icon } from "./dom.js";
import { cellKey } from "./fold.js";
import { detailOf, levelAt, sum, tapFault, tapLevel, tapStep, tapValue, valueOf, values } from "./marks.js";

const SHADES = ["l1", "l2", "l3", "l4"];
let lastFault = -Infinity; // when a chip was last tapped: the cross that appears beneath a trembling finger must wait

/** What stands at the right of the title: the mark, a dash, or why there is none. */
export function answerText(ui, answer) {
  if (!answer) return "—";
  if (answer.mark === "not_seen") return ui.t("Not seen");
  if (answer.mark === "recused") return ui.t("Recused");
  return answer.value;
}

/** The exact total of an entry over the criteria that carry a value; null while there is none. */
export function totalOf(criteria, marks, entry) {
  const values = criteria.map((one) => marks.get(cellKey(entry, one.key))).filter((one) => one && one.mark === "value");
  return values.length ? sum(values.map((one) => one.value)) : null;
}

/** `mark(criterion, mark, detail)` is called for every tap; with `locked` everything stands but nothing can be tapped. */
export function cell(ui, { criterion, answer, locked, mark, note, photo, slider }) {
  const { t, say } = ui;
  const scored = answer && answer.mark === "value";
  const detail = detailOf(criterion, answer);
  const give = (next) => { if (!locked && next !== detail) mark(criterion, "value", next); };
  const title = say(criterion.title);
  const slide = criterion.control === "slider" ? slider(criterion, detail, scored ? answer.value : null, give) : null;
  const text = slide && slide.shown !== null ? slide.shown : answerText(ui, answer);
  const rubrics = criterion.levels.filter((level) => level.rubric);

  return h("section", { class: "card crit", key: criterion.key, "aria-label": title },
    h("h3", null,
      h("span", { class: "grow" }, title),
      answer && !locked ? h("button", { class: "quiet clear", key: "clear", "aria-label": t("Clear {title}", { title }),
        onclick: () => mark(criterion, "cleared", null) }, icon("cross", 18), h("span", null, t("Clear"))) : null,
      h("b", { class: "num" + (scored || (slide && slide.shown !== null) ? "" : " none"), role: "status",
        "aria-label": title + " " + (answer || text !== "—" ? text : t("not scored yet")) }, text)),
    h("p", { class: "muted" }, say(criterion.rubric), " · ", t("full marks {high}", { high: criterion.scale.high })),
    rubrics.length ? h("details", { class: "rubrics" }, h("summary", null, t("What the levels mean")),
      rubrics.map((level) => h("p", null, h("b", null, say(level.title)), " ", say(level.rubric)))) : null,
    slide ? slide.field() : (criterion.control === "steps" ? valueButtons : levelButtons)(ui, criterion, scored ? answer.value : null,
      locked, give),
    h("div", { class: "fine" },
      h("div", { class: "pair", key: scored ? "steps" : "words" }, scored ? steps(ui, criterion, detail, locked, give)
        : absences(ui, criterion, answer, locked, mark)),
      h("span", { class: "grow" }),
      photo.button(), note.button()),
    criterion.deductions.length ? h("div", { class: "chips", role: "group", "aria-label": t("Faults") },
      criterion.deductions.map((item) => chip(ui, item, detail, locked, (change) => give(tapFault(detail, item.key, change))))) : null,
    photo.box(), note.box());
}

const shade = (criterion, index) => SHADES[Math.min(3, Math.round((index * 4) / criterion.levels.length))];
const band = (level) => (level.low === level.high ? level.low : level.low + "–" + level.high);

function levelButtons({ t, say }, criterion, value, locked, give) {
  const at = value === null ? null : levelAt(criterion, value);
  return h("div", { class: "levels", role: "group", "aria-label": t("Level") }, criterion.levels.map((level, index) =>
    h("button", { class: shade(criterion, index), key: level.key, disabled: locked, "aria-pressed": String(at === level.key),
      onclick: () => give(tapLevel(level.key)) }, h("span", null, say(level.title)), h("small", null, band(level)))));
}

/** A short scale: every value is a large button of its own, with the level it belongs to. */
function valueButtons({ t, say }, criterion, value, locked, give) {
  return h("div", { class: "levels values", role: "group", "aria-label": t("Level") }, values(criterion).map((one) => {
    const key = levelAt(criterion, one);
    const index = criterion.levels.findIndex((level) => level.key === key);
    return h("button", { class: shade(criterion, Math.max(0, index)), key: one, disabled: locked, "aria-pressed": String(value === one),
      onclick: () => give(tapValue(criterion, one)) }, h("span", null, one),
    h("small", null, index < 0 ? "" : say(criterion.levels[index].title)));
  }));
}

function steps({ t }, criterion, detail, locked, give) {
  const step = criterion.scale.step;
  return [
    h("button", { class: "step", key: "minus", disabled: locked, "aria-label": t("{step} less", { step }),
      onclick: () => give(tapStep(criterion, detail, -1)) }, "−"),
    h("button", { class: "step", key: "plus", disabled: locked, "aria-label": t("{step} more", { step }),
      onclick: () => give(tapStep(criterion, detail, 1)) }, "+")];
}

function absences({ t }, criterion, answer, locked, mark) {
  const button = (kind, label) => h("button",
    { key: kind, class: "absence", disabled: locked, "aria-pressed": String(Boolean(answer && answer.mark === kind)),
    onclick: () => { if (!answer || answer.mark !== kind) mark(criterion, kind, null); } }, label);
  return [button("not_seen", t("Not seen")), button("recused", t("Recused"))];
}

/** A fault: a tap finds it once more; the cross, a long press or Delete on the keyboard takes one back. */
function chip({ t, say }, item, detail, locked, change) {
  const count = detail.counts[item.key] || 0;
  const label = say(item.title) + " −" + item.points;
  const add = () => { lastFault = performance.now(); change(1); };
  const less = () => { if (count) change(-1); };
  return h("span", { class: "chip" + (count ? " on" : ""), key: item.key },
    h("button", { class: "add", disabled: locked, "aria-pressed": String(count > 0),
      "aria-label": label + (count ? " ×" + count : ""),
      onkeydown: (event) => { if (event.key === "Delete" || event.key === "Backspace") less(); }, ...holdable(add, less) },
    say(item.title), " ", h("span", { class: "off" }, "−" + item.points, h("i", null, count ? " ×" + count : ""))),
    count && !locked ? h("button", { class: "less", "aria-label": t("Take one back: {label}", { label }),
      onclick: () => { if (performance.now() - lastFault > 500) less(); } }, icon("cross", 20)) : null);
}

/** What a mark item carries for the outbox. */
export function markItem(entry, criterion, kind, detail) {
  const item = { kind: "mark", entry, criterion: criterion.key, mark: kind };
  return kind === "value" ? { ...item, value: valueOf(criterion, detail), detail } : item;
}
