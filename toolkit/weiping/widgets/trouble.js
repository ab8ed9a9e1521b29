// What went wrong, in sight, with a button that asks once more where asking again is all there is to do.

import { h, icon } from "./dom.js";

/** A banner that says `text`, none where there is nothing to say; a tap on its button calls `again`. */
export const trouble = ({ t }, text, again) => (text ? h("p", { class: "card banner bad", role: "alert", key: "error" },
  h("span", null, icon("warn"), " ", text), again ? [" ", h("button", { onclick: again }, t("Try again"))] : null) : null);
