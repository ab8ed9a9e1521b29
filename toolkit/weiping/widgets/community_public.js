// What everybody may see: what is on, what was done, where the micro-projects stand.

import { h } from "./dom.js";
import { said } from "./community_form.js";
import { monthBar, nothing } from "./community_calendar.js";
import { photoStrip } from "./community_photos.js";

export function publicView(page) {
  const { s, ui: { t, say }, day } = page;
  const { activities, matters, counts } = s.view;
  const lost = /^#here-/.test(window.location.hash) && !page.s.own;
  return h("section", { class: "stack" }, lost ? h("p", { class: "card banner wait", key: "lost" }, t("To be recorded as present, open your household's card on this phone first, then scan again.")) : null, monthBar(page),
    activities.length ? h("ul", { class: "lines card" }, activities.map((one) => h("li", { key: one.id }, h("div", { class: "line" },
      h("span", { class: "when" }, h("b", { class: "num" }, one.day.slice(8)), h("small", null, one.begins || " ")),
      h("span", { class: "grow" }, h("b", null, say(one.title)), h("small", { class: "muted" }, say(one.kind_title) + (one.place ? " · " + one.place : "")),
        one.agenda.length ? h("ol", { class: "agenda" }, one.agenda.map((title, at) => h("li", { key: at }, title))) : null),
      one.state === "certified" ? h("small", { class: "stamp" }, t("took place")) : h("small", null, t("planned"))),
    one.photos.length ? photoStrip(page, one.photos, "/a" + one.id, t("Photo"), null) : null)))
      : nothing(page),
    matters.length ? h("article", { class: "card stack" }, h("h2", null, t("What is being settled, and what was")),
      h("ul", { class: "stack" }, matters.map((one) => h("li", { key: one.id }, h("details", null,
        h("summary", null, say(one.title), " · ", say(one.step_title)), h("p", { class: "muted" }, say(one.kind_title) + " · " + day(one.day)), said(page, one.answers),
        one.photos.length ? photoStrip(page, one.photos, "/m" + one.id, t("Photo"), null) : null))))) : null,
    counts.map((one, at) => h("p", { class: "muted", key: "count" + at }, say(one.title), ": ", one.count)));
}
