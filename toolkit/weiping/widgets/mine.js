// A household's own page, behind its card: what there is, what may be spent today, what waits and why, and how it came.
// Written for a phone and for somebody of 68: one column, large numbers, plain sentences, nothing to learn.

import { dayWords } from "./days.js";
import { h, icon, render } from "./dom.js";
import { switches, words } from "./i18n.js";
import { deeds } from "./mine_deeds.js";
import { debts, history } from "./mine_history.js";
import { purse } from "./mine_purse.js";
import { foot, signatures } from "./mine_foot.js";
import { rewards, vouchers } from "./mine_shop.js";
import { rendering } from "./transport.js";
import { trouble } from "./trouble.js";
import { refusal } from "./refusal.js";

const STALE = 60000; // after this long a page that is looked at again asks anew

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-mine";
  const s = { data: data.household ? data : null, refused: "", error: "", busy: false, armed: {}, lines: [], more: null, all: false,
    open: null, text: {}, told: {}, words: {}, asked: 0 };
  let closed = false;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const page = { s, ui, transport, redraw, act, earlier, explain, leave, print, root,
    day: (iso) => dayWords(ui, iso, s.data ? s.data.day : iso) };

  async function load() {
    s.asked = Date.now();
    try {
      const { status, body } = await transport.request("GET", "/mine");
      if (status === 200 && body) Object.assign(s, { data: body, refused: "", error: "", lines: [], more: null });
      else if (status === 401 || status === 403) Object.assign(s, { data: null, error: "", refused: status === 401 ? "signin" : "other" });
      else s.error = refusal(ui, body);
    } catch (error) {
      s.error = ui.t("No network. What you see may be older than it looks.");
    }
    redraw();
  }

  /** Send something; `where` is the place that shows what went wrong. Answers whether it was taken. */
  async function act(where, path, body) {
    if (s.busy) return false;
    s.busy = true;
    s.told = {};
    redraw();
    let done = false;
    try {
      const answer = await transport.request("POST", path, body);
      done = answer.status >= 200 && answer.status < 300;
      if (!done) s.told = { [where]: refusal(ui, answer.body) };
    } catch (error) {
      s.told = { [where]: ui.t("No network. Nothing was sent; please try again.") };
    }
    s.busy = false;
    if (done) await load();
    else redraw();
    return done;
  }

  /** The next page of earlier lines. */
  async function earlier() {
    const known = s.data.history.concat(s.lines);
    try {
      const { status, body } = await transport.request("GET", "/mine/history?before=" + known[known.length - 1].number);
      if (status === 200 && body) { s.lines = s.lines.concat(body.history); s.more = body.more; }
      else s.error = refusal(ui, body);
    } catch (error) { s.error = ui.t("No network. Please try again."); }
    redraw();
  }

  /** How a line came about. Without an answer the line says less, and nothing is wrong. */
  async function explain(id) {
    if (s.words[id]) return;
    try {
      const { status, body } = await transport.request("GET", "/points/transfers/" + id);
      if (status === 200 && body) s.words[id] = body.words;
    } catch (error) { /* no network: the page says so where it matters */ }
    redraw();
  }

  /** The whole history goes on paper, not the lines that happen to be unfolded. */
  async function print() {
    for (let more = s.more === null ? s.data.more : s.more; more && !s.error; more = s.more) await earlier();
    s.whole = true;
    redraw();
    window.print();
  }

  async function leave() {
    try { await transport.request("POST", "/leave", {}); } catch (error) { /* the page asks anew what it is */ }
    s.data = null;
    await load();
  }

  /** Nobody is signed in, or somebody who has no household: say how to get here. */
  function outside() {
    const { t } = ui;
    return h("main", { class: "card gate", key: "gate" }, icon("lock", 40),
      h("h1", null, t("Your household's points")),
      h("p", null, s.refused === "signin" ? t("Scan the QR code on your household's card to open this page.")
        : t("This page is for households. You are signed in for something else on this phone.")),
      h("p", { class: "muted" }, t("No card, or lost it? Ask the community office for a new one; it takes a minute.")),
      h("a", { class: "button go", href: transport.base + "/join" }, t("Type a code")),
      h("a", { class: "button", href: transport.base + "/shop" }, t("What points can buy")));
  }

  function draw() {
    const { t, say } = ui;
    document.title = t("Your household's points");
    const head = h("header", { key: "head" }, s.data ? h("div", null, h("p", { class: "muted" }, t("Your household's points")),
      h("h1", null, say(s.data.household))) : null, switches(ui));
    const wrong = trouble(ui, s.error, load);
    if (!s.data) {
      render(root, head, wrong, s.refused ? outside() : s.error ? null : h("p", { class: "card", key: "wait" }, t("One moment …")));
      return;
    }
    render(root, head, wrong, h("main", { key: "main" },
      h("div", { class: "one", key: "one" }, purse(page), vouchers(page), debts(page), history(page)),
      h("div", { class: "two", key: "two" }, rewards(page), deeds(page), foot(page)),
      signatures(page)));
  }

  const wake = () => { if (document.visibilityState !== "hidden" && Date.now() - s.asked > STALE) load(); };
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", load);
  draw();
  load();
  return () => {
    closed = true;
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", load);
    root.remove();
  };
}

export default rendering(mount);
