// The public board: who leads, how far the panel is, and by which rule; to be read from five metres.

import { h, icon, render } from "./dom.js";
import { phaseWords, switches, words } from "./i18n.js";
import { glide } from "./glide.js";
import { backoff, rendering } from "./transport.js";

const SHADES = ["b1", "b2", "b3", "b4", "b5", "b6", "b7"];
// widths on the screen only; every figure that is printed is the server's own text
const share = (part, whole) => (whole > 0 ? Math.max(0, Math.min(100, (100 * part) / whole)).toFixed(2) + "%" : "0%");

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-board";
  const round = data.round.id;
  let board = data, live = false, heard = Boolean(data.progress), closed = false, timer = null, tries = 0;
  const redraw = () => { if (!closed) glide(root, "li[data-key]", draw); };
  const ui = words(data, redraw);

  const take = (next) => { board = { ...board, ...next }; heard = true; redraw(); };
  async function load() {
    try {
      const { status, body } = await transport.request("GET", "/rounds/" + round + "/board");
      if (closed || heard && live) return;
      if (status === 200 && body) { take(body); return; }
      if (status < 500 && status !== 429) return;
    } catch (error) { /* no network yet */ }
    if (!closed) timer = setTimeout(load, backoff(tries++));
  }

  function draw() {
    const { t, say } = ui;
    document.title = say(board.round.title) + " · " + t("Live board");
    render(root, head(), state(), places(), foot());
  }

  function head() {
    const { t, say } = ui;
    const { phase } = board.round;
    const p = board.progress;
    const states = { draft: t("Scoring has not opened yet"), open: t("Scoring under way"),
      deliberation: t("The panel is deliberating"),
      published: t("Result published"), final: t("Result final") };
    const order = phaseWords(t);
    return h("header", { key: "head" },
      h("div", { class: "title" }, h("h1", null, say(board.round.title), " · ",
        phase === "published" || phase === "final" ? t("Result") : t("Live board")),
        p ? h("p", { class: "muted counts", role: "status" },
          h("span", null, say(board.community) ? say(board.community) + " · " : "", t("{n} judges", { n: p.judges })), " · ",
          h("span", null, t("Marks"), " ", h("b", { class: "num" }, p.marks + " / " + p.marks_due)), " · ",
          h("span", null, t("Sheets"), " ", h("b", { class: "num" }, p.sheets + " / " + p.sheets_due))) : null,
        p ? h("div", { class: "progress", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": p.marks_due,
          "aria-valuenow": p.marks, "aria-label": t("Marks") },
          h("i", { style: "width:" + share(p.marks, p.marks_due) })) : null),
      h("div", { class: "side" },
        h("div", { class: "live " + phase }, h("i", null), states[phase], live || !transport.served ? null
          : h("small", null, " · " + t("connecting …"))),
        h("div", { class: "row" }, h("ol", { class: "phases", "aria-label": t("Phase") },
          Object.keys(order).map((key) => h("li", key === phase ? { class: "now", "aria-current": "step" } : null, order[key]))),
        switches(ui))));
  }

  function state() {
    const { t } = ui;
    const { phase } = board.round;
    if (board.standings) return null;
    if (phase === "deliberation") return h("section", { class: "card pause", key: "pause" }, icon("lock", 40),
      h("h2", null, t("The panel is deliberating")), h("p", null,
      t("Scoring is frozen. The result is shown here as soon as the chair publishes it.")));
    if (phase === "open") return h("p", { class: "card pause small", key: "pause" },
      t("Places are shown when the result is published."));
    return null;
  }

  function places() {
    const standings = new Map((board.standings || []).map((one) => [one.entry, one]));
    const progress = new Map(((board.progress || {}).entries || []).map((one) => [one.entry, one]));
    const rank = (entry) => { const one = standings.get(entry.id); return one && one.place ? one.place : Infinity; };
    const order = (a, b) => (rank(a) === rank(b) ? a.number - b.number : rank(a) - rank(b));
    const entries = board.entries.slice().sort(order);
    const weight = board.criteria.reduce((total, one) => total + Number(one.weight || 0), 0);
    const best = Math.max(0, ...(board.standings || []).map((one) => Number(one.total || 0)));
    const full = weight >= best ? weight : best;
    return h("ol", { class: "card places" + (board.standings ? "" : " plain"), key: "places" },
      entries.map((entry) => row(entry, standings.get(entry.id), progress.get(entry.id), full)));
  }

  function row(entry, standing, progress, full) {
    const { t, say } = ui;
    const placed = standing && standing.place;
    const award = standing && standing.award ? say(standing.award) : "";
    const parts = placed ? standing.parts || [] : [];
    const at = (key) => Math.max(0, board.criteria.findIndex((one) => one.key === key));
    return h("li", { key: entry.id, class: (placed && standing.place === 1 ? "first" : "") + (award ? " awarded" : "") },
      h("div", { class: "place num", "aria-label": placed ? t("Place {place}", { place: standing.place })
        : t("No place yet") }, placed ? standing.place : "—"),
      h("div", { class: "who" }, h("div", { class: "name" }, say(entry.name)),
        award ? h("div", { class: "ribbon" }, icon("award", 20), " ", award) : null,
        placed && standing.shared ? h("div", { class: "tie" }, t("Shared place")) : null,
        progress && board.round.phase !== "published" && board.round.phase !== "final" ? h("div", { class: "muted of" }, t("Sheets"), " ", progress.sheets, "/",
          progress.sheets_due, board.standings ? "" : " · " + t("Marks") + " " + progress.marks) : null),
      standing || board.standings ? h("div", { class: "track" }, h("div", { class: "bar" }, parts.map((part) =>
        h("i", { class: SHADES[at(part.criterion) % 7], style: "width:" + share(Number(part.value), full),
          title: say((board.criteria[at(part.criterion)] || {}).title) + " " + part.value }))))
        : h("div", { class: "track" }, progress ? h("div", { class: "bar thin" },
          h("i", { class: "b2", style: "width:" + share(progress.marks,
          board.progress.marks_due / (board.entries.length || 1)) })) : null),
      h("div", { class: "score num" }, placed ? standing.total : "—"));
  }

  function foot() {
    const { t, say, lang } = ui;
    const rule = (board.rule || {})[lang] || [];
    const brief = (board.rule_brief || {})[lang] || rule.slice(0, 3);
    return h("footer", { key: "foot" },
      board.standings ? h("div", { class: "keys" },
        board.criteria.map((one, index) => h("span", null, h("i", { class: SHADES[index % 7] }), say(one.title),
        h("small", null, " " + (one.weight || ""))))) : null,
      rule.length ? h("div", { class: "rule" }, h("b", null, t("How it is scored")),
        h("ul", null, brief.map((line) => h("li", null, line))),
        rule.length > brief.length ? h("details", { key: "rule" }, h("summary", null, t("The whole rule ({n} sentences)", { n: rule.length })),
          h("ol", null, rule.map((line) => h("li", null, line)))) : null) : null);
  }

  draw();
  const stop = transport.subscribe("board", { round }, take,
    (now) => { if (live !== (now === "open")) { live = now === "open"; redraw(); } });
  load();
  return () => { closed = true; clearTimeout(timer); stop(); root.remove(); };
}

export default rendering(mount);
