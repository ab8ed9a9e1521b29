// The chair's console: left who has scored what, right the phase with its one next action and what must be green first.

import { h, icon, render } from "./dom.js";
import { switches, words } from "./i18n.js";
import { backoff, rendering } from "./transport.js";
import { officePages } from "./office_pages.js";
import { printing } from "./console_cards.js";
import { invitations } from "./console_invite.js";
import { late, refusals } from "./console_late.js";
import { matrix } from "./console_matrix.js";
import { next, steps } from "./console_next.js";
import { paperwork } from "./console_papers.js";
import { problems } from "./console_problems.js";
import { failures, plugins, rule, standings, trail, trust, unpaid } from "./console_result.js";
import { settings } from "./console_settings.js";
import { sheetPanel } from "./console_sheet.js";
import { kernelWatch } from "./kernel.js";
import { refusal } from "./refusal.js";

export function mount(el, data, transport, tie) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-console";
  const s = { data, armed: {}, busy: false, trouble: null, banner: "", live: false, fields: {}, names: null,
    seen: "", judge: null, invitation: null, cursor: null };
  let closed = false, timer = null, tries = 0, pushes = 0;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const path = "/rounds/" + data.round.id;
  const chair = { s, ui, root, transport, redraw, act, take, load, path, go };
  chair.sheet = sheetPanel(chair);
  chair.cards = printing(chair);
  const papers = paperwork(chair);
  const kernel = kernelWatch(transport, tie, redraw);

  function take(next) {
    s.data = { ...s.data, ...next };
    chair.sheet.follow();
    redraw();
  }

  async function load() {
    clearTimeout(timer);
    const before = pushes;
    try {
      const { status, body } = await transport.request("GET", path + "/console");
      if (closed) return;
      // what the feed told meanwhile is newer than this answer
      if (status === 200 && body) { tries = 0; s.banner = ""; if (before === pushes) take(body); else redraw(); return; }
      if (status < 500 && status !== 429) { s.banner = refusal(ui, body); redraw(); return; }
    } catch (error) { /* no network yet */ }
    if (!closed) timer = setTimeout(load, backoff(tries++));
  }

  /** Every action of the chair goes this way: one at a time, and what the server refuses is shown at `where` it was asked. */
  async function act(where, asked, body, then) {
    if (s.busy) return;
    s.busy = true;
    s.trouble = null;
    redraw();
    const before = pushes;
    try {
      const answer = await transport.request("POST", asked, body);
      if (answer.status >= 200 && answer.status < 300 && answer.body) {
        then(answer.body);
        if (before !== pushes) load(); // which of the two is newer, only the server knows
      }
      else s.trouble = { where, text: refusal(ui, answer.body) };
    } catch (error) {
      s.trouble = { where, text: ui.t("No network. Nothing was changed as far as this page knows; please try again.") };
    }
    s.busy = false;
    redraw();
  }

  /** Lead the eye and the keyboard to a part of the page. */
  function go(key) {
    const part = root.querySelector('[data-key="' + key + '"]');
    if (!part) return;
    const fold = part.querySelector("details");
    if (fold) fold.open = true;
    if (!part.hasAttribute("tabindex")) part.setAttribute("tabindex", "-1");
    part.scrollIntoView({ block: "nearest" });
    part.focus({ preventScroll: true });
  }

  function draw() {
    const { t, say } = ui;
    document.title = say(s.data.round.title) + " · " + t("Chair's console");
    root.toggleAttribute("data-open", Boolean(chair.sheet.shown()));
    render(root,
      h("header", { key: "head" }, h("h1", null, say(s.data.round.title), " · ", t("Chair's console")), steps(chair), tools()),
      s.banner ? h("p", { class: "card banner bad", role: "alert", key: "error" }, icon("warn"), " ", s.banner) : null,
      h("div", { class: "cols", key: "cols" },
        h("div", { class: "left" }, matrix(chair), problems(chair), late(chair), refusals(chair), standings(chair), trail(chair)),
        h("aside", null, next(chair), unpaid(chair), papers.card(), plugins(chair), trust(chair), invitations(chair), settings(chair), rule(chair), failures(chair))),
      chair.sheet.view());
    chair.cards.draw();
    papers.draw();
    kernel.draw(ui);
  }

  function tools() {
    const { t } = ui;
    const open = (s.data.problems || []).filter((one) => !one.closed).length;
    return h("div", { class: "tools" },
      s.live || !transport.served ? null : h("span", { class: "tie", role: "status" }, t("connecting …")),
      open ? h("button", { class: "count", key: "problems", onclick: () => go("problem-list") },
        icon("speech"), " ", t("Problems reported: {n}", { n: open })) : null,
      officePages(ui, transport, "chair", "/chair"),
      h("a", { class: "button", href: s.data.board_url || transport.base + "/board/" + data.round.id, target: "_blank",
        rel: "noopener" }, t("Public board")), switches(ui));
  }

  draw();
  const stop = transport.subscribe("console", { round: data.round.id }, (next) => { pushes += 1; take(next); }, (state, status) => {
    const live = state === "open";
    if (live) kernel.check();
    if (status === 401 || status === 403) s.banner = ui.t("Your session has ended. Please sign in again with a new link for the chair.");
    else if (live === s.live) return;
    s.live = live;
    redraw();
  });
  load();
  return () => {
    closed = true;
    clearTimeout(timer);
    clearTimeout(s.armed.timer);
    chair.sheet.stop();
    chair.cards.close();
    papers.close();
    kernel.stop();
    stop();
    root.remove();
  };
}

export default rendering(mount);
