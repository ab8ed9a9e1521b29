// Disputes, for those who handle them: what is open with the days that are left, whose time is over first; nothing of it is public.

import { h, icon } from "./dom.js";
import { uuid } from "./store.js";

export function disputesTab(page) {
  const { s, ui: { t }, redraw, tabTo } = page;
  const found = s.disputes;
  const kinds = s.view.matter_kinds.filter((kind) => kind.counts_only);
  if (!found) return h("p", { class: "card", key: "wait" }, t("One moment …"));
  const register = (kind) => { s.draft = { key: uuid(), kind: kind.key, title: "", day: s.day, answers: {} }; redraw(); };
  return h("section", { class: "stack", key: "disputes" },
    h("p", { class: "card banner calm" }, h("span", null, icon("lock"), " ", t("Only you at the office see this. Outside, nothing is told but how many there were."))),
    h("p", null, t("{n} open, {m} of them over their time; {k} ended", { n: found.open, m: found.overdue, k: found.ended })),
    h("div", { class: "row" },
      s.clerk ? kinds.map((kind) => h("button", { class: "go", key: kind.key, onclick: () => register(kind) }, icon("note"), " ", t("Register a dispute"))) : null,
      [[false, t("Under way")], [true, t("Ended")]].map(([ended, label]) => h("button", { key: String(ended), "aria-pressed": String(s.ended === ended),
        onclick: () => { s.ended = ended; tabTo("disputes"); } }, label))),
    found.disputes.length ? h("ul", { class: "lines card" }, found.disputes.map((one) => line(page, one))) : h("p", { class: "card" }, t("There is none.")));
}

function line(page, one) {
  const { s, ui: { t, say }, ask, redraw, day } = page;
  const open = async () => { s.error = ""; s.step = null; s.matter = await ask("GET", "/community/matters/" + one.id); redraw(); window.scrollTo(0, 0); };
  const words = one.brief.slice(0, 3).map((said) => say(said.value)).join(" · ");
  return h("li", { key: one.id }, h("button", { class: "line", onclick: open },
    h("span", { class: "grow" }, h("b", null, t("No. {n}", { n: one.id }), " · ", words),
      h("small", { class: "muted" }, [one.compound ? say(one.compound) : "", t("registered {day}", { day: day(one.day) })].filter(Boolean).join(" · "))),
    h("span", { class: "right" }, h("b", null, say(one.step_title)), clock(page, one))));
}

/** The clock of the dispute that is open, as the list last told it. */
export function clockOf(page) {
  const { s } = page;
  const one = s.disputes ? s.disputes.disputes.find((known) => known.id === s.matter.id) : null;
  return one && one.step === s.matter.step ? h("p", { key: "clock" }, clock(page, one)) : null;
}

function clock(page, one) {
  const { ui: { t }, day } = page;
  if (one.ended) return h("small", { class: "muted" }, day(one.since));
  if (one.left === null) return h("small", { class: "muted" }, t("no clock runs yet"));
  if (one.left < 0) return h("small", { class: "tie" }, t("{n} days over", { n: -one.left }));
  return h("small", { class: one.left < 8 ? "tie" : "muted" }, one.left ? t("{n} days left, until {day}", { n: one.left, day: day(one.due) }) : t("the last day is today"));
}
