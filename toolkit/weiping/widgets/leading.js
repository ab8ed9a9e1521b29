// A leader's page: what is to be done in the own micro-grid, today first, and one tap when it is done.

import { dayWords } from "./days.js";
import { h, icon, render } from "./dom.js";
import { switches, words } from "./i18n.js";
import { entrance } from "./sign_in.js";
import { rendering } from "./transport.js";
import { trouble } from "./trouble.js";
import { refusal } from "./refusal.js";

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-leading";
  const s = { led: null, day: "", refused: false, error: "", busy: false, why: {}, open: "" };
  let closed = false, settling = null;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);

  async function load() {
    try {
      const { status, body } = await transport.request("GET", "/leading");
      if (status === 200 && body) Object.assign(s, { led: body.micro_grids, day: body.day, refused: false, ...(s.led ? {} : { error: "" }) });
      else if (status === 401 || status === 403) Object.assign(s, { refused: true, error: "" });
      else s.error = refusal(ui, body);
    } catch (error) { s.error = ui.t("No network. Please try again."); }
    redraw();
  }

  async function end(task, how) {
    if (s.busy) return;
    s.busy = true;
    s.error = "";
    redraw();
    try {
      const { status, body } = await transport.request("POST", "/community/tasks/" + task.id + "/end", { how, note: (s.why[task.id] || "").trim() });
      if (status >= 300) s.error = refusal(ui, body);
      else s.open = "";
    } catch (error) { s.error = ui.t("No network. Nothing was sent; please try again."); }
    await load();
    // the next task has moved under the finger: an impatient second tap must not end it as well
    settling = setTimeout(() => { s.busy = false; redraw(); }, 600);
  }

  function card(task) {
    const { t, say } = ui;
    const late = task.due < s.day;
    return h("article", { class: "card task" + (late ? " late" : ""), key: task.id },
      h("h3", null, say(task.title)),
      task.household ? h("p", { class: "where" }, t("Visit: {home}", { home: say(task.household) })) : null,
      h("p", { class: late ? "tie" : "muted" }, task.due === s.day ? t("today") : late ? t("overdue since {day}", { day: dayWords(ui, task.due, s.day) }) : t("until {day}", { day: dayWords(ui, task.due, s.day) })),
      s.open === task.id ? h("label", null, h("b", null, t("Why not?")), h("input", { value: s.why[task.id] || "", maxlength: 200,
        oninput: (event) => { s.why[task.id] = event.target.value; redraw(); } })) : null,
      h("div", { class: "row" },
        h("button", { class: "go", disabled: s.busy, onclick: () => end(task, "done") }, icon("tick"), " ", t("Done")),
        s.open === task.id ? h("button", { disabled: s.busy || !(s.why[task.id] || "").trim(), onclick: () => end(task, "not-met") }, t("Tell the office"))
          : h("button", { onclick: () => { s.open = task.id; redraw(); } }, t("It did not work out"))));
  }

  function draw() {
    const { t } = ui;
    document.title = t("My micro-grid");
    render(root, h("header", { key: "head" }, h("h1", null, t("My micro-grid")), switches(ui)),
      trouble(ui, s.error, s.led ? null : load),
      s.refused ? h("p", { class: "card banner calm", key: "refused" }, t("Please open this page with your household's own card."), " ", entrance(ui, transport)) : null,
      s.led && !s.led.length ? h("p", { class: "card", key: "none" }, t("Nobody of your household leads a micro-grid.")) : null,
      s.led ? s.led.map((grid) => h("main", { class: "tasks", key: grid.key },
        h("p", { class: "muted" }, t("Micro-grid {key}, {n} households", { key: grid.key, n: grid.households })), todo(grid))) : null,
      s.led && s.led.length ? h("a", { class: "button quiet", key: "mine", href: transport.base + "/mine" }, t("To my household's page")) : null);
  }

  /** Today and what is late first, what has time after it, and what was done today, so that a tap can be seen to count. */
  function todo(grid) {
    const { t, say } = ui;
    const now = grid.tasks.filter((task) => task.due <= s.day), later = grid.tasks.filter((task) => task.due > s.day);
    const hows = { done: t("Done"), "not-met": t("not met"), dropped: t("dropped") };
    return [
      h("h2", { key: "now" }, t("Today ({n})", { n: now.length })),
      now.length ? now.map(card) : h("p", { class: "card", key: "none" }, t("Nothing to do. Thank you!")),
      later.length ? [h("h2", { key: "later" }, t("Later ({n})", { n: later.length })), later.map(card)] : null,
      grid.done.length ? h("section", { class: "card", key: "done" }, h("h2", null, t("Done today")), h("ul", null, grid.done.map((task) => h("li", { key: task.id },
        icon(task.how === "done" ? "tick" : "info", 20), " ", say(task.title), task.household ? " · " + say(task.household) : "", task.how === "done" ? "" : " · " + hows[task.how])))) : null,
    ];
  }

  draw();
  load();
  return () => { closed = true; clearTimeout(settling); root.remove(); };
}

export default rendering(mount);
