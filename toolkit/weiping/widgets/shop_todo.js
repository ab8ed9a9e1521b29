// What is still to be handed over: deliveries and appointments of a day, orders, vouchers that nobody fetched yet, and what a
// desk without a network handed over against the books.

import { confirming, h, icon } from "./dom.js";
import { dayWords } from "./days.js";
import { certificate } from "./certificate.js";
import { refusedWords, stateWords, wayWords } from "./shop_words.js";
import { voucherCard } from "./voucher.js";

export function todo(page) {
  const { s, ui: { t } } = page;
  const list = s.list || { open: [], conflicts: [] };
  const waiting = list.open.filter((one) => one.way === "counter" && !one.appointment);
  return [
    s.honour ? certificate(page) : s.voucher ? voucherCard(page, s.voucher) : null,
    conflicts(page, list.conflicts || []),
    dayCard(page),
    group(page, "unplanned", t("No day arranged yet"), s.today ? s.today.unplanned : []),
    group(page, "orders", t("Orders that are kept"), waiting.filter((one) => one.state === "booked")),
    group(page, "vouchers", t("Vouchers to be fetched"), waiting.filter((one) => one.state === "issued")),
    s.list && !list.open.length ? h("p", { class: "card", key: "none" }, t("Nothing waits to be handed over.")) : null];
}

function conflicts({ ui }, found) {
  const { t, say, clock } = ui;
  return found.length ? h("section", { class: "card banner bad", key: "books" },
    h("h2", null, icon("warn"), " ", t("Handed over without a network, against the books")),
    h("p", null, t("Talk to the household and put it right: redeem again, or let the stock be counted.")),
    h("ul", null, found.map((one) => h("li", { key: one.code + one.tablet_at }, h("b", { class: "num" }, one.code), " ",
      one.voucher ? say(one.voucher.household) + " · " + say(one.voucher.reward) : "", " · ",
      clock(one.tablet_at), ui.colon(), one.why === "undone" ? t("It was cancelled before.") : refusedWords(ui, one.why))))) : null;
}

function dayCard(page) {
  const { s, ui } = page;
  const { t } = ui;
  if (!s.today) return null;
  const to = (days) => { const day = new Date(s.day + "T00:00:00Z"); day.setUTCDate(day.getUTCDate() + days); s.day = day.toISOString().slice(0, 10); page.refresh(); };
  const now = s.setup && s.setup.today;
  const name = s.day === now ? t("Today") : dayWords(ui, s.day, now || s.day);
  return h("section", { class: "card daylist", key: "day" },
    h("div", { class: "row" }, h("h2", { class: "grow" }, t("To bring and to do"), " · ", name),
      h("div", { class: "row noprint" }, h("button", { key: "before", "aria-label": t("The day before"), onclick: () => to(-1) },
        icon("before")),
        h("button", { key: "after", "aria-label": t("The day after"), onclick: () => to(1) }, icon("next")),
        h("button", { key: "print", onclick: () => window.print() }, icon("print"), " ", t("Print the list")))),
    s.today.late.length ? [h("h3", { class: "refused", key: "late" }, t("Left over from earlier days")),
      h("ul", { class: "jobs" }, s.today.late.map((one) => job(page, one, true)))] : null,
    s.today.items.length ? h("ul", { class: "jobs", key: "items" }, s.today.items.map((one) => job(page, one, false))) : h("p",
      { class: "muted" }, t("Nothing is arranged for this day.")));
}

/** One line of the list: when, where, what, who; and that it is done. */
function job(page, one, late) {
  const { s, ui, redraw } = page;
  const { t, say } = ui;
  const meet = one.appointment, given = one.state === "handed-over";
  const done = async () => {
    const answer = await page.act("/redemptions/" + encodeURIComponent(one.code) + "/hand-over", { by_whom: meet.by_whom, desk: one.desk });
    if (answer) await page.refresh();
  };
  return h("li", { key: one.code, class: given ? "off" : "" },
    h("b", { class: "num" }, late ? meet.day.slice(5) + " " : "", meet.time || "–"),
    h("div", null, h("b", null, say(one.household)), h("span", null, say(one.reward), one.quantity > 1 ? " × " + one.quantity : "", " · ",
      wayWords(ui, one.way)),
      h("span", { class: "muted" }, [meet.by_whom, meet.note, one.code].filter(Boolean).join(" · "))),
    given ? h("span", { class: "stamp" }, icon("tick"), " ", t("Done")) : h("div", { class: "row noprint" },
      h("button", { key: "open", onclick: () => page.open(one.code) }, t("Change")),
      one.state === "issued" && !one.over ? h("button", { class: "go", key: "done",
        ...confirming(s.armed, "done/" + one.code, redraw, done) },
        s.armed.key === "done/" + one.code ? t("Tap again") : one.way === "home" ? t("It was brought") : t("The service is done")) : null));
}

function group(page, key, title, items) {
  const { s, ui, redraw } = page;
  const { t, say } = ui;
  const meet = (one) => async () => { await page.open(one.code); s.meeting = one.code; redraw(); };
  return items.length ? h("section", { class: "card", key }, h("h2", null, title, " (", items.length, ")"),
    h("ul", { class: "jobs" }, items.map((one) => h("li", { key: one.code, class: "two" },
    h("div", null, h("b", null, say(one.household)), h("span", null, say(one.reward), one.quantity > 1 ? " × " + one.quantity : "", " · ",
      one.code),
      h("span", { class: one.over ? "refused" : "muted" }, stateWords(ui, one),
        one.over || !one.valid_until ? "" : " · " + t("Good until {day}", { day: one.valid_until }))),
    h("div", { class: "row" }, key === "unplanned" ? h("button", { class: "go", key: "meet", onclick: meet(one) },
      t("Make an appointment")) : null,
      h("button", { key: "open", onclick: () => page.open(one.code) }, t("Open")))))) ) : null;
}
