// The community's life on one page: the office plans and records here; whoever is not signed in sees what is public.

import { dayWords } from "./days.js";
import { h, icon, render } from "./dom.js";
import { switches, words } from "./i18n.js";
import { activityCard } from "./community_activity.js";
import { aidTab } from "./community_aid.js";
import { calendar } from "./community_calendar.js";
import { disputesTab } from "./community_disputes.js";
import { gridsTab } from "./community_grids.js";
import { householdPart } from "./community_household.js";
import { mattersTab } from "./community_matters.js";
import { officePages } from "./office_pages.js";
import { publicView } from "./community_public.js";
import { ofOffice } from "./sign_in.js";
import { rendering } from "./transport.js";
import { trouble } from "./trouble.js";
import { refusal } from "./refusal.js";

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-community";
  const s = { office: null, day: "", month: "", tab: "calendar", view: null, open: null, draft: null, query: "", hits: null, matters: null,
    disputes: null, own: null, vote: null,
    ended: false, matter: null, step: null, grids: null, grid: null, aid: null, fits: null, error: "", busy: false, armed: {}, part: {}, form: {},
    photo: "", said: null, preparing: 0, after: null, opinion: null, service: null };
  let closed = false, wait = null, asked = 0;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const address = transport.served ? (path) => transport.base + "/weiping/api" + path : null;
  const pictureAt = (hash) => (address ? address("/community/photos/" + hash) : null);
  const page = { s, ui, redraw, ask, act, load, show, tabTo, pictureAt, address, base: transport.served ? transport.base : null, day: (iso) => dayWords(ui, iso, s.day || iso) };

  async function ask(method, path, body) {
    try {
      const answer = await transport.request(method, path, body);
      if (s.cut) Object.assign(s, { cut: false, error: "" }); // the network is back
      if (answer.status >= 200 && answer.status < 300) return answer.body || {};
      s.error = refusal(ui, answer.body);
      return null;
    } catch (error) {
      Object.assign(s, { cut: true, error: ui.t("No network. Please try again.") });
      return null;
    }
  }

  /** Send something once; a second tap waits. Answers what came back, null where it was refused. */
  async function act(path, body) {
    if (s.busy) return null;
    s.busy = true;
    s.error = "";
    redraw();
    const found = await ask("POST", path, body);
    s.busy = false;
    redraw();
    return found;
  }

  async function load(month) {
    const query = month ? "?month=" + month : "";
    if (s.office === null) {
      const me = await ask("GET", "/me");
      if (s.cut) { redraw(); return; } // who this is, is not known yet
      s.office = Boolean(me) && ofOffice(me.role);
      s.clerk = Boolean(me) && me.role !== "chair";
      if (me && me.role === "resident") s.own = await ask("GET", "/community/household");
      if (s.cut) { s.office = null; redraw(); return; }
      s.error = "";
    }
    const found = await ask("GET", (s.office ? "/community" : "/community/public") + query);
    if (found) Object.assign(s, { view: found, month: found.month, day: found.day });
    redraw();
  }

  async function show(number) {
    s.error = "";
    const found = await ask("GET", "/community/activities/" + number);
    if (found) Object.assign(s, { open: found, draft: null, part: {}, form: {}, photo: "", after: null, opinion: null, service: null, tab: "calendar", hits: null, query: "" });
    redraw();
    window.scrollTo(0, 0);
  }

  async function tabTo(tab) {
    Object.assign(s, { tab, error: "", open: null, draft: null, matter: null, step: null, grid: null, vote: null, fits: null, form: {} });
    redraw();
    const ended = s.ended ? "?ended=1" : "";
    const paths = { matters: "/community/matters" + ended, disputes: "/community/disputes" + ended, grids: "/community/micro-grids", aid: "/community/aid" };
    if (paths[tab]) { const found = await ask("GET", paths[tab]); if (found) s[tab] = found; }
    redraw();
  }

  function search(text) {
    s.query = text;
    clearTimeout(wait);
    wait = setTimeout(async () => {
      const mine = ++asked;
      const found = text.trim() ? await ask("GET", "/community/search?q=" + encodeURIComponent(text.trim())) : null;
      if (mine === asked) { s.hits = found; redraw(); }
    }, 300);
    redraw();
  }

  const counted = (matter) => s.view.matter_kinds.some((kind) => kind.key === matter.kind && kind.counts_only);

  function finder() {
    const { t, say } = ui;
    return h("section", { class: "card finder", key: "finder" },
      h("label", null, t("Find an activity or a matter"), h("span", { class: "field" }, icon("search"),
        h("input", { type: "search", value: s.query, autocomplete: "off", oninput: (event) => search(event.target.value) }))),
      s.hits ? h("ul", { class: "lines" },
        s.hits.activities.map((one) => h("li", { key: "a" + one.id }, h("button", { onclick: () => show(one.id) },
          h("small", { class: "muted" }, page.day(one.day)), h("b", null, say(one.title)), h("small", null, say(one.kind_title))))),
        s.hits.matters.map((one) => h("li", { key: "m" + one.id }, h("button", {
          onclick: async () => { await tabTo(counted(one) ? "disputes" : "matters"); s.matter = await ask("GET", "/community/matters/" + one.id); s.hits = null; s.query = ""; redraw(); } },
          h("small", { class: "muted" }, page.day(one.day)), h("b", null, say(one.title)), h("small", null, say(one.step_title))))),
        s.hits.activities.length + s.hits.matters.length ? null : h("li", { class: "muted", key: "none" }, t("Nothing of that kind was found."))) : null);
  }

  function draw() {
    const { t } = ui;
    document.title = t("Community life");
    const tabs = [["calendar", t("Calendar")], ["matters", t("Matters")], ["disputes", t("Disputes")], ["grids", t("Micro-grids")], ["aid", t("Help from door to door")]].filter(([key]) => key !== "disputes" || s.clerk);
    const lacking = s.office && s.tab !== "calendar" && !s[s.tab];
    const body = () => {
      if (s.tab === "matters") return mattersTab(page);
      if (s.tab === "disputes") return s.matter || s.draft ? mattersTab(page) : disputesTab(page);
      if (s.tab === "grids") return gridsTab(page);
      if (s.tab === "aid") return aidTab(page);
      return s.open ? activityCard(page) : calendar(page);
    };
    render(root,
      h("header", { key: "head" }, h("h1", null, t("Community life")),
        s.own && transport.served ? h("a", { class: "button quiet", key: "mine", href: transport.base + "/mine" }, icon("back"), " ", t("To my household's page")) : null,
        officePages(ui, transport, s.office ? (s.clerk ? "clerk" : "chair") : "", "/community"), switches(ui)),
      trouble(ui, s.error, !s.view ? () => load() : lacking ? () => tabTo(s.tab) : null),
      s.office ? h("nav", { class: "tabs", key: "tabs", "aria-label": t("Parts of this page") }, tabs.map(([key, label]) =>
        h("button", { key, "aria-pressed": String(s.tab === key), onclick: () => tabTo(key) }, label))) : null,
      s.office && s.tab !== "grids" ? finder() : null,
      s.view && !(lacking && s.error) ? h("main", { key: "main/" + (s.office ? s.tab : "public") }, s.office ? body() : [householdPart(page), publicView(page)])
        : s.error ? null : h("p", { class: "card", key: "wait" }, t("One moment …")));
  }

  draw();
  load();
  return () => { closed = true; clearTimeout(wait); clearTimeout(s.armed.timer); root.remove(); };
}

export default rendering(mount);
