// At which desk the tablet stands, what waits on it for the network, and a voucher that it checked without one.

import { confirming, h, icon } from "./dom.js";
import { dashed } from "./claim.js";
import { refusedWords } from "./shop_words.js";

/** The desk of this tablet, in one line that unfolds. Nothing where the office has no desks. */
export function deskLine({ s, ui: { t }, station, redraw }) {
  const { place, title, armed } = station.view();
  const desks = (s.setup && s.setup.desks) || [];
  if (!desks.length && !place) return null;
  const stand = async (key) => { s.desks = false; await station.stand(key); redraw(); };
  const name = title || (desks.find((one) => one.key === place) || {}).title || place;
  return h("section", { class: "deskline", key: "desk" },
    h("p", null, place ? t("This tablet stands at: {desk}", { desk: name }) : t("This tablet stands at no desk."), " ",
      h("span", { class: "muted" }, place && armed ? t("It checks this desk's vouchers without a network too.") : ""),
      desks.length ? h("button", { class: "quiet", key: "change", "aria-expanded": String(s.desks),
        onclick: () => { s.desks = !s.desks; redraw(); } },
        place ? t("Change") : t("Choose the desk")) : null),
    s.desks ? h("div", { class: "row", key: "choice" }, desks.map((one) => h("button",
      { key: one.key, "aria-pressed": String(one.key === place),
      onclick: () => stand(one.key) }, one.title)), h("button", { key: "none", "aria-pressed": String(!place), onclick: () => stand("") }, t("No desk"))) : null);
}

/** What waits for the network, and what did not fit the books when it got there. */
export function deskNotes({ s, ui, station, redraw }) {
  const { t, clock, say } = ui;
  const { waiting, conflicts, durable } = station.view();
  const titles = new Map(s.rewards.map((one) => [one.key, one.title]));
  return [
    waiting ? h("p", { class: "card banner wait", key: "waiting", role: "status" }, icon("clock"), " ",
      durable === "memory" ? t("{n} hand-overs wait for the network. Do not close this page: this browser cannot store them.",
        { n: waiting })
        : t("{n} hand-overs wait for the network. They are safe on this tablet and are sent by themselves.", { n: waiting })) : null,
    conflicts.length ? h("section", { class: "card banner bad", key: "conflicts", role: "alert" },
      h("p", null, icon("warn"), " ", t("Handed over without a network, but the books say otherwise. The office has this list too.")),
      h("ul", null, conflicts.map((one) => h("li", { key: one.code + one.at, class: "row" },
        h("span", { class: "grow" }, h("b", { class: "num" }, one.code), " ", say(titles.get(one.reward)) || one.reward, " × ",
          one.quantity, " · ", clock(one.at), ui.colon(),
          one.why.message || refusedWords(ui, one.why.code)),
        h("button", { onclick: async () => { await station.dismiss(one.record); redraw(); } }, t("I have read it")))))) : null];
}

/** A voucher that was scanned without a network: good, with the button to hand it over; or not, and why. */
export function offlineCard(page) {
  const { s, ui, redraw } = page;
  const { t, say } = ui;
  const { claim, word, done } = s.offline;
  const reward = s.rewards.find((one) => one.key === claim.reward);
  const close = h("button", { key: "close", onclick: () => { s.offline = null; redraw(); } }, done || word ? t("Next one") : t("Close"));
  return h("section", { class: "card voucher " + (word ? "no" : ""), key: "offline", "aria-live": "polite" },
    h("div", { class: "slip" }, h("div", null,
      h("p", { class: "muted" }, t("Voucher"), " · ", t("checked without a network")), h("p", { class: "code num" }, dashed(claim.code)),
      h("h2", null, reward ? say(reward.title) : claim.reward, " × ", claim.quantity),
      h("p", { class: word ? "refused" : "stamp" }, icon(word ? "stop" : "tick"), " ", word ? refusedWords(ui, word)
        : done ? t("Handed over. It is sent as soon as there is a network.") : t("Genuine, for this desk, not used yet.")))),
    h("div", { class: "row" }, word || done ? null : h("button", { class: "go", key: "hand",
      ...confirming(s.armed, "offline/" + claim.code, redraw, () => page.handOverOffline(claim, "")) },
      s.armed.key === "offline/" + claim.code ? t("Tap again: it is handed over") : t("Hand over")), close));
}
