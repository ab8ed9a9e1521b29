// One redemption is one key: asked again after a lost answer or a reload, the same key gives the same voucher, never a second one.

import { recall, remember } from "./i18n.js";
import { uuid } from "./store.js";

const WHERE = "/redemptions"; // where a request of an older page went, which did not say

export function createTill(transport, redraw) {
  let open = null; // {key, path, body, account, shown}: asked for, the answer not known yet
  let busy = false;
  try { open = JSON.parse(recall("till") || "null"); } catch (error) { open = null; }
  if (open && !open.path) open = { ...open, path: WHERE, account: open.body.account };
  const keep = (next) => { open = next; remember("till", next ? JSON.stringify(next) : ""); };

  return {
    busy: () => busy,
    pending: () => open,
    /** Give up a request of which the answer is unknown; the clerk checks the history instead. */
    forget: () => keep(null),
    /**
     * Ask for something that takes points: a redemption, an order, something else instead. `account` and `shown` (what the
     * clerk chose) bring the page back to it after a reload.
     * -> {done: true, body} with the voucher, {done: false, body} where the server refused, {done: false} where no answer came.
     */
    async take(path, body, account, shown) {
      if (busy) return { done: false };
      if (!open) keep({ key: uuid(), path, body, account, shown });
      busy = true;
      redraw();
      try {
        const answer = await transport.request("POST", open.path, { key: open.key, ...open.body });
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
