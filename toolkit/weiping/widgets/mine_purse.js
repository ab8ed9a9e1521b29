// What a household has: all of it, what of it may be spent today, and in sentences what became of the rest.

import { h, icon } from "./dom.js";

/** Why points wait, and from when they may be spent. */
export function waitWords({ ui: { t }, day }, { why, from }) {
  if (why === "objection") return t("somebody objected; they can be spent when that is settled");
  if (why === "next-notice") return t("will be in the next public notice, then they can be spent");
  if (why === "notice") return t("in the public notice; can be spent from {day}", { day: day(from) });
  return t("can be spent from {day}", { day: day(from) });
}

function part({ ui: { t } }, key, points, words, name) {
  return h("li", { key, class: "part " + (name || "") }, h("b", { class: "num" }, t("{n} points", { n: points })), h("span", null, words));
}

/** The sentences between the two numbers: nothing where both are the same. */
function rest(page) {
  const { s: { data }, ui: { t } } = page;
  const parts = data.waiting.map((one, index) => part(page, "wait/" + index, one.points, waitWords(page, one)));
  if (data.held) parts.push(part(page, "held", data.held, t("kept for what you ordered")));
  if (data.over) parts.push(part(page, "over", data.over, t("past their last day; they can no longer be spent")));
  if (data.owed) parts.push(part(page, "owed", data.owed, t("owed; they are taken from your points first"), "owed"));
  return parts.length ? h("ul", { class: "parts", key: "parts" }, parts) : null;
}

function next(page) {
  const { s: { data }, ui: { t }, day } = page;
  if (!data.expiring.length) return null;
  const [first] = data.expiring;
  return h("p", { class: "expiring", key: "expiring" }, icon("clock"), " ",
    t("{n} points have to be spent by {day}.", { n: first.points, day: day(first.on) }));
}

export function purse(page) {
  const { s: { data }, ui: { t } } = page;
  return h("section", { class: "card purse", key: "purse", "aria-label": t("Points") },
    h("div", { class: "sums" },
      h("div", null, h("p", null, t("You have")), h("p", { class: "num big", "data-what": "balance" }, data.balance),
        h("p", { class: "muted" }, t("points"))),
      h("div", null, h("p", null, t("Can be spent today")), h("p", { class: "num big ready", "data-what": "spendable" }, data.spendable),
        h("p", { class: "muted" }, t("points")))),
    rest(page), next(page), hours(page));
}

function hours({ s: { data }, ui }) {
  const { t } = ui;
  const people = data.people.filter((one) => one.minutes !== null || one.points !== null);
  if (!people.length) return null;
  const words = (one) => ui.list([
    one.minutes === null ? "" : t("volunteered {time}", { time: hoursWords(t, one.minutes) }),
    one.points === null ? "" : t("{n} points of their own", { n: one.points })].filter(Boolean));
  return h("ul", { class: "people", key: "people" }, people.map((one, index) => h("li", { key: index },
    h("span", null, one.name), h("span", null, words(one)))));
}

/** Minutes as people say them: 255 are 4 hours 15 minutes. */
function hoursWords(t, minutes) {
  const h = Math.floor(minutes / 60), m = minutes % 60;
  if (!h) return t("{m} minutes", { m });
  return m ? t("{h} h {m} min", { h, m }) : t("{h} hours", { h });
}
