// The points shop on the clerk's tablet: find the household, choose, confirm in place, hand over the voucher.

import { h, icon, render } from "./dom.js";
import { switches, words } from "./i18n.js";
import { account, hits } from "./household.js";
import { createTill } from "./till.js";
import { panel, voucherCard } from "./voucher.js";
import { rendering } from "./transport.js";

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-shop";
  const s = { rewards: data.rewards || [], clerk: null, query: "", hits: null, account: null, kind: "", affordable: false,
    chosen: null, quantity: 1, voucher: null, error: "", armed: {}, more: false };
  let closed = false, wait = null, asked = 0;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const message = (body) => (body && body.error && body.error.message) || ui.t("The server did not answer. Please try again.");
  const till = createTill(transport, redraw);

  async function ask(method, path, body) {
    try {
      const answer = await transport.request(method, path, body);
      if (answer.status === 401 || answer.status === 403) s.clerk = false;
      if (answer.status >= 200 && answer.status < 300 && answer.body) return answer.body;
      s.error = message(answer.body);
    } catch (error) {
      s.error = ui.t("No network. Please try again.");
    }
    return null;
  }

  async function begin() {
    try {
      const me = await transport.request("GET", "/me");
      s.clerk = me.status === 200 && Boolean(me.body) && (me.body.role === "clerk" || me.body.role === "admin");
    } catch (error) { s.error = ui.t("No network. Please try again."); }
    const shop = await ask("GET", "/shop");
    if (shop) s.rewards = shop.rewards;
    redraw();
    if (s.clerk && till.pending()) resume();
  }

  /** The tablet stopped in the middle of a redemption: show the household, and offer the same request again. */
  async function resume() {
    const open = till.pending();
    s.chosen = open.body.reward;
    s.quantity = open.body.quantity;
    s.account = (await ask("GET", "/accounts/" + open.body.account)) || s.account;
    redraw();
  }

  function search(text) {
    s.query = text;
    clearTimeout(wait);
    wait = setTimeout(find, 300);
    redraw();
  }

  async function find() {
    clearTimeout(wait);
    const text = s.query.trim();
    const mine = ++asked;
    s.error = "";
    if (!text) { s.hits = null; redraw(); return; }
    if (/^[0-9A-Za-z]{4}-[0-9A-Za-z]{4}$/.test(text)) {
      const found = await ask("GET", "/redemptions/" + encodeURIComponent(text.toUpperCase()));
      if (found && mine === asked) { s.voucher = found.voucher || found; s.hits = null; redraw(); return; }
      s.error = "";
    }
    const found = await ask("GET", "/accounts?q=" + encodeURIComponent(text));
    // an answer that was overtaken by further typing is not shown
    if (mine !== asked) return;
    s.hits = found ? found.accounts : null;
    redraw();
  }

  async function pick(one) {
    Object.assign(s, { error: "", hits: null, query: "", voucher: null, chosen: null, account: one, more: false });
    redraw();
    const full = await ask("GET", "/accounts/" + one.id);
    if (full && s.account && s.account.id === one.id) s.account = full;
    redraw();
  }

  function choose(reward) {
    if (till.pending()) return;
    if (!s.account) { // a tap that does nothing looks like a broken page
      s.error = ui.t("Please find the household first, then tap the reward.");
      redraw();
      const field = root.querySelector(".finder input");
      if (field) field.focus();
      return;
    }
    Object.assign(s, { chosen: reward.id, quantity: 1, voucher: null, error: "" });
    redraw();
    const card = root.querySelector(".confirm");
    if (card && card.scrollIntoView) card.scrollIntoView({ block: "center", behavior: "smooth" });
  }

  async function redeem() {
    s.error = "";
    const { done, body } = await till.redeem({ account: s.account.id, reward: s.chosen, quantity: s.quantity });
    if (done) {
      s.voucher = body.voucher;
      s.chosen = null;
      if (body.account) s.account = { ...s.account, ...body.account };
      if (body.reward) s.rewards = s.rewards.map((one) => (one.id === body.reward.id ? { ...one, ...body.reward } : one));
      window.scrollTo(0, 0);
      redraw();
      const full = await ask("GET", "/accounts/" + s.account.id); // the history with the new line
      if (full) s.account = full;
    } else if (body) {
      s.error = message(body);
    }
    redraw();
  }

  async function handOver() {
    s.error = "";
    const after = await ask("POST", "/redemptions/" + encodeURIComponent(s.voucher.code) + "/hand-over", {});
    if (after) s.voucher = { ...s.voucher, ...(after.voucher || after) };
    redraw();
  }

  function draw() {
    const { t } = ui;
    document.title = t("Points shop");
    const chosen = s.rewards.find((one) => one.id === s.chosen);
    render(root,
      h("header", { key: "head" }, h("h1", null, t("Points shop")),
        s.clerk && transport.served ? [h("a", { class: "button quiet", href: transport.base + "/office/points" }, t("Points at the office")),
          h("a", { class: "button quiet", href: transport.base + "/office" }, t("Make an appraisal"))] : null, switches(ui)),
      s.clerk === false ? h("p", { class: "card banner calm", key: "public" },
        t("This is the catalogue. To redeem points the office signs in with its own sign-in link on this tablet.")) : null,
      s.error ? h("p", { class: "card banner bad", role: "alert", key: "error" }, icon("warn"), " ", s.error) : null,
      s.clerk ? finder() : null,
      s.voucher ? voucherCard(ui, s.voucher, { armed: s.armed, redraw, handOver,
        close: () => { s.voucher = null; redraw(); } }) : null,
      h("div", { class: s.account ? "cols" : "", key: "cols" },
        s.account ? h("aside", { key: "aside" },
          account(ui, s.account, s.more, () => { s.more = !s.more; redraw(); },
          () => { if (!till.pending()) { s.account = null; s.chosen = null; s.voucher = null; } redraw(); })) : null,
        h("div", { key: "shelf" }, chosen && s.account
          ? panel(ui, chosen, s, till, { redraw, redeem,
          cancel: () => { till.forget(); s.chosen = null; redraw(); } }) : null, filters(), shelf())));
  }

  function finder() {
    const { t } = ui;
    return h("section", { class: "card finder", key: "finder" },
      h("form", { onsubmit: (event) => { event.preventDefault(); find(); } },
        h("label", null, t("Household: address or number; or a voucher code"),
        h("span", { class: "field" }, icon("search"),
          h("input", { type: "search", value: s.query, autocomplete: "off", placeholder: "3-2-501",
          oninput: (event) => search(event.target.value) })))),
      s.hits ? hits(ui, s.hits, pick) : null);
  }

  function filters() {
    const { t, say } = ui;
    const kinds = new Map(s.rewards.map((one) => [one.kind, say(one.kind_title)]));
    const tab = (kind, label) => h("button",
      { key: "kind/" + kind, "aria-pressed": String(s.kind === kind), onclick: () => { s.kind = kind; redraw(); } }, label);
    return h("div", { class: "filters", key: "filters", role: "group", "aria-label": t("Filter") }, tab("", t("Everything")),
      Array.from(kinds).map(([kind, label]) => tab(kind, label)),
      s.account ? h("button", { key: "affordable", "aria-pressed": String(s.affordable),
        onclick: () => { s.affordable = !s.affordable; redraw(); } }, t("Only what the points are enough for")) : null);
  }

  function shelf() {
    const { t, say } = ui;
    const purse = s.account ? s.account.redeemable : Infinity;
    const shown = s.rewards.filter((one) => (!s.kind || one.kind === s.kind) && !(s.account && s.affordable && (one.points > purse || one.stock === 0)));
    const kinds = Array.from(new Set(shown.map((one) => one.kind)));
    const item = (one) => {
      const out = one.stock === 0;
      const why = out ? t("Sold out") : one.points > purse ? t("{n} points missing",
        { n: one.points - purse }) : one.stock === null ? "" : t("{n} in stock", { n: one.stock });
      if (!s.clerk) return h("div", { class: "card reward", key: one.id }, h("b", null, say(one.title)),
        h("span", { class: "price num" }, one.points, h("small", null, " " + t("points"))), h("small", { class: "muted" }, why));
      return h("button", { class: "reward" + (s.chosen === one.id ? " on" : ""), key: one.id,
        disabled: out || one.points > purse, "aria-pressed": s.account ? String(s.chosen === one.id) : null, onclick: () => choose(one) },
        h("b", null, say(one.title)), h("span", { class: "price num" }, one.points,
          h("small", null, " " + t("points"))), h("small", { class: "muted" }, why));
    };
    if (!shown.length) return h("p", { class: "card", key: "none" }, t("Nothing here matches."));
    return h("div", { class: "shelves" + (s.clerk ? "" : " look"), key: "shelves" },
      kinds.map((kind) => h("section", { key: "shelf/" + kind },
      h("h2", null, say(shown.find((one) => one.kind === kind).kind_title)), h("div", { class: "grid" },
        shown.filter((one) => one.kind === kind).map(item)))));
  }

  draw();
  begin();
  return () => { closed = true; clearTimeout(wait); clearTimeout(s.armed.timer); root.remove(); };
}

export default rendering(mount);
