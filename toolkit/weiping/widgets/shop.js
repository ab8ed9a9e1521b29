// The points shop on the clerk's tablet: the counter, an open day for forty people in a queue, what is still to be handed over,
// and the shelves. Everybody else sees the catalogue.

import { counter } from "./shop_counter.js";
import { openDay } from "./shop_day.js";
import { shelves } from "./shop_shelves.js";
import { deskLine, deskNotes } from "./shop_desk.js";
import { todo } from "./shop_todo.js";
import { shopTalk } from "./shop_talk.js";
import { h, icon, render } from "./dom.js";
import { switches, words } from "./i18n.js";
import { officePages } from "./office_pages.js";
import { offlinePage } from "./offline.js";
import { listen } from "./scanner.js";
import { createStation } from "./station.js";
import { createTill } from "./till.js";
import { rendering } from "./transport.js";

const VIEWS = { counter, day: openDay, todo, shelves };

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-shop";
  const s = { view: "counter", rewards: data.rewards || [], setup: null, clerk: null, net: true, query: "", hits: null, account: null,
    kind: "", affordable: false, chosen: null, quantity: 1, way: null, voucher: null, offline: null, undoing: null, instead: null,
    meeting: null, honour: null, error: "", done: "", armed: {}, more: false, given: [], list: null, day: null, today: null,
    kept: null, form: null, report: null, desks: false };
  let closed = false;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const page = { s, ui, root, transport, redraw, go, alive: () => !closed };
  page.till = createTill(transport, redraw);
  page.station = createStation({ transport, changed: redraw });
  Object.assign(page, shopTalk(page));

  async function go(view) {
    if (page.till.pending()) return;
    Object.assign(s, { view, error: "", done: "", voucher: null, offline: null, chosen: null, undoing: null, instead: null, form: null,
      honour: null, meeting: null });
    redraw();
    window.scrollTo(0, 0);
    await page.refresh();
  }

  function tabs() {
    const { t } = ui;
    const tab = (view, label) => h("button", { key: view, "aria-current": s.view === view ? "page" : null, onclick: () => go(view) },
      label);
    return h("nav", { class: "tabs", key: "tabs", "aria-label": t("Points shop") }, tab("counter", t("Counter")), tab("day", t("Open day")),
      tab("todo", t("To hand over")), tab("shelves", t("Shelves")));
  }

  function draw() {
    const { t } = ui;
    document.title = t("Points shop");
    const clerk = Boolean(s.clerk);
    render(root,
      h("header", { key: "head" }, h("h1", null, t("Points shop")), clerk ? tabs() : null, officePages(ui, transport, clerk ? "clerk" : "", "/shop"), switches(ui)),
      s.clerk === false ? h("p", { class: "card banner calm", key: "public" },
        t("This is the catalogue. To redeem points the office signs in with its own sign-in link on this tablet.")) : null,
      page.station.place() ? deskLine(page) : null,
      deskNotes(page),
      s.error ? h("p", { class: "card banner bad", role: "alert", key: "error" }, icon("warn"), " ", s.error) : null,
      s.done ? h("p", { class: "card banner calm", role: "status", key: "done" }, icon("tick"), " ", s.done) : null,
      (clerk ? VIEWS[s.view] : counter)(page),
      clerk && !page.station.place() ? deskLine(page) : null);
  }

  if (transport.served && document.documentElement.classList.contains("wp-page")) offlinePage(transport.base, "/shop").catch(() => {});
  const back = () => { if (!s.net || s.clerk === null) page.begin(); };
  const stop = listen((text) => { if (s.clerk || page.station.view().armed) page.scan(text); });
  window.addEventListener("online", back);
  draw();
  page.begin();
  return () => {
    closed = true;
    stop();
    page.station.close();
    page.quiet();
    clearTimeout(s.armed.timer);
    window.removeEventListener("online", back);
    root.remove();
  };
}

export default rendering(mount);
