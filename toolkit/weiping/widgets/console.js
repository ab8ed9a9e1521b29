// The chair's console: left who has scored what, right the phase with its one next action and what must be green first.

import { confirming, h, icon, picture, render } from "./dom.js";
import { phaseWords, switches, words } from "./i18n.js";
import { backoff, rendering } from "./transport.js";

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-console";
  const round = data.round.id;
  const s = { data, armed: {}, busy: false, error: "", invitation: null, copied: false, live: false, reason: "" };
  let closed = false, timer = null, tries = 0;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);
  const path = "/rounds/" + round;
  const take = (next) => { s.data = { ...s.data, ...next }; redraw(); };

  async function load() {
    try {
      const { status, body } = await transport.request("GET", path + "/console");
      if (closed) return;
      if (status === 200 && body) { take(body); return; }
      if (status < 500 && status !== 429) { s.error = message(body); redraw(); return; }
    } catch (error) { /* no network yet */ }
    if (!closed) timer = setTimeout(load, backoff(tries++));
  }

  const message = (body) => (body && body.error && body.error.message) || ui.t("The server did not answer. Please try again.");

  /** Every action of the chair goes this way: one at a time, and what the server says is shown in place. */
  async function act(method, where, body, then) {
    if (s.busy) return;
    s.busy = true;
    s.error = "";
    redraw();
    try {
      const answer = await transport.request(method, path + where, body);
      if (answer.status >= 200 && answer.status < 300 && answer.body) then(answer.body);
      else s.error = message(answer.body);
    } catch (error) {
      s.error = ui.t("No network. Nothing was changed as far as this page knows; please try again.");
    }
    s.busy = false;
    redraw();
  }

  function draw() {
    const { t, say } = ui;
    const now = s.data.round;
    const order = phaseWords(t);
    const keys = Object.keys(order);
    document.title = say(now.title) + " · " + t("Chair's console");
    render(root,
      h("header", { key: "head" }, h("h1", null, say(now.title), " · ", t("Chair's console")),
        h("ol", { class: "phase", "aria-label": t("Phase") }, keys.map((key, index) =>
          h("li", { class: key === now.phase ? "now" : index < keys.indexOf(now.phase) ? "past" : "",
            "aria-current": key === now.phase ? "step" : null },
            index < keys.indexOf(now.phase) ? icon("tick", 16) : null, order[key]))),
        h("div", { class: "tools" }, s.live || !transport.served ? null
          : h("span", { class: "tie", role: "status" }, t("connecting …")), h("a", { class: "button", href: s.data.board_url || transport.base + "/board/" + round,
          target: "_blank", rel: "noopener" }, t("Public board")), switches(ui))),
      s.error ? h("p", { class: "card banner bad", role: "alert", key: "error" }, icon("warn"), " ", s.error) : null,
      h("div", { class: "cols", key: "cols" },
        h("div", { class: "left" }, matrix(), standings(), late()),
        h("aside", null, next(order), plugins(), invitations(), rule())));
  }

  function matrix() {
    const { t, say } = ui;
    const cells = new Map((s.data.matrix || []).map((one) => [one.judge + "/" + one.entry, one]));
    const words = { signed: t("signed"), progress: t("in progress"), todo: t("not begun"), recused: t("Recused") };
    const td = (judge, entry) => {
      const one = cells.get(judge.id + "/" + entry.id) || { state: "todo", answered: 0, due: 0 };
      const text = { signed: [icon("tick", 16),
        h("b", null, one.total === null || one.total === undefined ? "—"
        : one.total)], progress: one.answered + "/" + one.due, todo: "—", recused: words.recused }[one.state];
      return h("td", { class: one.state, key: entry.id, title: words[one.state],
        "aria-label": words[one.state] + (one.state === "signed" ? " " + one.total : one.state === "progress"
        ? " " + one.answered + "/" + one.due : "") }, text);
    };
    return h("section", { class: "card scroll", key: "matrix", tabindex: 0, "aria-label": t("Judges and entries") },
      h("table", { class: "matrix" },
      h("thead", null, h("tr", null, h("th", null),
        (s.data.entries || []).map((entry) => h("th", { scope: "col", key: entry.id }, say(entry.name))))),
      h("tbody", null, (s.data.judges || []).map((judge) => h("tr", { key: judge.id },
        h("th", { scope: "row" }, h("i", { class: judge.connected ? "on" : "off" }),
          t("Judge {number}", { number: String(judge.number).padStart(2, "0") }), " ", say(judge.kind),
          h("small", null, judge.connected ? t("online") : judge.joined ? t("offline") : t("not joined yet"),
            judge.outstanding ? " · " + t("{n} to sign", { n: judge.outstanding }) : "")),
        (s.data.entries || []).map((entry) => td(judge, entry)))))));
  }

  function standings() {
    const { t, say } = ui;
    const names = new Map((s.data.entries || []).map((one) => [one.id, one.name]));
    const rows = s.data.standings || [];
    if (!rows.length) return null;
    return h("section", { class: "card", key: "standings" }, h("h2", null, t("Standings (signed sheets only)")),
      h("table", { class: "plain" }, h("tbody", null, rows.map((one) => h("tr", { key: one.entry },
        h("td", { class: "num" }, one.place || "—"), h("td", null, say(names.get(one.entry)), one.place && one.shared
          ? h("small", { class: "tie" }, " " + t("Shared place")) : null, one.award ? h("small", { class: "ribbon" },
          icon("award", 16), " ", say(one.award)) : null),
        h("td", { class: "num right" }, one.total || "—"))))));
  }

  function late() {
    const { t, say } = ui;
    const rows = s.data.late || [];
    if (!rows.length) return null;
    const find = (list, key, id) => (list || []).find((one) => one[key] === id) || {};
    return h("section", { class: "card", key: "late" },
      h("h2", null, icon("warn"), " ", t("Marks that came after the freeze: {n}", { n: rows.length })),
      h("ul", { class: "lines" }, rows.map((one) => h("li", null,
        t("Judge {number}", { number: String(find(s.data.judges, "id", one.judge).number || "?").padStart(2, "0") }), " · ",
        say(find(s.data.entries, "id", one.entry).name), " · ", say(find(s.data.criteria, "key",
          one.criterion).title), " ", h("b", null, one.value || "—"), " · ", ui.clock(one.received)))));
  }

  function next(order) {
    const { t, say } = ui;
    const options = s.data.next || [];
    const keys = Object.keys(order);
    const forward = (one) => keys.indexOf(one.to) > keys.indexOf(s.data.round.phase);
    const labels = { open: t("Open scoring"), deliberation: t("Freeze for deliberation"), published: t("Publish the result"),
      final: t("Declare final") };
    const go = (to, reason) => act("POST", "/phase", { to, reason }, (body) => { s.reason = ""; take(body); });
    const main = options.filter(forward)[0];
    const back = options.filter((one) => !forward(one))[0];
    return h("section", { class: "card next", key: "next" },
      h("h2", null, t("Now: {phase}", { phase: order[s.data.round.phase] })),
      h("ul", { class: "check" }, (s.data.checklist || []).map((one) => h("li", { class: one.ok ? "ok" : "no", key: one.key },
        icon(one.ok ? "tick" : "warn", 20),
        h("span", null, h("span", { class: "hear" }, one.ok ? t("done:") : t("to do:"), " "), say(one.text))))),
      main ? h("button", { class: "go", key: "go", disabled: !main.allowed || s.busy,
        ...confirming(s.armed, "to/" + main.to, redraw, () => go(main.to, "")) },
        s.armed.key === "to/" + main.to ? t("Tap again to confirm: {action}",
          { action: labels[main.to] }) : labels[main.to]) : h("p", { class: "muted" }, t("Nothing more to do in this round.")),
      main && !main.allowed ? h("p", { class: "muted" }, t("First everything marked above must be settled.")) : null,
      back ? h("div", { class: "back", key: "back" },
        h("label", null, t("Reason for going back to scoring"),
        h("input", { value: s.reason, maxlength: 200, oninput: (event) => { s.reason = event.target.value; redraw(); } })),
        h("button", { disabled: !back.allowed || s.busy || !s.reason.trim(),
          ...confirming(s.armed, "to/" + back.to, redraw, () => go(back.to, s.reason.trim())) },
          s.armed.key === "to/" + back.to ? t("Tap again to confirm: {action}",
            { action: labels[back.to] }) : t("Back to scoring"))) : null,
      s.data.round.phase === "published" || s.data.round.phase === "final" ? null
        : h("button", { class: "switch", role: "switch", key: "show",
        "aria-checked": String(Boolean(s.data.round.show_standings)), disabled: s.busy,
        onclick: () => act("POST", "/settings", { show_standings: !s.data.round.show_standings }, take) },
      h("i", null), h("span", null, t("Show places on the public board while scoring is open"), ui.colon(),
        h("b", null, s.data.round.show_standings ? t("on") : t("off")))));
  }

  function plugins() {
    const { t, say } = ui;
    const bad = (s.data.plugins || []).filter((one) => one.status !== "ok");
    if (!bad.length) return null;
    return h("section", { class: "card banner bad", key: "plugins", role: "alert" },
      h("h2", null, icon("warn"), " ", t("Plugins that could not be loaded")),
      h("ul", { class: "lines" }, bad.map((one) => h("li", null, h("b", null, one.name), ui.colon(), one.error ? say(one.error) : one.status))),
      h("p", null, t("A round that needs one of their criteria cannot be published until it is repaired.")));
  }

  function invitations() {
    const { t, say } = ui;
    const judges = s.data.judges || [];
    const joined = judges.filter((one) => one.joined).length;
    const off = judges.filter((one) => one.joined && !one.connected).length;
    const invite = (judge) => act("POST", "/judges/" + judge.id + "/invitation", {},
      (body) => { s.invitation = { ...body, number: judge.number }; s.copied = false; });
    return h("section", { class: "card invite", key: "invite" }, h("h2", null, t("Inviting judges")),
      h("p", { class: "muted" }, t("{n} of {all} joined", { n: joined, all: judges.length }), off
        ? " · " + t("{n} offline", { n: off }) : ""),
      s.invitation ? invitation() : null,
      h("details", { open: joined < judges.length && judges.length < 5 },
        h("summary", null, t("New link for a judge (the old one ends)")),
        judges.map((judge) => h("button", { key: judge.id, disabled: s.busy,
          ...confirming(s.armed, "invite/" + judge.id, redraw, () => invite(judge)) },
          t("Judge {number}", { number: String(judge.number).padStart(2, "0") }), " ", say(judge.kind), " · ",
          s.armed.key === "invite/" + judge.id ? t("Tap again: make a new link") : judge.joined ? t("joined") : t("not joined yet")))));
  }

  function invitation() {
    const { t } = ui;
    const { url, qr, number } = s.invitation;
    const copy = async () => {
      const field = root.querySelector(".url");
      try { await navigator.clipboard.writeText(url); s.copied = true; } catch (error) {
        // no clipboard on plain http: select the text and use the old way
        field.select();
        try { s.copied = document.execCommand("copy"); } catch (worse) { s.copied = false; }
      }
      redraw();
    };
    return h("div", { class: "invitation", key: "invitation" },
      h("b", null, t("Judge {number}", { number: String(number).padStart(2, "0") })), qr ? picture(qr,
      t("QR code of the join link")) : null,
      h("input", { class: "url", readonly: true, value: url, "aria-label": t("Join link"),
        onfocus: (event) => event.target.select() }),
      h("div", { class: "row" }, h("button", { onclick: copy }, s.copied ? t("Copied") : t("Copy the link")),
        h("button", { onclick: () => { s.invitation = null; redraw(); } }, t("Done"))));
  }

  function rule() {
    const { t, lang } = ui;
    const lines = (s.data.rule || {})[lang] || [];
    if (!lines.length) return null;
    return h("section", { class: "card", key: "rule" },
      h("details", null, h("summary", null, t("Scoring rule"), s.data.round.rule_hash
      ? " · " + String(s.data.round.rule_hash).slice(0, 8) : ""), h("ol", null, lines.map((line) => h("li", null, line)))));
  }

  draw();
  const stop = transport.subscribe("console", { round }, take, (state, status) => {
    const live = state === "open";
    if (live !== s.live) { s.live = live; redraw(); }
    if (status === 401 || status === 403) { s.error = ui.t("Your session has ended. Please sign in again with the chair's link."); redraw(); }
  });
  load();
  return () => { closed = true; clearTimeout(timer); clearTimeout(s.armed.timer); stop(); root.remove(); };
}

export default rendering(mount);
