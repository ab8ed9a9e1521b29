// What a meeting has besides: agenda and quorum, votes, minutes, actions that carry over.

import { h } from "./dom.js";

export function meetingPart(page) {
  const { s, ui: { t } } = page;
  const held = s.open.meeting;
  return h("article", { class: "card stack", key: "meeting" }, h("h2", null, t("The meeting")),
    held ? [agenda(page, held), motions(page, held), minutes(page, held), actions(page, held)] : null,
    s.open.state === "planned" && s.clerk && (!held || s.form.agenda !== undefined) ? calling(page, held) : null);
}

function calling(page, held) {
  const { s, ui: { t }, act, redraw } = page;
  const wish = s.form;
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const send = async () => {
    const points = (wish.agenda || "").split("\n").map((one) => one.trim()).filter(Boolean);
    const body = { quorum: Number(wish.quorum || 0), agenda: points.map((title) => {
      const about = held ? held.agenda.find((one) => one.title === title) : null;
      return { title, matter: about ? about.matter : null };
    }) };
    const found = await act("/community/activities/" + s.open.id + "/meeting", body);
    if (found) { s.open = found; s.form = {}; redraw(); }
  };
  return h("div", { class: "stack add", key: "call" },
    h("label", null, h("b", null, t("Agenda, one point a line")), h("textarea", { rows: 4, value: wish.agenda || "", oninput: put("agenda") })),
    h("label", null, h("b", null, t("How many must be there")), h("input", { inputmode: "numeric", value: wish.quorum || "", oninput: put("quorum") })),
    h("button", { class: "go", disabled: s.busy || !(wish.agenda || "").trim() || !Number(wish.quorum), onclick: send }, t("Call the meeting")));
}

function agenda(page, held) {
  const { s, ui, ui: { t }, act, show } = page;
  return h("div", { class: "stack", key: "agenda" },
    h("ol", { class: "agenda" }, held.agenda.map((one, at) => h("li", { key: at }, one.title))),
    h("p", { class: "muted" }, t("{there} of {needed} needed are recorded as present", { there: s.open.parts.length, needed: held.quorum })),
    held.notice_at ? h("p", { class: "muted" }, t("The notice hangs since {when}.", { when: ui.clock(held.notice_at) }))
      : s.open.state === "planned" && s.clerk ? h("button", { onclick: async () => {
        if (await act("/community/activities/" + s.open.id + "/notice", {})) show(s.open.id);
      } }, t("The notice hangs now")) : null);
}

function motions(page, held) {
  const { s, ui: { t }, act, redraw } = page;
  const wish = s.form.motion || (s.form.motion = {});
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const send = async () => {
    const count = (name) => Number(wish[name] || 0);
    const body = { text: wish.text, votes_for: count("yes"), votes_against: count("no"), abstained: count("neither"), matter: wish.matter ? Number(wish.matter) : null };
    const found = await act("/community/activities/" + s.open.id + "/motions", body);
    if (found) { s.open = found; s.form.motion = {}; redraw(); }
  };
  const matters = held.agenda.filter((one) => one.matter !== null);
  return h("div", { class: "stack", key: "motions" }, h("h3", null, t("Votes")),
    h("ul", { class: "table" }, held.motions.map((one, at) => h("li", { key: at }, h("b", null, one.text),
      h("span", null, t("for {a}, against {b}, neither {c}, of {d}", { a: one.votes_for, b: one.votes_against, c: one.abstained, d: one.present })),
      h("span", { class: one.carried ? "stamp" : "tie" }, one.carried ? t("carried") : t("not carried"))))),
    s.open.state === "planned" && s.clerk ? h("div", { class: "stack add" },
      h("label", null, h("b", null, t("What is put to the vote")), h("input", { value: wish.text || "", maxlength: 300, oninput: put("text") })),
      h("div", { class: "three" }, [["yes", t("For")], ["no", t("Against")], ["neither", t("Neither")]].map(([name, label]) =>
        h("label", { key: name }, h("b", null, label), h("input", { inputmode: "numeric", value: wish[name] || "", oninput: put(name) })))),
      matters.length ? h("label", null, h("b", null, t("About which matter")), h("select", { onchange: put("matter") },
        h("option", { value: "" }, t("none of them")), matters.map((one) => h("option", { key: one.matter, value: one.matter, selected: String(one.matter) === wish.matter }, one.title)))) : null,
      h("button", { disabled: s.busy || !(wish.text || "").trim(), onclick: send }, t("Record the vote"))) : null);
}

function minutes(page, held) {
  const { s, ui: { t }, act, redraw } = page;
  const now = held.minutes;
  const text = s.form.minutes === undefined ? (now ? now.text : "") : s.form.minutes;
  const send = async () => {
    const found = await act("/community/activities/" + s.open.id + "/minutes", { text });
    if (found) { s.open = found; delete s.form.minutes; redraw(); }
  };
  return h("div", { class: "stack", key: "minutes" }, h("h3", null, t("Minutes")),
    now ? h("p", { class: now.approved ? "stamp" : "muted" }, now.approved ? t("Version {n}, approved", { n: now.version })
      : t("Version {n}: {a} of {b} approve", { n: now.version, a: now.approvals, b: now.present })) : null,
    now && now.amendments.length ? h("ul", { class: "amend" }, now.amendments.map((one, at) => h("li", { key: at }, one))) : null,
    s.clerk ? [h("textarea", { key: "text", rows: 6, value: text, "aria-label": t("Minutes"), oninput: (event) => { s.form.minutes = event.target.value; redraw(); } }),
      h("button", { key: "keep", disabled: s.busy || !text.trim() || (now && now.text === text), onclick: send }, t("Keep the minutes"))]
      : h("p", { class: "pre" }, text));
}

function actions(page, held) {
  const { s, ui: { t }, act, redraw, show, day } = page;
  const wish = s.form.action || (s.form.action = {});
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const states = { open: t("open"), done: t("done"), dropped: t("dropped") };
  const end = async (one) => { if (await act("/community/actions/" + one.id + "/end", { done: true })) show(s.open.id); };
  const line = (one) => h("li", { key: one.id }, h("b", null, one.text), h("span", null, one.owner), h("span", { class: one.overdue ? "tie" : "" }, day(one.due)),
    one.state === "open" && s.clerk ? h("button", { onclick: () => end(one) }, t("Done")) : h("span", null, states[one.state]));
  const send = async () => {
    const found = await act("/community/activities/" + s.open.id + "/actions", { actions: [{ text: wish.text, owner: wish.owner, due: wish.due }] });
    if (found) { s.open = found; s.form.action = {}; redraw(); }
  };
  const before = held.carried_over.filter((one) => !held.actions.some((own) => own.id === one.id));
  return h("div", { class: "stack", key: "actions" }, h("h3", null, t("Who does what")),
    h("ul", { class: "table" }, held.actions.map(line)),
    before.length ? [h("h3", { key: "h" }, t("Still open from earlier meetings")), h("ul", { class: "table", key: "l" }, before.map(line))] : null,
    s.clerk ? h("div", { class: "three add" },
      h("label", null, h("b", null, t("What is to be done")), h("input", { value: wish.text || "", maxlength: 200, oninput: put("text") })),
      h("label", null, h("b", null, t("Who does it")), h("input", { value: wish.owner || "", maxlength: 60, oninput: put("owner") })),
      h("label", null, h("b", null, t("Until")), h("input", { type: "date", value: wish.due || "", oninput: put("due") })),
      h("button", { disabled: s.busy || !(wish.text || "").trim() || !(wish.owner || "").trim() || !wish.due, onclick: send }, t("Write it down"))) : null);
}
