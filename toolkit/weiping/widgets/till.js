// One redemption is one key: asked again after a lost answer or a reload, the same key gives the same voucher, never a second one.

import { recall, remember } from "./i18n.js";
import { uuid } from "./store.js";

export function createTill(transport, redraw) {
  let open = null; // {key, body}: asked for, the answer not known yet
  let busy = false;
  try { open = JSON.parse(recall("till") || "null"); } catch (error) { open = null; }
  const keep = (next) => { open = next; remember("till", next ? JSON.stringify(next) : ""); };

  return {
    busy: () => busy,
    pending: () => open,
    /** Give up a request of which the answer is unknown; the clerk checks the history instead. */
    forget: () => keep(null),
    /** -> {done: true, body} with the voucher, {done: false, body} where the server refused, {done: false} where no answer came. */
    async redeem(body) {
      if (busy) return { done: false };
      if (!open) keep({ key: uuid(), body });
      busy = true;
      redraw();
      try {
        const answer = await transport.request("POST", "/redemptions", { key: open.key, ...open.body });
        if (answer.status >= 200 && answer.status < 300 && answer.body && answer.body.voucher) { keep(null); return { done: true, body: answer.body }; }
        // signed out, too many tries, a failing server or a hotspot's page: nothing is decided, the key stays
        if (answer.status >= 400 && answer.status < 500 && answer.status !== 401 && answer.status !== 429 && answer.body) keep(null);
        return { done: false, body: answer.body };
      } catch (error) {
        return { done: false };
      } finally {
        busy = false;
      }
    },
  };
}
