// A certificate of service: whose, of which days; what it will say is shown before it is printed.

import { h, icon } from "./dom.js";
import { finder } from "./community_people.js";

export function certificateCard(page) {
  const { s, ui: { t, say }, redraw } = page;
  const wish = s.service;
  const put = (name) => (event) => { wish[name] = event.target.value; wish.found = null; wish.number = null; redraw(); };
  if (wish.resident !== wish.of) Object.assign(wish, { of: wish.resident, found: null, number: null });
  return h("section", { class: "card stack", key: "service" }, h("h2", null, t("Certificate of service")),
    finder(page, wish, t("Whose? Name or address")),
    h("div", { class: "three" },
      h("label", null, h("b", null, t("From")), h("input", { type: "date", value: wish.first, max: wish.last, oninput: put("first") })),
      h("label", null, h("b", null, t("Until")), h("input", { type: "date", value: wish.last, min: wish.first, oninput: put("last") }))),
    wish.found ? h("div", { class: "stack", key: "found" }, wish.found.lines.length ? [
      h("ul", { class: "table", key: "lines" }, wish.found.lines.map((line, at) => h("li", { key: at }, h("span", null, line.on), h("b", null, say(line.title)),
        h("span", null, say(line.role)), h("span", { class: "num right" }, lasting(t, line.minutes))))),
      h("p", { class: "stamp", key: "all" }, t("In all {n} activities, {time}", { n: wish.found.lines.length, time: lasting(t, wish.found.minutes) })),
    ] : h("p", { class: "banner wait" }, t("No certified service in these days. A colleague certifies the activities first."))) : null,
    h("div", { class: "row", key: "acts" }, acts(page), h("button", { key: "close", onclick: () => { s.service = null; s.error = ""; redraw(); } }, t("Close"))));
}

export const lasting = (t, minutes) => [minutes >= 60 ? t("{n} h", { n: Math.floor(minutes / 60) }) : "", minutes % 60 ? t("{n} min", { n: minutes % 60 }) : ""].filter(Boolean).join(" ");

function acts(page) {
  const { s, ui, ui: { t }, ask, act, redraw, address } = page;
  const wish = s.service;
  const look = async () => {
    s.error = "";
    wish.found = await ask("GET", "/community/service?resident=" + encodeURIComponent(wish.resident) + "&first=" + wish.first + "&last=" + wish.last);
    redraw();
  };
  const make = async () => {
    const made = await act("/community/service/certificates", { resident: wish.resident, first: wish.first, last: wish.last });
    if (made) { wish.number = made.certificate; redraw(); }
  };
  if (!wish.found) return h("button", { class: "go", key: "look", disabled: !wish.resident || !wish.first || !wish.last, onclick: look }, t("Show the hours"));
  if (!wish.found.lines.length) return null;
  if (!wish.number) return h("button", { class: "go", key: "make", disabled: s.busy || !wish.found.pdf, onclick: make }, t("Make out the certificate"));
  return address ? h("a", { class: "button go", key: "print", target: "_blank", href: address("/community/service/certificates/" + wish.number + "?lang=" + ui.lang) },
    icon("print"), " ", t("Print certificate no. {n}", { n: wish.number })) : h("b", { key: "number" }, t("Certificate no. {n}", { n: wish.number }));
}
