// What everybody may see: what is on, what was done, where the micro-projects stand.

import { h } from "./dom.js";
import { said } from "./community_form.js";
import { monthBar, nothing } from "./community_calendar.js";
import { photoStrip } from "./community_photos.js";

export function publicView(page) {
  const { s, ui: { t, say }, day, redraw } = page;
  const { counts } = s.view;
  const wanted = (s.query || "").trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (one) => { const words = JSON.stringify([one.title, one.kind_title, one.place, one.agenda, one.answers]).toLowerCase(); return wanted.every((word) => words.indexOf(word) >= 0); };
  const activities = s.view.activities.filter(fits), matters = s.view.matters.filter(fits);
  const lost = /^#here-/.test(window.location.hash) && !page.s.own;
  return h("section", { class: "stack" }, lost ? h("p", { class: "card banner wait", key: "lost" }, t("To be recorded as present, open your household's card on this phone first, then scan again.")) : null,
    h("input", { key: "find", type: "search", value: s.query || "", "aria-label": t("Find an activity or a matter"), placeholder: t("Find an activity or a matter"),
      oninput: (event) => { s.query = event.target.value; redraw(); } }), monthBar(page),
    activities.length ? h("ul", { class: "lines card" }, activities.map((one) => h("li", { key: one.id }, h("div", { class: "line" },
      h("span", { class: "when" }, h("b", { class: "num" }, one.day.slice(8)), h("small", null, one.begins || " ")),
      h("span", { class: "grow" }, h("b", null, say(one.title)), h("small", { class: "muted" }, say(one.kind_title) + (one.place ? " · " + one.place : "")),
        one.agenda.length ? h("ol", { class: "agenda" }, one.agenda.map((title, at) => h("li", { key: at }, title))) : null),
      one.state === "certified" ? h("small", { class: "stamp" }, t("took place")) : h("small", null, t("planned"))),
    one.photos.length ? photoStrip(page, one.photos, "/a" + one.id, t("Photo"), null) : null)))
      : wanted.length ? h("p", { class: "card", key: "none" }, t("Nothing of that kind was found.")) : nothing(page),
    matters.length ? h("article", { class: "card stack" }, h("h2", null, t("What is being settled, and what was")),
      h("ul", { class: "stack" }, matters.map((one) => h("li", { key: one.id }, h("details", null,
        h("summary", null, say(one.title), " · ", say(one.step_title)), h("p", { class: "muted" }, say(one.kind_title) + " · " + day(one.day)), said(page, one.answers),
        one.photos.length ? photoStrip(page, one.photos, "/m" + one.id, t("Photo"), null) : null))))) : null,
    counts.map((one, at) => h("p", { class: "muted", key: "count" + at }, say(one.title), ": ", one.count)));
}
