// The one field of the shop: whatever is scanned or typed goes into it.

import { h, icon } from "./dom.js";
import { hits } from "./household.js";

export function finder(page, big) {
  const { s, ui: { t, ...ui } } = page;
  const go = (event) => { event.preventDefault(); page.scan(event.target.querySelector("input").value); };
  return h("section", { class: "card finder" + (big ? " huge" : ""), key: "finder" },
    h("form", { onsubmit: go },
      h("label", null, t("Scan a card or a voucher, or type an address such as 3-2-501"),
        h("span", { class: "field" }, icon("search"),
          h("input", { type: "search", value: s.query, autocomplete: "off", placeholder: "3-2-501",
            oninput: (event) => page.search(event.target.value) })))),
    s.hits ? hits({ t, ...ui }, s.hits, page.pick) : null);
}
