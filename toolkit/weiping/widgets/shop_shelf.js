// The shelf: what can be had, what it costs this household, and why not.

import { h } from "./dom.js";
import { choose } from "./shop_acts.js";
import { price, purseOf } from "./shop_price.js";
import { limitWords, yuan } from "./shop_words.js";

export function filters(page) {
  const { s, ui: { t, say }, redraw } = page;
  const kinds = new Map(s.rewards.map((one) => [one.kind, say(one.kind_title)]));
  const tab = (kind, label) => h("button",
    { key: "kind/" + kind, "aria-pressed": String(s.kind === kind), onclick: () => { s.kind = kind; redraw(); } }, label);
  return h("div", { class: "filters", key: "filters", role: "group", "aria-label": t("Filter") }, tab("", t("Everything")),
    Array.from(kinds).map(([kind, label]) => tab(kind, label)),
    s.account && s.view === "counter" ? h("button", { key: "affordable", "aria-pressed": String(s.affordable),
      onclick: () => { s.affordable = !s.affordable; redraw(); } }, t("Only what the points are enough for")) : null);
}

/** Why a reward cannot be had, or what there is to know of it: {out, words}. */
export function standing({ s, ui }, one) {
  const { t } = ui;
  if (one.stock === 0) return { out: true, words: t("Sold out") };
  const left = one.stock === null ? "" : t("{n} in stock", { n: one.stock });
  if (!s.account) return { out: false, words: [left, limitWords(ui, one)].filter(Boolean).join(" · ") };
  const paid = price(one, 1, purseOf(s), s.setup && s.setup.fen_per_point);
  if (paid.cash) return { out: false, words: t("{points} points and {yuan} yuan", { points: paid.points, yuan: yuan(paid.cash) }) };
  return { out: !paid.enough, words: paid.missing ? t("{n} points missing", { n: paid.missing }) : [left,
    limitWords(ui, one)].filter(Boolean).join(" · ") };
}

function ware(page, one) {
  const { s, ui: { t, say } } = page;
  const { out, words } = standing(page, one);
  const inside = [h("b", null, say(one.title)), h("span", { class: "price num" }, one.points, h("small", null, " " + t("points"))),
    h("small", { class: "muted" }, words)];
  if (!s.clerk) return h("div", { class: "card reward", key: one.id }, inside);
  return h("button", { class: "reward" + (s.chosen === one.id ? " on" : ""), key: one.id, disabled: out,
    "aria-pressed": s.account ? String(s.chosen === one.id) : null, onclick: () => choose(page, one) }, inside);
}

export function shelf(page) {
  const { s, ui: { t, say } } = page;
  const shown = s.rewards.filter((one) => (!s.kind || one.kind === s.kind) && !(s.account && s.affordable && standing(page, one).out));
  const kinds = Array.from(new Set(shown.map((one) => one.kind)));
  if (!shown.length) return h("p", { class: "card", key: "none" }, t("Nothing here matches."));
  return h("div", { class: "shelves" + (s.clerk ? "" : " look"), key: "shelves" },
    kinds.map((kind) => h("section", { key: "shelf/" + kind },
      h("h2", null, say(shown.find((one) => one.kind === kind).kind_title)), h("div", { class: "grid" },
        shown.filter((one) => one.kind === kind).map((one) => ware(page, one))))));
}
