// A meeting: what is on its agenda and how many must be there, the notice that hangs before it; votes, minutes and actions follow.

import { actions } from "./community_actions.js";
import { minutes } from "./community_minutes.js";
import { motions } from "./community_votes.js";
import { h, icon } from "./dom.js";

/** What comes after everybody is there: votes, minutes, who does what. */
export function outcomePart(page) {
  const held = page.s.open.meeting;
  return held && !page.s.form.agenda ? h("article", { class: "card stack", key: "outcome" }, motions(page, held), minutes(page, held), actions(page, held)) : null;
}

export function meetingPart(page) {
  const { s, ui: { t } } = page;
  const held = s.open.meeting;
  const may = s.open.state === "planned" && s.clerk;
  return h("article", { class: "card stack", key: "meeting" }, h("h2", null, t("The meeting")),
    held && !s.form.agenda ? agenda(page, held, may) : null,
    may && !held && !s.form.agenda ? begin(page) : null,
    may && s.form.agenda ? calling(page, held) : null);
}

function begin(page) {
  const { ui: { t } } = page;
  return h("div", { class: "stack", key: "begin" }, h("p", null, t("Put an agenda together first; then the notice can hang.")),
    h("button", { class: "go", onclick: () => draft(page, null) }, icon("note"), " ", t("Write the agenda")));
}

/** What is being written: points with the matter each is about. Matters to choose from are asked for once. */
async function draft(page, held) {
  const { s, ask, redraw } = page;
  const points = held ? held.agenda.map((one) => ({ title: one.title, matter: one.matter === null ? "" : String(one.matter) })) : [{ title: "", matter: "" }];
  s.form.agenda = { points, quorum: held ? String(held.quorum) : "", voters: held && held.may_vote ? String(held.may_vote) : "", matters: [] };
  redraw();
  const found = await ask("GET", "/community/matters");
  if (found && s.form.agenda) { s.form.agenda.matters = found.matters; redraw(); }
}

function calling(page, held) {
  const { s, ui: { t, say }, act, redraw } = page;
  const wish = s.form.agenda;
  const put = (where, name) => (event) => { where[name] = event.target.value; redraw(); };
  const points = wish.points.filter((one) => one.title.trim());
  const known = held ? held.agenda.filter((one) => one.matter !== null && !wish.matters.some((matter) => matter.id === one.matter)) : [];
  const choices = wish.matters.map((one) => [one.id, say(one.title)]).concat(known.map((one) => [one.matter, say(one.about)]));
  const send = async () => {
    const body = { quorum: Number(wish.quorum), may_vote: wish.voters ? Number(wish.voters) : null,
      agenda: points.map((one) => ({ title: one.title.trim(), matter: one.matter ? Number(one.matter) : null })) };
    const found = await act("/community/activities/" + s.open.id + "/meeting", body);
    if (found) { s.open = found; s.form = {}; redraw(); }
  };
  return h("div", { class: "stack", key: "call" },
    wish.points.map((one, at) => h("div", { class: "three add", key: "point" + at },
      h("label", null, h("b", null, t("Point {n} of the agenda", { n: at + 1 })), h("input", { value: one.title, maxlength: 200, oninput: put(one, "title") })),
      choices.length ? h("label", null, h("b", null, t("About which matter")), h("select", { onchange: put(one, "matter") }, h("option", { value: "" }, t("none of them")),
        choices.map(([id, title]) => h("option", { key: id, value: id, selected: String(id) === one.matter }, title)))) : null,
      wish.points.length > 1 ? h("button", { onclick: () => { wish.points.splice(at, 1); redraw(); } }, t("Leave this point out")) : null)),
    h("button", { key: "more", class: "quiet", onclick: () => { wish.points.push({ title: "", matter: "" }); redraw(); } }, "＋ ", t("Another point")),
    h("div", { class: "three", key: "quorum" },
      h("label", null, h("b", null, t("How many must be there")), h("input", { inputmode: "numeric", value: wish.quorum, oninput: put(wish, "quorum") })),
      h("label", null, h("b", null, t("How many may vote (may stay empty)")), h("input", { inputmode: "numeric", value: wish.voters, oninput: put(wish, "voters") }))),
    h("div", { class: "row", key: "send" },
      h("button", { class: "go", disabled: s.busy || !points.length || !Number(wish.quorum), onclick: send }, held ? t("Keep the agenda") : t("Call the meeting")),
      h("button", { onclick: () => { s.form = {}; s.error = ""; redraw(); } }, t("Leave it"))));
}

function agenda(page, held, may) {
  const { s, ui, ui: { t, say }, act, show } = page;
  const enough = held.voters >= held.quorum;
  return h("div", { class: "stack", key: "agenda" },
    h("ol", { class: "agenda" }, held.agenda.map((one, at) => h("li", { key: at }, one.title, one.about ? h("small", { class: "muted" }, " · ", t("matter: {title}", { title: say(one.about) })) : null))),
    h("p", { class: enough ? "" : "tie" }, t("{there} are recorded as present, {needed} are needed", { there: held.voters, needed: held.quorum }),
      enough ? [" · ", t("the meeting has its quorum")] : null),
    held.notice_at ? h("p", { class: held.in_time ? "muted" : "tie" }, t("The notice hangs since {when}.", { when: ui.clock(held.notice_at) }), " ",
      held.in_time ? t("That is in time.") : t("That is less than a day ahead; say so at the meeting.")) : null,
    may ? h("div", { class: "row" },
      held.notice_at ? null : h("button", { class: "go", key: "notice", onclick: async () => { if (await act("/community/activities/" + s.open.id + "/notice", {})) show(s.open.id); } },
        t("Send the notice now: everybody sees it on the public page")),
      h("button", { key: "change", onclick: () => draft(page, held) }, t("Change the agenda"))) : null);
}
