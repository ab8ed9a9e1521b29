// A private page stands on a kernel, and a kernel may end: it was killed, or the server started anew. The console talks to the
// server and goes on; what needs the kernel must not pretend to work, and says that the page has to be loaded again.

import { h, icon, render } from "./dom.js";

const NEEDS = ".wp-whatif"; // what ipywidgets runs in the kernel

/** The kernel of this page as Voila wrote it into the page; null where the page has none. */
function kernelId() {
  const config = document.getElementById("jupyter-config-data");
  try { return (config && JSON.parse(config.textContent).kernelId) || null; } catch (error) { return null; }
}

/** `tie` is the widget's own line to its kernel (see transport.js), or nothing; `changed()` is called when the kernel is gone. */
export function kernelWatch(transport, tie, changed) {
  const notices = new Map(); // element that needs the kernel -> the notice before it
  let gone = false;
  const lose = () => { if (!gone) { gone = true; changed(); } };

  // a kernel that was started again knows nothing of this page: its widgets stay cut off for good
  const cut = () => setTimeout(() => { if (document.querySelector(NEEDS + ".jupyter-widgets-disconnected")) lose(); }, 0);
  const stop = transport.served && tie ? tie(cut) : () => {};

  return {
    /** The line to the server is back: it may be another server, without this page's kernel. */
    async check() {
      const id = transport.served && !gone && kernelId();
      if (!id) return;
      try {
        const { status } = await fetch(transport.base + "/api/kernels/" + id, { credentials: "same-origin", cache: "no-store" });
        if (status === 404) lose();
      } catch (error) { /* no network: asked again when the line is back */ }
    },
    /** Say so before everything that needs the kernel. */
    draw({ t }) {
      if (!gone) return;
      for (const one of document.querySelectorAll(NEEDS)) {
        if (!notices.has(one)) {
          one.inert = true; // a slider that still moves would look as if it did something
          notices.set(one, one.parentNode.insertBefore(h("div", { class: "wp wp-gone" }), one));
        }
        render(notices.get(one), h("section", { class: "card banner bad", role: "alert", key: "gone" },
          h("p", null, icon("warn"), " ", t("The trial below has been cut off and no longer reacts. Everything else on this page goes on working.")),
          h("div", { class: "row" }, h("button", { key: "reload", onclick: () => location.reload() }, t("Load the page again")))));
      }
    },
    stop() {
      stop();
      for (const notice of notices.values()) notice.remove();
    },
  };
}
