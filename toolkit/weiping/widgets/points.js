// The public ranking of points: as far down as the office shows it, with shared places named, and a plain word where there is none.

import { h, icon, render } from "./dom.js";
import { switches, words } from "./i18n.js";
import { notices } from "./points_notice.js";
import { rendering } from "./transport.js";
import { trouble } from "./trouble.js";

const FIRST = 20;
const STALE = 60000;

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-points";
  const s = { shown: data.rows ? data : null, period: "", error: "", all: false, asked: 0, notices: {} };
  let closed = false;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);

  const page = { s, ui, transport, redraw, periodWords };

  async function load() {
    const mine = s.asked = Date.now();
    try {
      const { status, body } = await transport.request("GET", "/points/ranking" + (s.period ? "?period=" + s.period : ""));
      if (mine !== s.asked) return; // another period was chosen meanwhile
      if (status === 200 && body) Object.assign(s, { shown: body, error: "" });
      else s.error = (body && body.error && body.error.message) || ui.t("The server did not answer. Please try again.");
    } catch (error) { s.error = ui.t("No network. Please try again."); }
    redraw();
  }

  /** A month or a year as people say it. */
  function periodWords(period) {
    const [year, month] = period.split("-");
    if (!month) return ui.t("Year {year}", { year });
    const said = { year: "numeric", month: "long", timeZone: "UTC" };
    return new Intl.DateTimeFormat(ui.lang === "en" ? "en-GB" : "zh-CN", said).format(new Date(period + "-01T00:00:00Z"));
  }

  function choose(period) {
    Object.assign(s, { period, all: false });
    load();
  }

  function periods() {
    return h("div", { class: "periods", key: "periods", role: "group", "aria-label": ui.t("Time span") }, s.shown.periods.map((period) =>
      h("button", { key: period, "aria-pressed": String(period === s.shown.period), onclick: () => choose(period) }, periodWords(period))));
  }

  function row(one, most) {
    const { t, say } = ui;
    const value = one.average === undefined ? one.points : one.average;
    const share = most > 0 ? Math.round((100 * Number(value)) / most) : 0;
    return h("li", { class: one.place === 1 ? "first" : "" },
      h("div", { class: "place num", "aria-label": t("Place {place}", { place: one.place }) }, one.place),
      h("div", { class: "who" }, h("div", { class: "name" }, say(one.name)),
        one.shared ? h("small", { class: "tie" }, t("Shared place")) : null,
        one.average === undefined ? null : h("small", { class: "muted" },
          t("{n} points, {households} households", { n: one.points, households: one.households }))),
      h("div", { class: "score num" }, value),
      h("div", { class: "bar", "aria-hidden": "true" }, h("i", { style: "width:" + share + "%" })));
  }

  function list() {
    const { t, say } = ui;
    const { rows, level, left_out: out, fewest } = s.shown;
    const most = Math.max(0, ...rows.map((one) => Number(one.average === undefined ? one.points : one.average)));
    const earned = most > 0; // all on the first place with nothing would say nothing
    const shown = s.all ? rows : rows.slice(0, FIRST);
    return h("section", { class: "card", key: "list" },
      h("h2", null, say(s.shown.title), " · ", periodWords(s.shown.period)),
      h("p", { class: "muted" }, level === "household" ? t("Points earned. Listed are households that agreed to it.")
        : t("Points earned for each household.")),
      earned ? h("ol", null, shown.map((one) => row(one, most))) : h("p", null, t("Nothing to show for this period yet.")),
      earned && rows.length > FIRST ? h("button", { class: "wide", key: "all", onclick: () => { s.all = !s.all; redraw(); } },
        s.all ? t("Show fewer") : t("Show all ({n})", { n: rows.length })) : null,
      out ? h("p", { class: "muted" }, t("{n} with fewer than {fewest} households are left out, so that nobody's points can be worked out.",
        { n: out, fewest })) : null,
      h("p", { class: "muted" }, t("Counted is what was earned and whose public notice is over. What was spent makes no difference.")));
  }

  function draw() {
    const { t } = ui;
    document.title = t("Ranking of points");
    const none = s.shown && s.shown.level === "none";
    render(root, h("header", { key: "head" }, h("h1", null, t("Ranking of points")), switches(ui)),
      trouble(ui, s.error, load),
      !s.shown ? (s.error ? null : h("p", { class: "card", key: "wait" }, t("One moment …")))
        : none ? h("section", { class: "card none", key: "none" }, icon("info", 36),
          h("h2", null, t("There is no public ranking")), h("p", null, t("This community does not compare points in public.")))
          : [periods(), list()],
      s.shown ? notices(page) : null);
  }

  const wake = () => { if (document.visibilityState !== "hidden" && Date.now() - s.asked > STALE) load(); };
  document.addEventListener("visibilitychange", wake);
  draw();
  load();
  return () => { closed = true; document.removeEventListener("visibilitychange", wake); root.remove(); };
}

export default rendering(mount);
