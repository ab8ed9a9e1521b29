// A slider for a long scale: it shows the number while it is moved, and makes one mark when it is let go.

import { h } from "./dom.js";
import { decimals, levelAt, plain, scaled, tapTo } from "./marks.js";

const REST = 350; // with the arrow keys a mark is made when they rest

/** The sliders of a pad; `give(detail)` makes the mark of the one that was let go. */
export function padSliders(ui, { redraw }) {
  const moving = new Map(); // cell -> {text, timer, done}

  function flush() {
    for (const one of Array.from(moving.values())) { clearTimeout(one.timer); one.done(); }
  }

  function of(entry, criterion, detail, value, locked, give) {
    const key = entry + "/" + criterion.key;
    const { low, high, step } = criterion.scale;
    const places = Math.max(...[low, high, step].map(decimals));
    const shown = moving.has(key) ? moving.get(key).text : value;
    const settle = (text) => { moving.delete(key); if (text !== value) give(tapTo(criterion, detail, text)); else redraw(); };
    const move = (event) => {
      const text = plain(scaled(Number(event.target.value).toFixed(places), places), places);
      if (moving.has(key)) clearTimeout(moving.get(key).timer);
      moving.set(key, { text, timer: null, done: () => settle(text) });
      redraw();
    };
    const release = () => {
      const one = moving.get(key);
      if (one) { clearTimeout(one.timer); one.timer = setTimeout(one.done, REST); }
    };
    const level = shown === null ? null : criterion.levels.find((one) => one.key === levelAt(criterion, shown));
    return { shown, field: () => h("div", { class: "slide", key: "slide" },
      h("input", { key: "range", type: "range", min: low, max: high, step, value: shown === null ? low : shown, disabled: locked,
        class: shown === null ? "unset" : null, "aria-label": ui.say(criterion.title),
        "aria-valuetext": shown === null ? ui.t("not scored yet") : shown + (level ? " " + ui.say(level.title) : ""),
        oninput: move, onchange: release, onblur: () => { const one = moving.get(key); if (one) { clearTimeout(one.timer); one.done(); } } }),
      h("div", { class: "ends muted", "aria-hidden": "true" }, h("span", null, low), h("b", null, level ? ui.say(level.title) : ""),
        h("span", null, high))) };
  }

  return { of, flush, busy: () => moving.size };
}
