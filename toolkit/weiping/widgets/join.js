// The join page. It acts on a tap only: a chat's link preview opens the page, and must not spend the invitation.
// What the page says before that is the same for everybody: whom a code is for shows once it was accepted.

import { moment, since } from "./clock.js";
import { h, render } from "./dom.js";
import { remember, switches, words } from "./i18n.js";
import { rendering } from "./transport.js";

const SHORT = 9; // letters of a code for typing, with its dash

/** The code in what somebody typed or pasted: a whole link counts as its code. */
export function codeIn(text) {
  return text.slice(text.indexOf("#") + 1).trim();
}

/** Seconds as a clock that runs down. */
export function countdown(seconds) {
  return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
}

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-join";
  const s = { code: fragment(), typed: "", busy: false, error: "", hello: "", rest: null };
  let closed = false, ticker = null;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);

  // the code stands in the fragment, so that it reaches no server log
  function fragment() {
    try { return decodeURIComponent(location.hash.slice(1)).trim(); } catch (error) { return location.hash.slice(1); }
  }

  async function join(code) {
    if (s.busy || !code || waits(code)) return;
    s.busy = true;
    s.error = "";
    redraw();
    try {
      const { status, body } = await transport.request("POST", "/join", { code });
      if (status === 200 && body && body.next) {
        // who this tablet's cookie belongs to now: pads in other tabs stop sending under another's name
        remember("who", body.judge ? String(body.judge.id) : body.role);
        s.hello = greeting(body);
        redraw();
        location.assign(transport.base + body.next);
        return;
      }
      s.error = reason(status, body);
      if (status === 429) wait((body && body.error && body.error.seconds) || 60);
    } catch (error) {
      s.error = ui.t("No network. Please check the Wi-Fi and tap again; the link stays valid.");
    }
    s.busy = false;
    redraw();
    const field = root.querySelector("input");
    if (field) field.select();
  }

  function greeting(body) {
    const { t, say } = ui;
    if (body.judge) return t("Welcome, judge {number} · {kind}", { number: body.judge.number, kind: say(body.judge.kind) });
    return { chair: t("Welcome to the chair's console"), clerk: t("Welcome to the office"),
      resident: t("Welcome to your points") }[body.role] || t("Welcome");
  }

  function reason(status, body) {
    const { t } = ui;
    const said = body && body.error && body.error.message;
    if (said) return said;
    if (status === 429) return t("Too many tries. Please wait a minute and try again.");
    if (status === 401 || status === 403 || status === 404) return t("This link is no longer valid. Please ask whoever gave it to you for a new one.");
    return t("The server did not answer. Please try again.");
  }

  // typing rests while the server hears no short code; the long one of a link is always heard
  const left = () => (s.rest ? Math.max(0, Math.ceil((s.rest.ms - since(s.rest.from)) / 1000)) : 0);
  const waits = (code) => left() > 0 && (!code || code.length <= SHORT);

  function wait(seconds) {
    s.rest = { from: moment(), ms: seconds * 1000 };
    clearInterval(ticker);
    ticker = setInterval(() => {
      if (left() === 0) {
        clearInterval(ticker);
        s.error = "";
      }
      redraw();
    }, 1000);
  }

  function button(code, extra) {
    const { t } = ui;
    const label = s.hello ? t("Opening …") : s.busy ? t("One moment …")
      : waits(code) ? t("Again in {time}", { time: countdown(left()) }) : t("Begin");
    return h("button", Object.assign({ class: "go", key: "go", disabled: s.busy || !code || waits(code) }, extra), label);
  }

  const trouble = () => (s.error ? h("p", { class: "banner bad", role: "alert", id: "wp-join-error", key: "error" }, s.error) : null);

  function invited() {
    const { t } = ui;
    return [h("p", { key: "say" }, s.hello || t("You have an invitation. Tap the button to begin; nothing else is needed.")),
      button(s.code, { onclick: () => join(s.code) }), trouble(),
      s.error ? h("button", { class: "quiet", key: "other", onclick: typeInstead }, t("Type a code instead")) : null];
  }

  function typing() {
    const { t } = ui;
    const code = codeIn(s.typed);
    return h("form", { key: "form", onsubmit: (event) => { event.preventDefault(); join(code); } },
      h("label", { key: "field" }, h("strong", null, t("Type the code from your slip of paper")),
        h("input", { value: s.typed, class: code.length > SHORT ? "long" : "short", autocomplete: "off", autocapitalize: "characters",
          spellcheck: "false", maxlength: 300, enterkeyhint: "go", "aria-invalid": String(Boolean(s.error)),
          "aria-describedby": s.error ? "wp-join-error wp-join-how" : "wp-join-how",
          oninput: (event) => { s.typed = event.target.value; redraw(); } })),
      trouble(), s.hello ? h("p", { key: "hello" }, s.hello) : null,
      button(code, { type: "submit" }),
      h("p", { class: "muted", id: "wp-join-how", key: "how" },
        t("Eight letters and digits, such as 7K3M-9QXA; small letters are fine, the dash may be left out. With the QR code nothing needs typing.")));
  }

  function draw() {
    const { t, say } = ui;
    document.title = t("Sign in");
    render(root, h("header", { key: "head" }, switches(ui)), h("main", { class: "card", key: "main" },
      h("h1", null, data.title ? say(data.title) : s.code ? t("Welcome") : t("Sign in")), s.code ? invited() : typing()));
  }

  function typeInstead() {
    s.code = "";
    s.error = "";
    redraw();
    const field = root.querySelector("input");
    if (field) field.focus();
  }

  const changed = () => { s.code = fragment(); s.error = ""; redraw(); };
  window.addEventListener("hashchange", changed);
  draw();
  return () => { closed = true; clearInterval(ticker); window.removeEventListener("hashchange", changed); root.remove(); };
}

export default rendering(mount);
