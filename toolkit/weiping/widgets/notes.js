// Notes are written inline, beneath what they are about; there is no dialog and no "save" button to forget.

import { h, icon } from "./dom.js";
import { cellKey } from "./cell.js";

const PAUSE = 900; // a note goes to the outbox when the writing pauses, when the field is left, and before the page goes

/** The notes of a pad. `keep(item)` puts an item into the outbox. */
export function padNotes(ui, { keep, redraw }) {
  const open = new Set();
  const drafts = new Map(); // typed, not yet in the outbox: key -> {entry, criterion, text}
  let timer = null;

  function flush() {
    clearTimeout(timer);
    for (const [key, draft] of Array.from(drafts)) {
      drafts.delete(key);
      keep({ kind: "note", ...draft });
    }
  }

  function type(entry, criterion, text) {
    drafts.set(cellKey(entry, criterion), { entry, criterion, text });
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
    redraw();
  }

  function of(entry, criterion, known, locked) {
    const key = cellKey(entry, criterion);
    const draft = drafts.get(key);
    const text = draft ? draft.text : known.get(key) || "";
    const shown = open.has(key);
    const label = criterion ? ui.t("Note") : ui.t("Note on the whole");
    return {
      button: () => h("button", { class: "quiet note", key: "note/" + key, "aria-expanded": String(shown),
        disabled: locked && !text,
        onclick: () => { if (shown) open.delete(key); else open.add(key); redraw(); } },
      icon("note", 20), " ", label, text ? h("span", { class: "has" }, " ", icon("tick", 16)) : null),
      box: () => (shown ? h("textarea", { key: "box/" + key, rows: 2, maxlength: 1000, "aria-label": label,
        placeholder: ui.t("Write here; it is kept by itself"),
        readonly: locked, value: text, oninput: (event) => type(entry, criterion, event.target.value), onblur: flush }) : null),
    };
  }

  return { of, flush, busy: () => drafts.size };
}
