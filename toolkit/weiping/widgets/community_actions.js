// What a meeting gave somebody to do: by whom, until when, about which matter. What is open comes back at every later meeting.

import { h } from "./dom.js";

export function actions(page, held) {
  const { s, ui: { t } } = page;
  const before = held.carried_over.filter((one) => !held.actions.some((own) => own.id === one.id));
  return h("div", { class: "stack", key: "actions" }, h("h3", null, t("Who does what")),
    held.actions.length ? h("ul", { class: "table" }, held.actions.map((one) => line(page, one))) : null,
    before.length ? [h("h3", { key: "h" }, t("Still open from earlier meetings")), h("ul", { class: "table", key: "l" }, before.map((one) => line(page, one)))] : null,
    s.clerk ? giving(page, held) : null);
}

function line(page, one) {
  const { s, ui: { t, say }, act, redraw, show, day } = page;
  const states = { open: t("open"), done: t("done"), dropped: t("dropped") };
  const drop = s.form.drop && s.form.drop.id === one.id ? s.form.drop : null;
  const end = async (body) => { if (await act("/community/actions/" + one.id + "/end", body)) show(s.open.id); };
  return h("li", { key: one.id }, h("span", null, h("b", null, one.text), h("small", { class: "muted" }, [one.about ? say(one.about) : "", one.from ? say(one.from) : "", one.note].filter(Boolean).join(" · "))),
    h("span", null, one.owner), h("span", { class: one.overdue ? "tie" : "" }, one.overdue ? t("overdue since {day}", { day: day(one.due) }) : t("until {day}", { day: day(one.due) })),
    one.state === "open" && s.clerk ? h("span", { class: "row" }, h("button", { disabled: s.busy, onclick: () => end({ done: true }) }, t("Done")),
      h("button", { class: "quiet", onclick: () => { s.form.drop = drop ? null : { id: one.id, why: "" }; redraw(); } }, t("Drop it"))) : h("span", null, states[one.state]),
    drop ? h("span", { class: "row whole", key: "why" }, h("input", { value: drop.why, maxlength: 200, "aria-label": t("Why it is dropped"), placeholder: t("Why it is dropped"),
      oninput: (event) => { drop.why = event.target.value; redraw(); } }),
    h("button", { disabled: s.busy || !drop.why.trim(), onclick: () => end({ done: false, note: drop.why.trim() }) }, t("Write it down"))) : null);
}

function giving(page, held) {
  const { s, ui: { t }, act, redraw } = page;
  const wish = s.form.action || (s.form.action = { owner: "", resident: "" });
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const own = (event) => { wish.resident = event.target.value; redraw(); };
  const there = [];
  for (const part of s.open.parts) if (part.resident && !there.some((one) => one.resident === part.resident)) there.push(part);
  const matters = held.agenda.filter((one) => one.matter !== null);
  const send = async () => {
    const body = { text: wish.text, due: wish.due, ...(wish.resident ? { resident: wish.resident } : { owner: wish.owner.trim() }), matter: wish.matter ? Number(wish.matter) : null };
    const found = await act("/community/activities/" + s.open.id + "/actions", { actions: [body] });
    if (found) { s.open = found; delete s.form.action; redraw(); }
  };
  return h("div", { class: "stack add" }, h("div", { class: "three" },
    h("label", null, h("b", null, t("What is to be done")), h("input", { value: wish.text || "", maxlength: 200, oninput: put("text") })),
    h("label", null, h("b", null, t("Who does it")), h("select", { onchange: own }, h("option", { value: "" }, t("somebody else")),
      there.map((one) => h("option", { key: one.resident, value: one.resident, selected: one.resident === wish.resident }, one.name)))),
    wish.resident ? null : h("label", { key: "owner" }, h("b", null, t("Who else")), h("input", { value: wish.owner, maxlength: 60, oninput: put("owner") })),
    h("label", null, h("b", null, t("Until")), h("input", { type: "date", value: wish.due || "", oninput: put("due") })),
    matters.length ? h("label", null, h("b", null, t("About which matter")), h("select", { onchange: put("matter") }, h("option", { value: "" }, t("none of them")),
      matters.map((one) => h("option", { key: one.matter, value: one.matter, selected: String(one.matter) === wish.matter }, one.title)))) : null),
  h("button", { disabled: s.busy || !(wish.text || "").trim() || !wish.due, onclick: send }, t("Write it down")));
}
