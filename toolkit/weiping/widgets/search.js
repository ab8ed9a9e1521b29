// The list of entries in walking order: find one by name or number, or see only what is still to do.

import { h, icon } from "./dom.js";
import { outstanding, stateOf, stateWords } from "./progress.js";

/** `find` is what the page keeps: {text, open}. */
export function searchList({ ui, pad, seen, entries, entry, find, redraw, show }) {
  const { t, say } = ui;
  const open = new Set(outstanding(pad, seen, entries));
  const wanted = find.text.trim().toLowerCase();
  const fits = (one) => !wanted || String(one.number) === wanted
    || [one.name.zh_CN, one.name.en, one.name].some((name) => typeof name === "string" && name.toLowerCase().indexOf(wanted) >= 0);
  const found = entries.filter((one) => fits(one) && (!find.open || open.has(one)));
  return h("section", { class: "card finder", key: "finder" },
    h("h2", null, t("All entries, in walking order")),
    h("input", { key: "find", type: "search", value: find.text, "aria-label": t("Name or number"),
      placeholder: t("Name or number"), oninput: (event) => { find.text = event.target.value; redraw(); } }),
    h("div", { class: "row", role: "group", "aria-label": t("Show") },
      [[false, t("All ({n})", { n: entries.length })], [true, t("Still to do ({n})", { n: open.size })]].map(([only, label]) =>
        h("button", { key: only ? "open" : "all", "aria-pressed": String(find.open === only),
          onclick: () => { find.open = only; redraw(); } }, label))),
    found.length ? h("ol", { class: "hits" }, found.map((one) => h("li", { key: one.id }, h("button",
      { "aria-current": one === entry ? "step" : null, onclick: () => show(one) },
      h("b", { class: "num" }, String(one.number)), h("span", { class: "grow" }, say(one.name)),
      h("span", { class: "state " + stateOf(pad, seen, one) }, stateOf(pad, seen, one) === "signed" ? icon("tick", 18) : null,
        " ", stateWords(ui, pad, seen, one)))))) : h("p", { class: "muted", role: "status" }, t("Nothing here.")));
}
