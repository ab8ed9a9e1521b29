// One activity: what was planned, who took part, the meeting it may be, and certifying it.

import { h, icon } from "./dom.js";
import { said, twice } from "./community_form.js";
import { meetingPart, outcomePart } from "./community_meeting.js";
import { stateWords } from "./community_calendar.js";
import { afterCard } from "./community_after.js";
import { peopleCard } from "./community_people.js";
import { photoStrip } from "./community_photos.js";

export function activityCard(page) {
  const { s, ui: { t, say }, redraw, day } = page;
  const one = s.open;
  const kind = s.view.kinds.find((known) => known.key === one.kind);
  return h("section", { class: "stack", key: "activity/" + one.id },
    h("button", { class: "quiet back", key: "back", onclick: () => { s.open = null; s.error = ""; redraw(); page.load(s.month); } }, icon("back"), " ", t("Back to the calendar")),
    h("article", { class: "card stack", key: "head" },
      h("h2", null, say(one.title)),
      h("p", null, [say(one.kind_title), day(one.day), [one.begins, one.ends].filter(Boolean).join("–"), one.place].filter(Boolean).join(" · ")),
      h("p", { class: one.state === "certified" ? "stamp" : one.state === "cancelled" ? "tie" : "muted" }, stateWords(t)[one.state],
        one.reason ? " · " + one.reason : "", one.complaint ? " · " + t("a justified complaint: no hours and no points") : ""),
      said(page, one.answers),
      one.partners.length ? h("p", null, t("Together with"), " ", one.partners.map(say).join("、")) : null),
    kind && kind.system === "deliberation" ? meetingPart(page) : null,
    pictures(page),
    afterCard(page, kind),
    peopleCard(page, kind),
    kind && kind.system === "deliberation" ? outcomePart(page) : null,
    one.state === "planned" ? ending(page) : null);
}

function pictures(page) {
  const { s, ui: { t }, redraw } = page;
  const one = s.open;
  if (!one.photos.length && (!s.clerk || one.state === "cancelled")) return null;
  const take = s.clerk && one.state !== "cancelled" ? { stands: (found) => { s.open = found; redraw(); } } : null;
  return h("article", { class: "card stack", key: "pictures" }, h("h2", null, t("Photos")),
    photoStrip(page, one.photos, "/community/activities/" + one.id, t("Photo"), take));
}

/** What lets it count; where somebody complained, whether that is justified has to be said. */
function complained(page, path, take) {
  const { s, ui: { t }, act } = page;
  const send = (body) => async () => take(await act(path + "/certify", body));
  if (!s.open.evaluations.some((one) => one.complaint)) {
    return h("div", { class: "row", key: "go" }, twice(page, "certify", t("Certify it"), t("Really certify it?"), send({}), { class: "go" }),
      twice(page, "complaint", t("A justified complaint: certify without points"), t("Really without points?"), send({ complaint: true }), {}));
  }
  return h("div", { class: "stack", key: "go" }, h("p", { class: "banner bad" }, t("Somebody complained; read it above. Is the complaint justified?")),
    h("div", { class: "row" }, twice(page, "certify", t("Not justified: certify it"), t("Really certify it?"), send({ complaint: false }), { class: "go" }),
      twice(page, "complaint", t("Justified: no hours and no points"), t("Really without points?"), send({ complaint: true }), {})));
}

function ending(page) {
  const { s, ui: { t }, act, redraw } = page;
  const one = s.open;
  const path = "/community/activities/" + one.id;
  const take = (found) => { if (found) { s.open = found; redraw(); } };
  return h("article", { class: "card stack", key: "end" },
    h("h2", null, t("Let it count")),
    one.mine ? h("p", { class: "banner wait" }, t("You recorded this activity. A colleague looks at it and certifies it; then hours and points count."))
      : one.to_come ? h("p", { class: "muted" }, t("It is still to come.")) : [
        h("p", { class: "muted", key: "about" }, t("What you certify counts: hours are credited and points are earned.")),
        complained(page, path, take)],
    s.clerk ? h("div", { class: "row", key: "off" },
      h("input", { value: s.form.why || "", maxlength: 200, placeholder: t("Why it is called off"), "aria-label": t("Why it is called off"),
        oninput: (event) => { s.form.why = event.target.value; redraw(); } }),
      twice(page, "cancel", t("Call it off"), t("Really call it off?"), async () => take(await act(path + "/cancel", { reason: s.form.why || "" })), {})) : null);
}
