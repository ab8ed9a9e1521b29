// The clerk's page of cards: which households have one, new ones to print and cut, and what to do about one that is lost.

import { confirming, h, icon, picture, render } from "./dom.js";
import { switches, words } from "./i18n.js";
import { officePages } from "./office_pages.js";
import { overlay } from "./paper.js";
import { entrance } from "./sign_in.js";
import { rendering } from "./transport.js";
import { trouble } from "./trouble.js";
import { refusal } from "./refusal.js";

const FIRST = 60;
const AT_ONCE = 40;

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-carding";
  const s = { clerk: null, places: data.compounds || null, place: null, building: null, homes: null, query: "", error: "", busy: false,
    armed: {}, open: null, reason: "", all: false, made: null };
  let closed = false, asked = 0;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const paper = overlay(ui, (cards) => ({ title: ui.t("Cards for households"), sheet: cards.map(card),
    hint: ui.t("Cut along the lines and give each card to its own household. The codes are shown this once.") }));

  async function ask(method, path, body) {
    s.busy = method !== "GET";
    redraw();
    let found = null;
    try {
      const answer = await transport.request(method, path, body);
      if (answer.status === 401 || answer.status === 403) s.clerk = false;
      if (answer.status >= 200 && answer.status < 300) { s.error = ""; found = answer.body; }
      else s.error = refusal(ui, answer.body);
    } catch (error) { s.error = ui.t("No network. Please try again."); }
    s.busy = false;
    redraw();
    return found;
  }

  async function begin() {
    const found = await ask("GET", "/cards");
    if (found) Object.assign(s, { clerk: true, places: found.compounds });
    redraw();
  }

  async function choose(place, building) {
    Object.assign(s, { place, building, homes: null, open: null, query: "", all: false });
    const mine = ++asked;
    const found = await ask("GET", "/cards/" + place.id + (building ? "?building=" + building.id : ""));
    if (found && mine === asked) s.homes = found.households; // another place was chosen meanwhile
    redraw();
  }

  /** Choose what was tapped, and bring its households into sight: they begin at the top, or below on a narrow screen. */
  async function look(place) {
    await choose(place, null);
    const part = s.place === place && root.querySelector('[data-key="homes"]');
    if (part) part.scrollIntoView({ block: "start" });
  }

  async function again() {
    const found = await ask("GET", "/cards");
    if (found) s.places = found.compounds;
    const { place, building, query, all } = s;
    if (place) await choose(place, building);
    Object.assign(s, { query, all });
    redraw();
  }

  /** Some at a time: drawing a QR code takes the server a moment. What was made before something failed is printed all the same. */
  async function make(homes) {
    const cards = [];
    for (let start = 0; start < homes.length; start += AT_ONCE) {
      s.made = homes.length > AT_ONCE ? start : null;
      const made = await ask("POST", "/cards", { accounts: homes.slice(start, start + AT_ONCE).map((one) => one.account) });
      if (!made) break;
      cards.push(...made.cards);
    }
    s.made = null;
    if (cards.length) paper.open(cards);
    const said = s.error;
    await again();
    s.error = said;
    redraw();
  }

  async function end(home) {
    const done = await ask("POST", "/accounts/" + home.account + "/card/revoke", { reason: s.reason.trim() });
    if (done) { s.reason = ""; again(); }
  }

  /** One card on paper. It says an address and no name. */
  function card(one) {
    const { t, say, clock } = ui;
    return h("article", { key: one.account }, h("div", null, picture(one.qr, t("QR code of the household's page"))),
      h("div", null, h("h2", null, say(one.household)), h("p", null, h("b", null, t("Scan it to see your points."))),
        one.short ? h("p", null, t("Or open {address} and type:", { address: one.url.split("#")[0] })) : null,
        one.short ? h("p", { class: "code" }, one.short) : null,
        one.short ? h("small", null, t("The code works until {time}.", { time: clock(one.short_until) })) : h("small", null, say(one.micro_grid))),
      h("p", { class: "link" }, t("Keep it like a key: who has it can see your points. If it is lost, ask the office for a new one; this one then ends.")));
  }

  /** A household that has signed is listed in the public ranking; the office only asks where households are ranked at all. */
  function ranked(home) {
    const { t } = ui;
    if (home.agreed === null) return null;
    const tell = async () => {
      if (await ask("POST", "/accounts/" + home.account + "/ranking", { show: !home.agreed })) { home.agreed = !home.agreed; redraw(); }
    };
    return h("button", { key: "ranked", disabled: s.busy, "aria-pressed": String(home.agreed), onclick: tell },
      home.agreed ? t("Listed in the public ranking: take it off") : t("Has signed: list it in the public ranking"));
  }

  function places() {
    const { t, say } = ui;
    return h("section", { class: "card", key: "places" }, h("h2", null, t("Compounds")),
      h("ul", { class: "places" }, s.places.map((one) => h("li", { key: one.id }, h("button",
        { "aria-pressed": String(Boolean(s.place && s.place.id === one.id)), onclick: () => look(one) },
        h("b", null, say(one.name)), h("small", null, t("{cards} of {households} households have a card", one)))))));
  }

  function buildings() {
    const { t } = ui;
    const there = s.places.find((one) => one.id === s.place.id).buildings;
    if (there.length < 2) return null;
    const chip = (building, label) => h("button", { key: building ? building.id : "all", onclick: () => choose(s.place, building),
      "aria-pressed": String((s.building && s.building.id) === (building ? building.id : null) || (!s.building && !building)) }, label);
    return h("div", { class: "chips", role: "group", "aria-label": t("Buildings"), key: "buildings" }, chip(null, t("All")),
      there.map((one) => chip(one, one.name + " " + one.cards + "/" + one.households)));
  }

  function row(home) {
    const { t, say, clock } = ui;
    const open = s.open === home.account;
    const state = !home.card ? t("no card") : home.card.used ? t("card in use") : t("card not used yet");
    return h("li", { key: home.account, class: open ? "open" : "" },
      h("button", { class: "line", "aria-expanded": String(open), onclick: () => { s.open = open ? null : home.account; s.reason = ""; redraw(); } },
        h("span", null, say(home.household), h("small", { class: "muted" }, say(home.micro_grid))),
        h("small", { class: home.card ? (home.card.used ? "stamp" : "") : "tie" }, state, home.card ? " · " + clock(home.card.made) : "")),
      open ? details(home) : null);
  }

  function details(home) {
    const { t, lang } = ui;
    const renew = "new/" + home.account, stop = "end/" + home.account;
    return h("div", { class: "more", key: "more" },
      home.card ? h("p", { class: "muted" }, t("A new card ends the old one and signs out every phone that opened it.")) : null,
      h("div", { class: "row" },
        h("button", { class: "go", disabled: s.busy, key: "renew",
          ...(home.card ? confirming(s.armed, renew, redraw, () => make([home])) : { onclick: () => make([home]) }) },
        s.armed.key === renew ? t("Tap again: the old card ends") : home.card ? t("New card, the old one is lost") : t("Make a card")),
        transport.served ? h("a", { class: "button", download: "passbook.pdf",
          href: transport.base + "/weiping/api/accounts/" + home.account + "/passbook?lang=" + lang }, icon("print"), " ", t("Passbook")) : null),
      home.card ? h("div", { class: "row" },
        h("label", { class: "grow" }, t("Why the card ends (may stay empty)"), h("input", { value: s.reason, maxlength: 300, key: "reason",
          oninput: (event) => { s.reason = event.target.value; } })),
        h("button", { disabled: s.busy, key: "end", ...confirming(s.armed, stop, redraw, () => end(home)) },
          s.armed.key === stop ? t("Tap again: the card ends") : t("End the card"))) : null,
      ranked(home));
  }

  function homes() {
    const { t, say } = ui;
    if (!s.homes) return s.error ? null : h("p", { class: "card", key: "wait" }, t("One moment …"));
    const bare = s.homes.filter((one) => !one.card);
    const query = s.query.trim().toLowerCase();
    const found = s.homes.filter((one) => !query || (say(one.household) + " " + say(one.micro_grid)).toLowerCase().indexOf(query) >= 0);
    const shown = s.all ? found : found.slice(0, FIRST);
    return h("section", { class: "card", key: "homes" }, h("h2", null, say(s.place.name), s.building ? " " + s.building.name : ""),
      buildings(),
      h("div", { class: "row" },
        h("button", { class: "go", disabled: s.busy || !bare.length, key: "bare", onclick: () => make(bare) }, icon("print"), " ",
          bare.length ? t("Print cards for those without one ({n})", { n: bare.length }) : t("Everybody here has a card")),
        h("button", { disabled: s.busy || bare.length === s.homes.length, key: "every", ...confirming(s.armed, "every", redraw, () => make(s.homes)) },
          s.armed.key === "every" ? t("Tap again: all old cards here end") : t("New cards for all ({n})", { n: s.homes.length }))),
      h("label", { key: "find" }, t("Find a household"), h("input", { type: "search", value: s.query, placeholder: "501",
        oninput: (event) => { s.query = event.target.value; redraw(); } })),
      h("ul", { class: "homes" }, shown.map(row)),
      found.length > shown.length ? h("button", { class: "wide", key: "all", onclick: () => { s.all = true; redraw(); } },
        t("Show all ({n})", { n: found.length })) : null);
  }

  function gate() {
    const { t } = ui;
    return h("section", { class: "card banner calm", key: "gate" }, icon("lock", 36), h("p", null,
      t("Cards are made by the office, which signs in with its own sign-in link on this device.")), entrance(ui, transport));
  }

  function draw() {
    const { t } = ui;
    document.title = t("Cards for households");
    render(root, h("header", { key: "head" }, h("h1", { class: "grow" }, t("Cards for households")), officePages(ui, transport, s.clerk ? "clerk" : "", "/cards"), switches(ui)),
      s.made !== null ? h("p", { class: "card banner calm", role: "status", key: "made" }, t("{n} cards are made …", { n: s.made })) : null,
      trouble(ui, s.clerk === false ? "" : s.error, !s.places ? begin : s.place && !s.homes ? () => choose(s.place, s.building) : null),
      s.clerk === false ? gate() : !s.places ? (s.error ? null : h("p", { class: "card", key: "begin" }, t("One moment …")))
        : h("div", { class: "cols", key: "cols" }, places(), s.place ? homes()
          : h("p", { class: "card", key: "hint" }, t("Choose a compound. A card is a QR code that opens a household's own points on its phones."))));
    paper.draw();
  }

  draw();
  begin();
  return () => { closed = true; paper.close(); clearTimeout(s.armed.timer); root.remove(); };
}

export default rendering(mount);
