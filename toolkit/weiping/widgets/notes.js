// Notes and comments are written inline, beneath what they are about; there is no dialog and no "save" button to forget.

import { h, icon, write } from "./dom.js";
import { cellKey } from "./fold.js";

const PAUSE = 900; // a note goes to the outbox when the writing pauses, when the field is left, and before the page goes

/** The words of a pad. `keep(item)` puts an item into the outbox. */
export function padNotes(ui, { keep, redraw }) {
  const open = new Set();
  const drafts = new Map(); // typed, not yet in the outbox: key -> item
  let timer = null;

  function flush() {
    clearTimeout(timer);
    for (const [key, draft] of Array.from(drafts)) {
      drafts.delete(key);
      keep(draft);
    }
  }

  function type(key, item) {
    drafts.set(key, item);
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE);
    redraw();
  }

  function toggle(button, key, shown) {
    if (shown) open.delete(key); else open.add(key);
    redraw();
    if (!shown) write(button, "box/" + key);
  }

  /** A field for `item` ({kind, entry, criterion?}): its button and, when opened, its box. */
  function field(item, known, { locked, label, about, sign, hint, always }) {
    const key = item.kind + "/" + cellKey(item.entry, item.criterion);
    const draft = drafts.get(key);
    const text = draft ? draft.text : known || "";
    const shown = always || open.has(key);
    const named = about ? label + " · " + about : label;
    return { text,
      button: () => h("button", { class: "quiet note", key, "aria-expanded": String(shown), disabled: locked && !text,
        "aria-label": named, onclick: (event) => toggle(event.currentTarget, key, shown) },
      icon(sign, 20), " ", label, text ? h("span", { class: "has" }, " ", icon("tick", 16)) : null),
      box: () => (shown ? h("textarea", { key: "box/" + key, rows: 2, maxlength: 1000, "aria-label": named, placeholder: hint,
        readonly: locked, value: text, oninput: (event) => type(key, { ...item, text: event.target.value }), onblur: flush }) : null),
    };
  }

  const { t } = ui;
  return {
    note: (entry, criterion, seen, locked, about) => field({ kind: "note", entry, criterion },
      seen.notes.get(cellKey(entry, criterion)), { locked, about, sign: "note",
        label: criterion ? t("Note") : t("Note on the whole"), hint: t("Write here; it is kept by itself") }),
    comment: (entry, seen, locked, always) => field({ kind: "comment", entry }, seen.comments.get(entry), { locked, always,
      sign: "talk", label: always ? t("Your reply") : t("For the other judges"),
      hint: t("The other judges read this once their own sheets are signed") }),
    flush, busy: () => drafts.size,
  };
}
