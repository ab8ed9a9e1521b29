// What is printed on its own: laid over the page, and the only thing on paper.

import { h, icon, render } from "./dom.js";

/**
 * A printing view of a page: `open(given)` lays it over the page, `close()` takes it away again.
 * `view(given)` is what it shows: `{title, hint, sheet}`.
 */
export function overlay(ui, view) {
  let root = null, shown = null, before = null;
  const onKey = (event) => { if (event.key === "Escape") close(); };

  function open(given) {
    close();
    before = document.activeElement;
    shown = given;
    root = document.body.appendChild(document.createElement("div"));
    root.className = "wp wp-cards";
    document.documentElement.classList.add("wp-printing");
    document.addEventListener("keydown", onKey);
    draw();
    root.querySelector("button").focus();
  }

  function close() {
    if (!root) return;
    root.remove();
    root = null;
    document.documentElement.classList.remove("wp-printing");
    document.removeEventListener("keydown", onKey);
    if (before && before.isConnected) before.focus();
  }

  function draw() {
    if (!root) return;
    const { t } = ui;
    const { title, hint, sheet } = view(shown);
    render(root, h("div", { class: "bar", key: "bar" }, h("h1", null, title),
      h("button", { class: "go", onclick: () => window.print() }, icon("print"), " ", t("Print")),
      h("button", { onclick: close }, t("Close"))),
    h("p", { class: "bar", key: "hint" }, hint),
    h("div", { class: "sheet", key: "sheet", role: "region", "aria-label": title }, sheet));
  }

  return { open, close, draw };
}
