// What is made of a published result: notices to print and hang up, files to hand on. Plugins write them.

import { h, icon } from "./dom.js";
import { trouble } from "./console_parts.js";
import { overlay } from "./paper.js";

/** A notice as it is printed: its first line is the heading, an empty line begins a paragraph. */
function notice(chair, shown) {
  const { t, say } = chair.ui;
  const [heading, ...parts] = say(shown.text).split(/\n\s*\n/);
  return { title: say(shown.title), hint: t("This text is made of the published result alone."),
    sheet: h("article", { class: "notice", key: shown.key }, h("h2", null, heading), parts.map((part) => h("p", null, part))) };
}

/** The notices and files of a round: `card()` where they are offered, `close()` and `draw()` for the notice laid over the page. */
export function paperwork(chair) {
  const over = overlay(chair.ui, (shown) => notice(chair, shown));

  async function open(key) {
    const { s, ui, transport, path, redraw } = chair;
    if (s.busy) return;
    s.busy = true;
    s.trouble = null;
    redraw();
    try {
      const { status, body } = await transport.request("GET", path + "/notices/" + key);
      if (status === 200 && body) over.open(body);
      else s.trouble = { where: "papers", text: (body && body.error && body.error.message) || ui.t("The server did not answer. Please try again.") };
    } catch (error) {
      s.trouble = { where: "papers", text: ui.t("No network. Please try again.") };
    }
    s.busy = false;
    redraw();
  }

  function file(one) {
    const { transport, path, ui } = chair;
    const href = transport.base + "/weiping/api" + path + "/exports/" + one.key + "?lang=" + ui.lang;
    return h("a", { class: "button wide", key: "export/" + one.key, href, download: "" }, ui.say(one.title));
  }

  function card() {
    const { s, ui, transport } = chair;
    const offered = s.data.papers;
    if (!offered) return null;
    const files = transport.served ? offered.exports : []; // without a server there is nothing to download from
    if (!offered.notices.length && !files.length) return null;
    return h("section", { class: "card papers", key: "papers" }, h("h2", null, ui.t("Notices and files")),
      offered.notices.map((one) => h("button", { class: "wide", key: "notice/" + one.key, disabled: s.busy, onclick: () => open(one.key) },
        icon("print"), " ", ui.say(one.title))),
      files.map(file), trouble(chair, "papers"));
  }

  return { card, close: over.close, draw: over.draw };
}
