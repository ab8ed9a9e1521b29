// How a served page comes alive: every <script type="application/vnd.weiping.mount+json"> is replaced by its widget.

import { httpTransport } from "./transport.js";

export const MIME = "application/vnd.weiping.mount+json";

/** Mount one widget into `el`. `load(name)` gives the module, `base` is the path the server lives under ("" at the root). */
export async function start(load, name, data, base, el) {
  document.documentElement.classList.add("wp-page");
  const { mount } = await load(name);
  return mount(el, data, httpTransport(base || ""));
}

/** Mount all that stand in the page. The base comes from data-base on the script, else from the document's element. */
export function boot(load) {
  const go = () => Array.from(document.querySelectorAll('script[type="' + MIME + '"]')).forEach((script) => {
    const { widget, data } = JSON.parse(script.textContent);
    const el = document.createElement("div");
    script.parentNode.replaceChild(el, script);
    start(load, widget, data, script.dataset.base || document.documentElement.dataset.base || "", el);
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", go);
  else go();
}
