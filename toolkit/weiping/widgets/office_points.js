// The office's page on points: what waits for a second person, deeds, objections, the notice, the watch, months and rules.
// Every tab is a list of what somebody has to decide, oldest first, with the buttons beside it.

import { asking } from "./asking.js";
import { confirming, h, render } from "./dom.js";
import { recall, remember, switches, words } from "./i18n.js";
import { waitTab } from "./office_points_wait.js";
import { deedsTab } from "./office_points_deeds.js";
import { objectionsTab } from "./office_points_objections.js";
import { noticeTab } from "./office_points_notice.js";
import { watchTab } from "./office_points_watch.js";
import { monthsTab } from "./office_points_months.js";
import { findTab } from "./office_points_find.js";
import { rulesTab } from "./office_points_rules.js";
import { sheetsTab } from "./office_points_sheets.js";
import { officePages } from "./office_pages.js";
import { rendering } from "./transport.js";
import { trouble } from "./trouble.js";

const STALE = 60000; // after this long a page that is looked at again asks anew
const TABS = { wait: waitTab, deeds: deedsTab, objections: objectionsTab, notice: noticeTab, watch: watchTab, months: monthsTab,
  sheets: sheetsTab, find: findTab, rules: rulesTab };

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-office_points";
  const s = { role: null, data: null, tab: recall("office_points") || "wait", error: "", busy: false, told: {}, thanks: {}, armed: {},
    drafts: {}, open: {}, asked: 0, watch: null, span: null, paper: null, find: { text: "", hits: null, account: null, transfer: null } };
  if (!TABS[s.tab]) s.tab = "wait";
  let closed = false;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const { act, answer, ask, signIn, whoIsIn } = asking({ s, ui, transport, redraw, after: load,
    lost: () => ui.t("No network. What you see may be older than it looks.") });

  async function load() {
    s.asked = Date.now();
    s.error = "";
    const found = await ask("/points");
    if (found) s.data = found;
    redraw();
  }

  async function begin() {
    if (await whoIsIn()) await load();
    redraw();
  }

  function go(tab) {
    Object.assign(s, { tab, told: {}, thanks: {}, paper: null, watch: null, watching: false });
    s.find.transfer = null; // what was said of it may have changed
    remember("office_points", tab);
    redraw();
    window.scrollTo(0, 0);
  }

  const app = { s, ui, transport, ask, act, answer, go, redraw, root,
    confirm: (key, run) => confirming(s.armed, key, redraw, run),
    /** The draft `key` of a form, made anew by `make` where there is none. */
    draft: (key, make) => s.drafts[key] || (s.drafts[key] = make()),
    set: (draft, name) => (event) => { draft[name] = event.target.value; redraw(); } };

  function counts({ batches, deeds, objections, notices, months }) {
    return { wait: batches.waiting.length, deeds: deeds.waiting.length, objections: objections.open.length,
      notice: notices.waiting.reduce((all, one) => all + one.entries, 0), months: months.next ? 1 : 0 };
  }

  function rail() {
    const { t } = ui;
    const names = { wait: t("Second person"), deeds: t("Good deeds"), objections: t("Objections"), notice: t("Notice"),
      watch: t("Watch and spot checks"), months: t("Month close"), sheets: t("Excel in and out"), find: t("Look up"), rules: t("Rules and days") };
    const many = counts(s.data);
    return h("nav", { class: "rail", key: "rail", "aria-label": t("Sections") }, h("ul", null, Object.keys(TABS).map((tab) =>
      h("li", { key: tab }, h("button", { class: tab === s.tab ? "now" : "", "aria-current": tab === s.tab ? "page" : null, onclick: () => go(tab) },
        h("span", { class: "grow" }, names[tab]), many[tab] ? h("b", { class: "num count" }, many[tab]) : null)))));
  }

  function draw() {
    const { t } = ui;
    document.title = t("Points at the office");
    const body = () => {
      if (s.role === "") return signIn();
      if (!s.data) return s.error ? null : h("p", { class: "card", key: "loading", role: "status" }, t("Loading …"));
      return h("div", { class: "cols", key: "work" }, rail(), h("main", { key: "tab/" + s.tab }, TABS[s.tab](app)));
    };
    render(root, h("header", { key: "head" }, h("h1", null, t("Points at the office")),
      s.data ? h("span", { class: "who muted" }, t("You work as {key}", { key: s.data.operator })) : null,
      officePages(ui, transport, s.role, "/office/points"), switches(ui)),
    trouble(ui, s.error, s.role ? load : begin),
    body());
  }

  const wake = () => { if (s.role && document.visibilityState !== "hidden" && Date.now() - s.asked > STALE) load(); };
  document.addEventListener("visibilitychange", wake);
  draw();
  begin();
  return () => {
    closed = true;
    document.removeEventListener("visibilitychange", wake);
    clearTimeout(s.armed.timer);
    root.remove();
  };
}

export default rendering(mount);
