// What the shop's page asks the server, and what becomes of the answers. Everything that changes the books goes through `act`
// or, where it takes points, through the till.

import { claimOf } from "./claim.js";
import { refusal } from "./refusal.js";

const AGAIN = 5000; // milliseconds until a server that did not answer is asked again

export function shopTalk(page) {
  const { s, ui, transport, redraw, till, station } = page;
  let wait = null, retry = null, asked = 0;

  /** -> the body of a good answer; null where there was none, with the reason in sight. */
  async function ask(method, path, body) {
    try {
      const answer = await transport.request(method, path, body);
      s.net = true;
      if (answer.status === 401 || answer.status === 403) s.clerk = false;
      if (answer.status >= 200 && answer.status < 300 && answer.body) { station.heard(); return answer.body; }
      s.error = refusal(ui, answer.body);
    } catch (error) {
      s.net = false;
      s.error = ui.t("No network. Please try again.");
      clearTimeout(retry);
      retry = setTimeout(begin, AGAIN);
    }
    return null;
  }

  async function begin() {
    clearTimeout(retry);
    if (!page.alive()) return;
    const first = s.clerk === null;
    try {
      const me = await transport.request("GET", "/me");
      s.clerk = me.status === 200 && Boolean(me.body) && (me.body.role === "clerk" || me.body.role === "admin");
      s.error = s.net ? s.error : "";
      s.net = true;
    } catch (error) {
      s.net = false;
      if (first) s.error = ui.t("No network. Please try again.");
      retry = setTimeout(begin, AGAIN);
      await station.start(false);
      redraw();
      return;
    }
    await station.start(s.clerk);
    const shop = await ask("GET", "/shop");
    if (shop) s.rewards = shop.rewards;
    if (s.clerk) s.setup = (await ask("GET", "/shop/setup")) || s.setup;
    if (s.clerk && first) await refresh();
    redraw();
    if (s.clerk && till.pending()) resume();
    else if (s.clerk && s.query && !s.hits) find(); // typed while there was no network
  }

  /** The tablet stopped in the middle of a redemption: show the household, and offer the same request again. */
  async function resume() {
    const open = till.pending();
    Object.assign(s, { view: "counter", chosen: open.body.reward, quantity: open.body.quantity,
      way: (open.shown && open.shown.way) || s.way,
      instead: (open.shown && open.shown.instead) || null });
    s.account = (await ask("GET", "/accounts/" + open.account)) || s.account;
    redraw();
  }

  /** What the view needs that is on the screen. */
  async function refresh() {
    if (!s.clerk) return;
    if (s.view === "todo") await lists();
    else if (s.view === "shelves") {
      const found = await ask("GET", "/shop/stock");
      if (found) s.kept = found.rewards;
      s.report = (await ask("GET", "/shop/liability")) || s.report;
    } else {
      const shop = await ask("GET", "/shop");
      if (shop) s.rewards = shop.rewards;
      if (s.view === "day") await lists();
    }
    redraw();
  }

  async function lists() {
    let list = await ask("GET", "/shop/open");
    if (list && list.open.some((one) => one.state === "booked" && one.over)) { // nobody fetched them: what they held is free again
      await ask("POST", "/shop/expire", {});
      list = await ask("GET", "/shop/open");
    }
    const day = await ask("GET", "/shop/day" + (s.day ? "?day=" + s.day : ""));
    if (list) s.list = list;
    if (day) { s.today = day; s.day = day.day; }
  }

  function search(text) {
    s.query = text;
    clearTimeout(wait);
    wait = setTimeout(find, 300);
    redraw();
  }

  /** While somebody types: households, or the voucher as soon as its code is whole. */
  async function find() {
    clearTimeout(wait);
    const text = s.query.trim();
    const mine = ++asked;
    s.error = "";
    if (!text || claimOf(text)) { s.hits = null; redraw(); return; }
    if (/^[0-9A-Za-z]{4}-[0-9A-Za-z]{4}$/.test(text)) {
      const found = await ask("GET", "/redemptions/" + encodeURIComponent(text.toUpperCase()));
      if (found && mine === asked) { show(found); return; }
      s.error = "";
    }
    const found = await ask("GET", "/accounts?q=" + encodeURIComponent(text));
    // an answer that was overtaken by further typing is not shown
    if (mine !== asked) return;
    s.hits = found ? found.accounts : null;
    redraw();
  }

  /** Whatever a scanner read: a voucher, a household's card, an address. Without a network the desk's own vouchers. */
  async function scan(text) {
    clearTimeout(wait);
    const mine = ++asked;
    if (till.pending() || !text.trim()) return;
    if (s.view !== "day") s.view = "counter";
    Object.assign(s, { error: "", done: "", hits: null, query: "", offline: null });
    const found = s.clerk === false ? null : await ask("POST", "/shop/scan", { text, desk: station.place() });
    if (mine !== asked) return;
    if (found && found.voucher) { show(found.voucher); s.error = found.refused ? found.refused.message : ""; }
    else if (found && found.account) await pick(found.account, true);
    else if (found) s.hits = found.accounts;
    else if (!s.net || !s.clerk) s.offline = await checked(text);
    emptied();
    redraw();
  }

  async function checked(text) {
    const found = await station.check(text);
    if (found) s.error = "";
    return found;
  }

  /** The field for scanning is empty again, also where the cursor still is: the next scan must not be joined to this one. */
  function emptied() {
    const field = page.root.querySelector(".finder input");
    if (field) field.value = "";
  }

  /** A voucher by its code, with everything that can be done with it. */
  async function open(code) {
    const found = await ask("GET", "/redemptions/" + encodeURIComponent(code));
    if (found) { show(found); window.scrollTo(0, 0); } else redraw();
    return found;
  }

  function show(voucher) {
    Object.assign(s, { voucher, hits: null, offline: null, undoing: null, meeting: null, honour: null });
    redraw();
  }

  async function pick(one, whole) {
    clearTimeout(wait);
    asked += 1; // what was typed before is answered too late now
    Object.assign(s, { error: "", done: "", hits: null, query: "", voucher: null, chosen: null, instead: null, account: one, more: false });
    emptied();
    redraw();
    const full = whole ? one : await ask("GET", "/accounts/" + one.id);
    if (full && s.account && s.account.id === one.id) s.account = full;
    redraw();
  }

  /** Something that changes the books and takes no points. -> the answer, or null with the reason in sight. */
  async function act(path, body) {
    s.error = "";
    const answer = await ask("POST", path, body);
    if (answer) took(answer);
    redraw();
    if (answer && s.account) await household();
    return answer;
  }

  /** The household on the screen, with its history and what waits for it, as it stands now. */
  async function household() {
    const full = await ask("GET", "/accounts/" + s.account.id);
    if (full && s.account && full.id === s.account.id) s.account = full;
    redraw();
  }

  /** Take over what an answer says anew: the voucher, the household, the reward. */
  function took(body) {
    const voucher = body.voucher || (body.code ? body : null);
    if (voucher && s.voucher && s.voucher.code === voucher.code) s.voucher = { ...s.voucher, ...voucher };
    if (body.account && s.account && s.account.id === body.account.id) s.account = { ...s.account, ...body.account };
    if (body.reward && body.reward.id) s.rewards = s.rewards.map((one) => (one.id === body.reward.id ? { ...one, ...body.reward } : one));
  }

  /** Ask the till; on success the voucher is on the screen. -> whether it was done. */
  async function take(path, body, shown) {
    s.error = "";
    const { done, body: said } = await till.take(path, body, s.account.id, shown);
    if (done) {
      took(said);
      Object.assign(s, { voucher: said.voucher, chosen: null, instead: null, quantity: 1, undoing: null, honour: null, done: "" });
    } else if (said) s.error = refusal(ui, said);
    redraw();
    return done;
  }

  /** Hand over without a network what the desk's key has proved. */
  async function handOverOffline(claim, byWhom) {
    const word = await station.handOver(claim, byWhom).catch(() => "unkept");
    s.offline = { claim, word, done: !word };
    redraw();
  }

  const quiet = () => { clearTimeout(wait); clearTimeout(retry); };
  return { ask, act, begin, handOverOffline, household, open, pick, quiet, refresh, scan, search, take };
}
