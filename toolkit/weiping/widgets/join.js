// The join page. It acts on a tap only: a chat's link preview opens the page, and must not spend the invitation.

import { h, render } from "./dom.js";
import { remember, switches, words } from "./i18n.js";
import { rendering } from "./transport.js";

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-join";
  const s = { code: fragment(), typed: "", busy: false, error: "" };
  let closed = false;
  const redraw = () => { if (!closed) draw(); };
  const ui = words(data, redraw);

  // the code stands in the fragment, so that it reaches no server log
  function fragment() {
    try { return decodeURIComponent(location.hash.slice(1)).trim(); } catch (error) { return location.hash.slice(1); }
  }

  async function join(code) {
    if (s.busy || !code) return;
    s.busy = true;
    s.error = "";
    redraw();
    try {
      const { status, body } = await transport.request("POST", "/join", { code });
      if (status === 200 && body && body.next) {
        // who this tablet's cookie belongs to now: pads in other tabs stop sending under another's name
        remember("who", body.judge ? String(body.judge.id) : body.role);
        location.assign(transport.base + body.next);
        return;
      }
      s.error = reason(status, body);
    } catch (error) {
      s.error = ui.t("No network. Please check the Wi-Fi and tap again; the link stays valid.");
    }
    s.busy = false;
    redraw();
  }

  function reason(status, body) {
    const { t } = ui;
    const said = body && body.error && body.error.message;
    if (status === 429) return t("Too many tries. Please wait a minute and try again.");
    if (said) return said;
    if (status === 401 || status === 403 || status === 404) return t("This link is no longer valid. Please ask the chair for a new one.");
    return t("The server did not answer. Please try again.");
  }

  function draw() {
    const { t, say } = ui;
    document.title = t("Join the panel");
    const go = (code, label) => h("button", { class: "go", key: "go", disabled: s.busy || !code, onclick: () => join(code) },
      s.busy ? t("One moment …") : label);
    const typed = s.typed.trim();
    render(root, h("header", { key: "head" }, switches(ui)), h("main", { class: "card", key: "main" },
      h("h1", null, data.title ? say(data.title) : t("Join the panel")),
      s.code ? [h("p", { key: "say" }, t("Tap the button to begin. Nothing else is needed.")), go(s.code, t("Start"))]
        : h("form", { key: "form", onsubmit: (event) => { event.preventDefault(); join(typed); } },
          h("label", null, t("Your code"), h("input",
            { value: s.typed, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 80,
            oninput: (event) => { s.typed = event.target.value; redraw(); } })),
          h("p", { class: "muted" }, t("It is on the slip of paper or in the message from the chair. With the QR code no code needs typing.")),
          h("button", { class: "go", key: "go", type: "submit", disabled: s.busy || !typed }, s.busy ? t("One moment …")
            : t("Start"))),
      s.error ? h("p", { class: "banner bad", role: "alert", key: "error" }, s.error) : null,
      s.error && s.code ? h("button", { class: "quiet", key: "other",
        onclick: () => { s.code = ""; s.error = ""; redraw(); } }, t("Type a code instead")) : null));
  }

  const changed = () => { s.code = fragment(); s.error = ""; redraw(); };
  window.addEventListener("hashchange", changed);
  draw();
  return () => { closed = true; window.removeEventListener("hashchange", changed); root.remove(); };
}

export default rendering(mount);
