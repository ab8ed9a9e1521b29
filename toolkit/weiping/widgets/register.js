// The register and the micro-grids at the office: lists in and out, who moves, how grids are divided, where they end.
// What is about to be written is looked at first; the button that writes it stands below what it would write.

import { asking } from "./asking.js";
import { confirming, h, render } from "./dom.js";
import { recall, remember, switches, words } from "./i18n.js";
import { bordersTab } from "./register_borders.js";
import { divideTab } from "./register_divide.js";
import { listTab } from "./register_list.js";
import { outTab } from "./register_out.js";
import { peopleTab } from "./register_people.js";
import { officePages } from "./office_pages.js";
import { rendering } from "./transport.js";
import { trouble } from "./trouble.js";

const TABS = { list: listTab, people: peopleTab, divide: divideTab, borders: bordersTab, out: outTab };

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-register";
  const s = { role: null, grids: null, tab: recall("register") || "list", error: "", busy: false, told: {}, thanks: {}, armed: {}, drafts: {} };
  if (!TABS[s.tab]) s.tab = "list";
  let closed = false;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const { act, answer, ask, signIn, whoIsIn } = asking({ s, ui, transport, redraw, lost: () => ui.t("No network. Please try again.") });

  async function begin() {
    s.error = "";
    if (await whoIsIn()) await load();
    redraw();
  }

  async function load() {
    const found = await ask("/community/grids");
    if (found) s.grids = found;
    redraw();
  }

  function go(tab) {
    Object.assign(s, { tab, told: {}, thanks: {} });
    remember("register", tab);
    redraw();
    window.scrollTo(0, 0);
  }

  const app = { s, ui, transport, ask, act, answer, load, redraw,
    may: () => s.role === "clerk" || s.role === "admin",
    confirm: (key, run) => confirming(s.armed, key, redraw, run),
    draft: (key, make) => s.drafts[key] || (s.drafts[key] = make()),
    set: (draft, name) => (event) => { draft[name] = event.target.value; redraw(); } };

  function tabs() {
    const { t } = ui;
    const names = { list: t("Bring in a list"), people: t("Moves"), divide: t("Divide"), borders: t("Borders"), out: t("Take out a list") };
    return h("nav", { class: "tabs", key: "tabs", "aria-label": t("Parts of this page") }, Object.keys(TABS).map((tab) =>
      h("button", { key: tab, "aria-pressed": String(tab === s.tab), onclick: () => go(tab) }, names[tab])));
  }

  function draw() {
    const { t } = ui;
    document.title = t("Register and micro-grids");
    const body = () => {
      if (s.role === "") return signIn();
      if (!s.grids) return s.error ? null : h("p", { class: "card", key: "loading", role: "status" }, t("Loading …"));
      return [tabs(), h("main", { key: "tab/" + s.tab }, TABS[s.tab](app))];
    };
    render(root, h("header", { key: "head" }, h("h1", null, t("Register and micro-grids")),
      officePages(ui, transport, s.role, "/register"), switches(ui)),
    trouble(ui, s.error, s.role ? load : begin),
    body());
  }

  draw();
  begin();
  return () => { closed = true; clearTimeout(s.armed.timer); root.remove(); };
}

export default rendering(mount);
