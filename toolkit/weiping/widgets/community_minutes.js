// Minutes: every version, and what those who were there say of it: approved, or to be amended.

import { h } from "./dom.js";

export function minutes(page, held) {
  const { s, ui: { t } } = page;
  const now = held.minutes;
  return h("div", { class: "stack", key: "minutes" }, h("h3", null, t("Minutes")),
    now ? h("p", { class: now.approved ? "stamp" : "muted" }, now.approved ? t("Version {n}, approved", { n: now.version })
      : t("Version {n}: {a} of {b} approve", { n: now.version, a: now.approvals, b: now.present })) : null,
    now && now.amendments.length ? h("div", { class: "banner wait", key: "wanted" }, h("b", null, t("To be amended:")),
      h("ul", { class: "amend" }, now.amendments.map((one, at) => h("li", { key: at }, one))), t("Change the text below and keep it: that is the next version, and everybody is asked again.")) : null,
    s.clerk ? writing(page, now) : h("p", { class: "pre" }, now ? now.text : ""),
    now && s.clerk && now.silent.length ? answering(page, now) : null);
}

function writing(page, now) {
  const { s, ui: { t }, act, redraw } = page;
  const text = s.form.minutes === undefined ? (now ? now.text : "") : s.form.minutes;
  const send = async () => {
    const found = await act("/community/activities/" + s.open.id + "/minutes", { text });
    if (found) { s.open = found; delete s.form.minutes; redraw(); }
  };
  return h("div", { class: "stack", key: "write" },
    h("textarea", { rows: 6, value: text, "aria-label": t("Minutes"), oninput: (event) => { s.form.minutes = event.target.value; redraw(); } }),
    h("button", { disabled: s.busy || !text.trim() || Boolean(now && now.text === text), onclick: send }, now ? t("Keep it as the next version") : t("Keep the minutes")));
}

/** Who was there and has not answered: on their own phone, or here, where somebody at the office takes it down. */
function answering(page, now) {
  const { s, ui: { t }, act, redraw } = page;
  const wish = s.form.said || (s.form.said = { who: "", text: "" });
  const say = async (resident, approves) => {
    const body = { version: now.version, resident, approves, text: approves ? "" : wish.text.trim() };
    const found = await act("/community/activities/" + s.open.id + "/minutes/answers", body);
    if (found) { s.open = found; delete s.form.said; redraw(); }
  };
  return h("details", { class: "stack", key: "answers" }, h("summary", null, t("{n} who were there have not answered yet", { n: now.silent.length })),
    h("p", { class: "muted" }, t("They answer on their household's own page, or you take it down here.")),
    h("ul", { class: "lines" }, now.silent.map((one) => h("li", { key: one.resident, class: "row" }, h("b", { class: "grow" }, one.name),
      h("button", { disabled: s.busy, onclick: () => say(one.resident, true) }, t("Approves")),
      h("button", { "aria-pressed": String(wish.who === one.resident), onclick: () => { wish.who = wish.who === one.resident ? "" : one.resident; redraw(); } }, t("Wants a change")),
      wish.who === one.resident ? [h("input", { key: "text", value: wish.text, maxlength: 500, "aria-label": t("What is to be changed"), placeholder: t("What is to be changed"),
        oninput: (event) => { wish.text = event.target.value; redraw(); } }),
      h("button", { key: "send", class: "go", disabled: s.busy || !wish.text.trim(), onclick: () => say(one.resident, false) }, t("Write it down"))] : null))));
}
