// A leader's page: what is to be done in the own micro-grid, today first, and one tap when it is done.

import { dayWords } from "./days.js";
import { h, icon, render } from "./dom.js";
import { switches, words } from "./i18n.js";
import { rendering } from "./transport.js";

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-leading";
  const s = { led: null, day: "", refused: false, error: "", busy: false, why: {}, open: "" };
  let closed = false;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const message = (body) => (body && body.error && body.error.message) || ui.t("The server did not answer. Please try again.");

  async function load() {
    try {
      const { status, body } = await transport.request("GET", "/leading");
      if (status === 200 && body) Object.assign(s, { led: body.micro_grids, day: body.day, refused: false });
      else if (status === 401 || status === 403) s.refused = true;
      else s.error = message(body);
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
      if (status >= 300) s.error = message(body);
      else s.open = "";
    } catch (error) { s.error = ui.t("No network. Nothing was sent; please try again."); }
    s.busy = false;
    await load();
  }

  function card(task) {
    const { t, say } = ui;
    const late = task.due < s.day;
    return h("article", { class: "card task" + (late ? " late" : ""), key: task.id },
      h("h2", null, say(task.title)),
      task.household ? h("p", null, t("Visit"), ": ", task.household) : null,
      h("p", { class: late ? "tie" : "muted" }, task.due === s.day ? t("today") : t("until {day}", { day: dayWords(ui, task.due, s.day) })),
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
      s.error ? h("p", { class: "card banner bad", role: "alert", key: "error" }, icon("warn"), " ", s.error) : null,
      s.refused ? h("p", { class: "card banner calm", key: "refused" }, t("Please open this page with your household's own card.")) : null,
      s.led && !s.led.length ? h("p", { class: "card", key: "none" }, t("Nobody of your household leads a micro-grid.")) : null,
      s.led ? s.led.map((grid) => h("section", { class: "tasks", key: grid.key },
        h("p", { class: "muted" }, t("Micro-grid {key}, {n} households", { key: grid.key, n: grid.households })),
        grid.tasks.length ? grid.tasks.map(card) : h("p", { class: "card" }, t("Nothing to do. Thank you!")))) : null);
  }

  draw();
  load();
  return () => { closed = true; root.remove(); };
}

export default rendering(mount);
