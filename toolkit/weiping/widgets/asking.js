// How a page of the office asks the server: who is signed in, what it reads, and what it sends, one thing at a time.

import { h, icon } from "./dom.js";
import { refusal } from "./refusal.js";
import { officeOnly, ofOffice } from "./sign_in.js";

/**
 * `s` is the page's state: `role`, `error`, `busy`, and `told` and `thanks` by the place that a request came from. `lost()` says
 * what no network means here; `after` is what follows a request that went well (else the page is drawn again).
 */
export function asking({ s, ui, transport, redraw, lost, after }) {
  /** Ask for something; null and a banner where it fails. */
  async function ask(path) {
    try {
      const { status, body } = await transport.request("GET", path);
      if (s.cut) Object.assign(s, { cut: false, error: "" }); // the network is back
      if (status === 401 || status === 403) s.role = "";
      else if (status === 200 && body) return body;
      else s.error = refusal(ui, body);
    } catch (error) { Object.assign(s, { cut: true, error: lost() }); }
    return null;
  }

  /** Find out who is signed in. Answers the role, "" for nobody of the office; as it was where no answer came. */
  async function whoIsIn() {
    const me = await ask("/me");
    if (me) s.role = ofOffice(me.role) ? me.role : "";
    return s.role;
  }

  /**
   * Send something; `where` is the place that shows what went wrong, or `thanks` where it went well. Answers the body, or null.
   * What was asked for is asked for again with the same key, so nothing happens twice.
   */
  async function act(where, path, body, thanks) {
    if (s.busy) return null;
    Object.assign(s, { busy: true, told: {}, thanks: {} });
    redraw();
    let done = null;
    try {
      const answer = await transport.request("POST", path, body);
      if (answer.status >= 200 && answer.status < 300) done = answer.body || {};
      else s.told = { [where]: refusal(ui, answer.body) };
    } catch (error) { s.told = { [where]: ui.t("No network. Nothing was sent; please try again.") }; }
    s.busy = false;
    const said = done && (typeof thanks === "function" ? thanks(done) : thanks);
    if (said) s.thanks = { [where]: said };
    if (done && after) await after();
    else redraw();
    return done;
  }

  /** What became of the last request of this place. */
  const answer = (where) => [s.told[where] ? h("p", { class: "banner bad", role: "alert", key: "told/" + where }, s.told[where]) : null,
    s.thanks[where] ? h("p", { class: "banner calm", role: "status", key: "thanks/" + where }, icon("tick"), " ", s.thanks[where]) : null];

  return { act, answer, ask, signIn: () => officeOnly(ui, transport), whoIsIn };
}
