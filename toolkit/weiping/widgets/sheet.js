// The sheet of one entry in full: shown once before it is signed, and read-only afterwards.

import { confirming, h, icon } from "./dom.js";
import { answerText, totalOf } from "./cell.js";
import { cellKey } from "./fold.js";

/** How a mark came about, in words: "良 +0.5 · 楼道堆物 −2 ×1". */
function how(ui, criterion, answer) {
  if (!answer || answer.mark !== "value" || !answer.detail) return "";
  const { say } = ui;
  const { level, fine, counts } = answer.detail;
  const parts = [];
  const base = criterion.levels.find((one) => one.key === level);
  const step = Number(fine || 0); // only for the sign; the text itself is printed
  if (base) parts.push(say(base.title) + " " + base.value);
  if (step) parts.push(step > 0 ? "+" + fine : "−" + String(fine).replace("-", ""));
  for (const item of criterion.deductions) if (counts && counts[item.key]) parts.push(say(item.title) + " −" + item.points + " ×" + counts[item.key]);
  return parts.join(" · ");
}

/** `signed` decides between the last look before signing and the read-only sheet. */
export function sheet(ui, { criteria, entry, seen, signed, locked, armed, redraw, reopen, photosOf }) {
  const { t, say } = ui;
  const noteOf = (criterion) => seen.notes.get(cellKey(entry.id, criterion));
  const line = (criterion) => {
    const answer = seen.marks.get(cellKey(entry.id, criterion.key));
    const words = [how(ui, criterion, answer), noteOf(criterion.key) ? t("Note: {text}", { text: noteOf(criterion.key) })
      : ""].filter(Boolean);
    const photo = seen.photos.has(cellKey(entry.id, criterion.key)) ? photosOf(criterion) : null;
    return h("tr", { key: criterion.key }, h("th", { scope: "row" }, say(criterion.title),
      words.map((text) => h("small", null, text)), photo ? [photo.button(), photo.box()] : null),
      h("td", { class: "num" + (answer && answer.mark === "value" ? "" : " word") }, answerText(ui, answer)));
  };
  return h("section", { class: "card sheet", key: "sheet/" + entry.id },
    h("p", { class: signed ? "stamp" : "muted" }, signed ? [icon("tick"), " ", t("Signed. This sheet is read-only now.")]
      : t("Please look through your sheet once more, then sign it.")),
    h("table", null, h("tbody", null, criteria.map(line)),
      h("tfoot", null, h("tr", null, h("th", { scope: "row" }, t("Total")),
        h("td", { class: "num" }, totalOf(criteria, seen.marks, entry.id) || "—")))),
    noteOf(null) ? h("p", null, t("Note: {text}", { text: noteOf(null) })) : null,
    signed && !locked ? h("button", { class: "quiet reopen", key: "reopen",
      ...confirming(armed, "reopen/" + entry.id, redraw, reopen) }, icon("back"), " ",
      armed.key === "reopen/" + entry.id ? t("Tap again: reopen the sheet (this leaves a trace)") : t("Change this sheet")) : null);
}
