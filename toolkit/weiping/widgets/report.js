// The yearly report, for the office: figures by section, each of which opens to the records that it was computed from.

import { asking } from "./asking.js";
import { h, icon, render } from "./dom.js";
import { switches, words } from "./i18n.js";
import { officePages } from "./office_pages.js";
import { recordsOf } from "./report_records.js";
import { rendering } from "./transport.js";
import { trouble } from "./trouble.js";

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-report";
  const s = { role: null, years: [], year: 0, report: null, open: {}, error: "", asking: 0 };
  let closed = false;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const { ask, signIn, whoIsIn } = asking({ s, ui, transport, redraw, lost: () => ui.t("No network. Please try again.") });

  async function begin() {
    s.error = "";
    if (await whoIsIn()) {
      const found = await ask("/community/reports");
      if (found) s.years = found.years;
      if (found && !s.year) s.year = found.newest; // this year may have nothing to tell yet
      if (s.year) await show(s.year);
    }
    redraw();
  }

  async function show(year) {
    const mine = ++s.asking;
    Object.assign(s, { year, error: "", report: null, open: {} });
    redraw();
    const found = await ask("/community/reports/" + year);
    if (mine === s.asking) s.report = found;
    redraw();
  }

  /** Open a figure, or close it; its records are asked for a page at a time. */
  async function toggle(line) {
    if (s.open[line.key]) delete s.open[line.key];
    else if (line.records) { s.open[line.key] = { records: [], more: true, busy: false }; await further(line); }
    redraw();
  }

  async function further(line) {
    const shown = s.open[line.key];
    if (!shown || shown.busy || !shown.more) return;
    shown.busy = true;
    redraw();
    const found = await ask("/community/reports/" + s.year + "/records?figure=" + encodeURIComponent(line.key) + "&start=" + shown.records.length);
    shown.busy = false;
    if (found) Object.assign(shown, { records: shown.records.concat(found.records), more: found.more, kind: found.kind_title });
    else delete s.open[line.key];
    redraw();
  }

  const page = { s, ui, further, redraw };

  function row(line, depth) {
    const { t, say } = ui;
    const shown = s.open[line.key];
    const inside = [h("span", { class: "grow" }, h("b", null, say(line.title)), line.note ? h("small", { class: "muted" }, say(line.note)) : null),
      h("span", { class: "num" + (line.value === null && !line.said ? " muted" : "") }, say(line.shown))];
    return [h("li", { key: line.key, class: "deep" + Math.min(depth, 2) },
      line.records ? h("button", { "aria-expanded": String(Boolean(shown)), "aria-label": say(line.title) + ui.colon() + say(line.shown), onclick: () => toggle(line) },
        inside, h("small", { class: "muted behind" }, t("{n} records", { n: line.records })), icon("next")) : h("div", { class: "line" }, inside),
      shown ? recordsOf(page, line, shown) : null),
    line.lines.map((one) => row(one, depth + 1))];
  }

  function section(one) {
    return h("section", { class: "card", key: one.key }, h("h2", null, ui.say(one.title)), h("ul", { class: "figures" }, one.lines.map((line) => row(line, 0))));
  }

  function files() {
    const { t } = ui;
    if (!transport.served || !s.report) return null; // without a server there is nothing to download from
    const link = (kind, label) => h("a", { class: "button", key: kind, download: "",
      href: transport.base + "/weiping/api/community/reports/" + s.year + "/file?as=" + kind + "&lang=" + ui.lang }, icon("print"), " ", label);
    return h("div", { class: "row", key: "files" }, link("html", t("Word")), s.report.pdf ? link("pdf", "PDF") : null, link("xlsx", "Excel"));
  }

  function body() {
    const { t } = ui;
    if (s.role === "") return signIn();
    if (!s.report) return s.error ? null : h("p", { class: "card", key: "loading", role: "status" }, t("Computing from the records …"));
    return h("main", { key: "year/" + s.year },
      h("p", { class: "muted", key: "how" }, t("Computed on {day} from the records. Tap a figure to see the records behind it.", { day: s.report.made })),
      s.report.sections.map(section));
  }

  function draw() {
    const { t, say } = ui;
    const title = s.report ? say(s.report.title) : t("Yearly report");
    document.title = title;
    render(root, h("header", { key: "head" }, h("h1", { class: "grow" }, title), officePages(ui, transport, s.role, "/report"), switches(ui)),
      s.years.length ? h("nav", { class: "bar", key: "years", "aria-label": t("Which year") },
        h("div", { class: "row" }, s.years.map((year) => h("button", { key: String(year), "aria-pressed": String(year === s.year), onclick: () => show(year) }, String(year)))),
        files()) : null,
      trouble(ui, s.error, () => (s.year ? show(s.year) : begin())),
      body());
  }

  draw();
  begin();
  return () => { closed = true; root.remove(); };
}

export default rendering(mount);
