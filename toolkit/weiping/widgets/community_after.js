// How an activity went: what its kind asks for once it is over, and what people say of it.

import { h, icon } from "./dom.js";
import { questions } from "./community_form.js";
import { finder } from "./community_people.js";

export function afterCard(page, kind) {
  const { s, ui: { t } } = page;
  const one = s.open;
  if (one.to_come || one.state === "cancelled" || !kind || kind.system === "deliberation") return null;
  if (!s.clerk && !one.evaluations.length) return null;
  return h("article", { class: "card stack", key: "after" }, h("h2", null, t("How did it go?")),
    s.clerk && one.state === "planned" && kind.form.length ? answering(page, kind) : null,
    said(page), s.clerk ? evaluating(page) : null);
}

function answering(page, kind) {
  const { s, ui: { t }, act, redraw } = page;
  const wish = s.after;
  if (!wish) return h("button", { key: "answer", onclick: () => { s.after = { ...s.open.data }; redraw(); } }, icon("note"), " ", t("Write down how many were served, and what else is asked"));
  const send = async () => {
    const answers = Object.fromEntries(kind.form.map((one) => [one.key, wish[one.key] === "" || wish[one.key] === undefined ? null : wish[one.key]]));
    const found = await act("/community/activities/" + s.open.id + "/answers", { answers });
    if (found) { s.open = found; s.after = null; redraw(); }
  };
  return h("div", { class: "stack add", key: "answering" }, questions(page, kind.form, wish),
    h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy, onclick: send }, t("Keep this")),
      h("button", { onclick: () => { s.after = null; redraw(); } }, t("Leave it"))));
}

const faces = (t) => ({ good: t("Satisfied"), fair: t("Mostly satisfied"), poor: t("Not satisfied") });

function said(page) {
  const { s, ui: { t }, day } = page;
  const words = faces(t);
  return s.open.evaluations.length ? h("ul", { class: "said-of stack", key: "said" }, s.open.evaluations.map((one, at) => h("li", { key: at, class: one.complaint ? "banner bad" : "" },
    h("span", null, h("b", null, one.complaint ? t("Complaint") : words[one.satisfaction]), " · ", one.name || t("asked by the office"), h("small", { class: "muted" }, " · " + day(one.day))),
    one.remark ? h("p", null, one.remark) : null))) : null;
}

function evaluating(page) {
  const { s, ui: { t }, act, redraw } = page;
  const wish = s.opinion;
  if (!wish) return h("button", { key: "say", onclick: () => { s.opinion = { satisfaction: "", remark: "" }; redraw(); } }, icon("speech"), " ", t("Write down what somebody says of it"));
  const chip = (key, label) => h("button", { key, "aria-pressed": String(wish.satisfaction === key), onclick: () => { wish.satisfaction = key; redraw(); } }, label);
  const complaint = wish.satisfaction === "complaint";
  const send = async () => {
    const found = await act("/community/activities/" + s.open.id + "/evaluations", { satisfaction: complaint ? "poor" : wish.satisfaction, complaint, remark: wish.remark.trim(), resident: wish.resident || null });
    if (found) { s.open = found; s.opinion = null; redraw(); }
  };
  return h("div", { class: "stack add", key: "evaluating" },
    h("div", { class: "chips", role: "group", "aria-label": t("What do they say?") }, Object.entries(faces(t)).map(([key, label]) => chip(key, label)), chip("complaint", t("It is a complaint"))),
    finder(page, wish, t("Who says so? Empty for those whom the office asked")),
    h("label", null, h("b", null, t("In their words")), h("textarea", { rows: 2, maxlength: 500, value: wish.remark, oninput: (event) => { wish.remark = event.target.value; redraw(); } })),
    h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !wish.satisfaction || (complaint && !wish.remark.trim()) || Boolean((wish.who || "").trim() && !wish.resident), onclick: send }, t("Keep this")),
      h("button", { onclick: () => { s.opinion = null; redraw(); } }, t("Leave it"))));
}
