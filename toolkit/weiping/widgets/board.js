// The public board: who leads, how far the panel is, and by which rule; to be read from five metres.

import { h, icon, render } from "./dom.js";
import { phaseWords, switches, words } from "./i18n.js";
import { glide } from "./glide.js";
import { follow } from "./follow.js";
import { bar, counts, decided, fullTotal, progressBar, rangeKey, rangeText, ranked, SHADES, stateText, thinBar } from "./places.js";
import { rendering } from "./transport.js";

const EVERY = 30000; // after this long without a word the board asks; phones are many, and the feed tells all changes
const LOST = 75000;

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-board";
  let told = data, line = null, closed = false;
  const redraw = () => { if (!closed) glide(root, "li[data-key]", draw); };
  const ui = words(data, redraw);
  let board = told;

  function draw() {
    const { t, say } = ui;
    // places that nobody confirmed for long may have been frozen since; a result stays as it is
    const stale = Boolean(line && line.gone() && told.standings && !decided(told));
    board = stale ? { ...told, standings: null } : told;
    document.title = say(board.round.title) + " · " + (decided(board) ? t("Result") : t("Live board"));
    render(root, head(), state(stale), places(), foot());
  }

  function head() {
    const { t, say } = ui;
    const { phase } = board.round;
    const order = phaseWords(t);
    return h("header", { key: "head" },
      h("div", { class: "title" }, h("h1", null, say(board.round.title), " · ", decided(board) ? t("Result") : t("Live board")),
        board.progress ? h("p", { class: "muted counts", role: "status" }, counts(ui, board)) : null, progressBar(ui, board)),
      h("div", { class: "side" },
        h("div", { class: "live " + phase }, h("i", null), stateText(ui, phase), !line || line.live() ? null
          : h("small", null, " · " + t("connecting …"))),
        h("div", { class: "row" }, h("ol", { class: "phases", "aria-label": t("Phase") },
          Object.keys(order).map((key) => h("li", key === phase ? { class: "now", "aria-current": "step" } : null, order[key]))),
        switches(ui))));
  }

  function state(stale) {
    const { t } = ui;
    const { phase } = board.round;
    if (stale) return h("p", { class: "card pause small", key: "pause", role: "status" }, icon("warn"), " ",
      t("No connection since {time}. Places are shown again as soon as it is back.", { time: ui.clock(line.heardAt()) }));
    if (board.standings) return null;
    if (phase === "deliberation") return h("section", { class: "card pause", key: "pause" }, icon("lock", 40),
      h("h2", null, t("The panel is deliberating")), h("p", null,
      t("Scoring is frozen. The result is shown here as soon as the chair publishes it.")));
    if (phase === "practice") return h("section", { class: "card pause", key: "pause" },
      h("h2", null, t("The panel is rehearsing")), h("p", null,
      t("Judges try their tablets. Nothing of it counts, and no places are shown.")));
    if (phase === "open") return h("p", { class: "card pause small", key: "pause" },
      t("Places are shown when the result is published."));
    return null;
  }

  function places() {
    const full = fullTotal(board);
    return h("ol", { class: "card places" + (board.standings ? "" : " plain"), key: "places" },
      ranked(board).map((one) => row(one, full)));
  }

  function row({ entry, standing, progress }, full) {
    const { t, say } = ui;
    const placed = standing && standing.place;
    const award = standing && standing.award ? say(standing.award) : "";
    const range = rangeText(ui, standing);
    return h("li", { key: entry.id, class: (placed && standing.place === 1 ? "first" : "") + (award ? " awarded" : "") },
      h("div", { class: "place num", "aria-label": placed ? t("Place {place}", { place: standing.place })
        : t("No place yet") }, placed ? standing.place : "—"),
      h("div", { class: "who" }, h("div", { class: "name" }, say(entry.name)),
        award ? h("div", { class: "ribbon" }, icon("award", 20), " ", award) : null,
        placed && standing.shared ? h("div", { class: "tie" }, t("Shared place")) : null,
        range ? h("div", { class: "muted range" }, range) : null,
        progress && !decided(board) ? h("div", { class: "muted of" }, t("Sheets"), " ", progress.sheets, "/",
          progress.sheets_due, board.standings ? "" : " · " + t("Marks") + " " + progress.marks) : null),
      h("div", { class: "track" }, board.standings ? bar(ui, board, placed ? standing : {}, full) : thinBar(board, progress)),
      h("div", { class: "score num" }, placed ? standing.total : "—"));
  }

  function foot() {
    const { t, say, lang } = ui;
    const rule = (board.rule || {})[lang] || [];
    const brief = (board.rule_brief || {})[lang] || rule.slice(0, 3);
    return h("footer", { key: "foot" },
      board.standings ? h("div", { class: "keys" },
        board.criteria.map((one, index) => h("span", null, h("i", { class: SHADES[index % SHADES.length] }), say(one.title),
        h("small", null, " " + (one.weight || ""))))) : null,
      rangeKey(ui, board) ? h("p", { class: "about" }, rangeKey(ui, board)) : null,
      rule.length ? h("div", { class: "rule" }, h("b", null, t("How it is scored")),
        h("ul", null, brief.map((one) => h("li", null, one))),
        rule.length > brief.length ? h("details", { key: "rule" }, h("summary", null, t("The whole rule ({n} sentences)", { n: rule.length })),
          h("ol", null, rule.map((one) => h("li", null, one)))) : null) : null);
  }

  draw();
  line = follow(transport, "board", data.round.id, { every: EVERY, lost: LOST, changed: redraw,
    take: (next) => { told = { ...told, ...next }; redraw(); } });
  redraw();
  return () => { closed = true; line.stop(); root.remove(); };
}

export default rendering(mount);
