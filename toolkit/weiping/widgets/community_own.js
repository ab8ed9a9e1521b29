// What a household does for itself with services and culture: sign up, and say afterwards how it was.

import { h, icon } from "./dom.js";

/** `reload` asks for the household's page anew. */
export function ownActivities(page, reload) {
  return [ahead(page, reload), lately(page, reload)];
}

const where = (page, one) => [page.ui.say(one.kind_title), page.day(one.day), [one.begins, one.ends].filter(Boolean).join("–"), one.place].filter(Boolean).join(" · ");

function ahead(page, reload) {
  const { s, ui: { t, say }, act } = page;
  const sign = async (one, who, comes) => { if (await act("/community/activities/" + one.id + "/sign-up", { resident: who, role: one.role, comes })) await reload(page); };
  return s.own.activities.length ? h("article", { class: "card stack", key: "activities" }, h("h2", null, t("Activities to come")),
    s.own.activities.map((one) => h("div", { class: "stack add", key: one.id }, h("h3", null, say(one.title)),
      h("p", null, where(page, one), one.room !== null ? " · " + t("{n} places left", { n: one.room }) : ""),
      h("div", { class: "row" }, s.own.people.map((person) => {
        const comes = one.coming.indexOf(person.resident) >= 0;
        return h("button", { key: person.resident, class: comes ? "" : "go", disabled: s.busy || (!comes && one.room === 0), "aria-pressed": String(comes), onclick: () => sign(one, person.resident, !comes) },
          comes ? [icon("tick", 18), " ", t("{name} comes; tap to call it off", { name: person.name })] : t("{name} comes as: {role}", { name: person.name, role: say(one.role_title) }));
      }))))) : null;
}

function lately(page, reload) {
  const { s, ui: { t, say }, redraw } = page;
  if (!s.own.lately.length) return null;
  return h("article", { class: "card stack", key: "lately" }, h("h2", null, t("How was it?")), s.own.lately.map((one) => h("div", { class: "stack add", key: one.id },
    h("h3", null, say(one.title)), h("p", null, where(page, one)), one.silent.map((person) => {
      const key = one.id + "/" + person.resident;
      const wish = s.opinion && s.opinion.key === key ? s.opinion : null;
      const face = (satisfaction, label) => h("button", { key: satisfaction, "aria-pressed": String(Boolean(wish) && wish.satisfaction === satisfaction),
        onclick: () => { s.opinion = { key, satisfaction, remark: wish ? wish.remark : "" }; redraw(); } }, label);
      return h("div", { class: "stack", key }, h("b", null, person.name), h("div", { class: "row" }, face("good", t("Satisfied")), face("fair", t("Mostly satisfied")), face("poor", t("Not satisfied")), face("complaint", t("It is a complaint"))),
        wish ? saying(page, one, person, wish, reload) : null);
    }))));
}

function saying(page, one, person, wish, reload) {
  const { s, ui: { t }, act, redraw } = page;
  const complaint = wish.satisfaction === "complaint";
  const send = async () => {
    const body = { satisfaction: complaint ? "poor" : wish.satisfaction, complaint, remark: wish.remark.trim(), resident: person.resident };
    if (await act("/community/activities/" + one.id + "/evaluations", body)) { s.opinion = null; await reload(page); }
  };
  return h("div", { class: "stack", key: "saying" },
    h("label", null, h("b", null, complaint ? t("What was wrong?") : t("Something to add? (may stay empty)")), h("textarea", { rows: 2, maxlength: 500, value: wish.remark, oninput: (event) => { wish.remark = event.target.value; redraw(); } })),
    h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || (complaint && !wish.remark.trim()), onclick: send }, t("Tell the office"))));
}
