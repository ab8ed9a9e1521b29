// The office page: an appraisal made step by step. What is filled in stays on this computer until it is created, and
// every step is looked over by the server while it is filled in.

import { confirming, h, icon, render } from "./dom.js";
import { recall, remember, switches, words } from "./i18n.js";
import { startStep } from "./office_start.js";
import { criteriaStep, titleStep } from "./office_what.js";
import { ruleStep } from "./office_rule.js";
import { entriesStep } from "./office_entries.js";
import { panelStep } from "./office_panel.js";
import { said } from "./office_parts.js";
import { settingsStep } from "./office_settings.js";
import { doneCard, reviewStep } from "./office_review.js";
import { officePages } from "./office_pages.js";
import { officeOnly, ofOffice } from "./sign_in.js";
import { rendering } from "./transport.js";
import { refusal } from "./refusal.js";

const STEPS = ["start", "title", "criteria", "rule", "entries", "panel", "settings", "review"];
// where in the plan a fault stands -> the step that mends it
const WHERE = { title: "title", key: "title", period: "title", criteria: "criteria", rule: "rule", trim: "rule",
  min_marks: "rule", entries: "entries", rotate: "entries", judges: "panel" };

export const stepOf = (fault) => WHERE[fault.at[0]] || "settings";

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-office";
  const s = { role: null, choices: null, plan: null, people: {}, look: null, step: "start", round: null, made: null, error: "",
    busy: false, armed: {}, query: "", filter: "", hits: null, more: false, refused: [], noted: [], taken: 0, guest: "", open: null, toml: "",
    unchecked: false, note: "" };
  let closed = false, wait = null, asked = 0;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);

  async function ask(method, path, body) {
    try {
      const answer = await transport.request(method, path, body);
      if (answer.status === 401 || answer.status === 403) s.role = "";
      if (answer.status >= 200 && answer.status < 300 && answer.body) return answer.body;
      s.error = refusal(ui, answer.body);
    } catch (error) {
      s.error = ui.t("No network. What you filled in is kept on this computer; please try again.");
    }
    return null;
  }

  function keep() {
    remember("office", s.plan ? JSON.stringify({ plan: s.plan, people: s.people, step: s.step, round: s.round }) : "");
  }

  function recover() {
    try {
      const kept = JSON.parse(recall("office") || "null");
      if (kept && kept.plan) Object.assign(s, { plan: kept.plan, people: kept.people || {}, step: kept.step, round: kept.round || null });
    } catch (error) { /* nothing that could be kept */ }
    if (STEPS.indexOf(s.step) < 0) s.step = "start";
  }

  /** What an appraisal can be made of, and the appraisals there are, anew: something of it has just changed. */
  async function choose() {
    const found = await ask("GET", "/office");
    s.choices = found || s.choices;
    return Boolean(found);
  }

  /** Somebody looks at the list again, which the chair's console may have moved. Without a network the old one stands. */
  async function lookAgain() {
    if (!s.choices || s.step !== "start" || document.visibilityState === "hidden") return;
    const said = s.error;
    if (!(await choose())) s.error = said;
    redraw();
  }

  async function begin() {
    const me = await ask("GET", "/me");
    if (me) s.role = me.role;
    if (s.role && !ofOffice(s.role)) s.role = "";
    if (s.role) {
      await choose();
      if (s.plan) look();
    } else s.error = s.role === "" ? "" : s.error;
    redraw();
  }

  /** Ask the server what the plan comes to. An answer that further typing overtook is not shown. */
  async function look() {
    clearTimeout(wait);
    const mine = ++asked;
    if (!s.plan) return; // it was made, or given up, while its last change waited to be looked over
    const found = await ask("POST", "/office/check", { plan: s.plan, round: s.round });
    if (mine !== asked || closed || !s.plan) return;
    s.unchecked = !found;
    if (found) {
      s.look = found;
      s.error = "";
      Object.assign(s.people, found.people);
    }
    redraw();
  }

  /** What every change of the plan goes through: kept at once, looked over when the typing pauses. */
  function change(values) {
    Object.assign(s.plan, values || {});
    s.unchecked = true;
    keep();
    clearTimeout(wait);
    wait = setTimeout(look, 350);
    redraw();
  }

  function go(step) {
    s.step = step;
    s.error = "";
    s.query = "";
    s.hits = null;
    keep();
    redraw();
    window.scrollTo(0, 0);
    lookAgain();
  }

  function take(plan, people, round) {
    Object.assign(s, { plan: JSON.parse(JSON.stringify(plan)), people: people || {}, round: round || null, look: null, made: null,
      error: "", refused: [], noted: [], taken: 0, toml: "", open: null });
    go("title");
    look();
  }

  async function create() {
    if (s.busy) return;
    s.busy = true;
    redraw();
    const path = "/office/appraisals" + (s.round ? "/" + s.round : "");
    const done = await ask("POST", path, { plan: s.plan });
    s.busy = false;
    if (done) {
      s.made = { round: done.round, title: s.plan.title };
      s.plan = null;
      s.round = null;
      s.step = "start";
      keep();
      await choose();
    }
    redraw();
    window.scrollTo(0, 0);
  }

  const app = { s, ui, ask, choose, change, go, take, look, create, redraw, transport,
    confirm: (key, act) => confirming(s.armed, key, redraw, act),
    forget: () => { s.plan = null; s.round = null; s.look = null; s.step = "start"; keep(); redraw(); },
    faults: (step) => (s.look ? s.look.errors.filter((one) => stepOf(one) === step) : []),
    hints: (step) => (s.look ? s.look.warnings.filter((one) => stepOf(one) === step) : []),
    wrong: (...at) => (s.look ? s.look.errors.find((one) => at.every((part, n) => one.at[n] === part)) : undefined) };

  function draw() {
    const { t } = ui;
    document.title = t("Make an appraisal");
    const body = () => {
      if (s.role === "") return officeOnly(ui, transport);
      if (!s.choices) return s.error ? again() : h("p", { class: "card", key: "loading", role: "status" }, t("Loading …"));
      return [s.made ? doneCard(app) : null, s.plan || s.step === "start" ? work() : null];
    };
    render(root, h("header", { key: "head" }, h("h1", { class: "grow" }, t("Make an appraisal")), officePages(ui, transport, s.role, "/office"), switches(ui)),
      s.error && s.choices ? h("p", { class: "card banner bad", role: "alert", key: "error" }, h("span", null, icon("warn"), " ", s.error)) : null,
      body());
  }

  const again = () => h("section", { class: "card banner bad", key: "again", role: "alert" }, h("p", null, s.error),
    h("button", { onclick: () => { s.error = ""; redraw(); begin(); } }, ui.t("Try again")));

  function work() {
    const { t } = ui;
    const steps = { start: startStep, title: titleStep, criteria: criteriaStep, rule: ruleStep, entries: entriesStep, panel: panelStep,
      settings: settingsStep, review: reviewStep };
    const at = STEPS.indexOf(s.step);
    return h("div", { class: "cols", key: "work" }, s.plan ? rail(at) : null,
      h("main", { key: "step/" + s.step }, steps[s.step](app),
        s.plan && s.step !== "start" && s.step !== "review" ? todo(s.step) : null,
        s.plan && s.step !== "start" ? h("nav", { class: "row turn", key: "turn", "aria-label": t("Steps") },
          h("button", { onclick: () => go(STEPS[at - 1]) }, t("Back")), h("span", { class: "grow muted", role: "status" },
            s.unchecked ? t("Looking it over …") : t("Kept on this computer")),
          s.step === "review" ? null : h("button", { class: "go", onclick: () => go(STEPS[at + 1]) }, t("Next step"))) : null));
  }

  /** What this step still lacks, in place; nothing stops anybody from going on and coming back. */
  function todo(step) {
    const { t } = ui;
    const faults = app.faults(step), hints = app.hints(step);
    if (!faults.length && !hints.length) return null;
    return h("section", { class: "card banner wait", key: "todo", role: "status" },
      faults.length ? [h("b", null, t("Still to do here")), h("ul", { class: "plain" }, faults.map((one) => h("li", null, icon("warn"), " ", said(ui, one))))] : null,
      hints.length ? [h("b", null, t("Better look at again")), h("ul", { class: "plain" }, hints.map((one) => h("li", null, icon("info"), " ", said(ui, one))))] : null);
  }

  function rail(at) {
    const { t } = ui;
    const names = { start: t("Start"), title: t("Title and period"), criteria: t("Criteria"), rule: t("Rule"), entries: t("Entries"),
      panel: t("Panel"), settings: t("Awards and settings"), review: t("Look over and create") };
    const mark = (step, n) => {
      if (!s.look || step === "start" || step === "review") return n + 1;
      return app.faults(step).length ? icon("warn", 20) : icon("tick", 20);
    };
    return h("nav", { class: "rail", key: "rail", "aria-label": t("Steps") }, h("ol", null, STEPS.map((step, n) => {
      const bad = s.look && app.faults(step).length > 0;
      return h("li", { key: step }, h("button", { class: (n === at ? "now" : "") + (bad ? " bad" : ""), "aria-current": n === at ? "step" : null,
        onclick: () => go(step) }, h("i", null, mark(step, n)), h("span", null, names[step]),
        bad ? h("span", { class: "hear" }, t("Still to do here")) : null));
    })));
  }

  recover();
  draw();
  begin();
  document.addEventListener("visibilitychange", lookAgain);
  return () => {
    closed = true;
    document.removeEventListener("visibilitychange", lookAgain);
    clearTimeout(wait);
    clearTimeout(s.armed.timer);
    root.remove();
  };
}

export default rendering(mount);
