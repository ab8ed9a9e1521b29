// What a page shows to whoever is not signed in for it, and the way in.

import { h } from "./dom.js";

const OFFICE = ["chair", "clerk", "admin"];

/** Whether somebody of this role works for the office. */
export const ofOffice = (role) => OFFICE.indexOf(role) >= 0;

/** To the page where a link's code is typed. */
export const entrance = ({ t }, transport) => (transport.served ? h("a", { class: "button", href: transport.base + "/join" }, t("Sign in")) : null);

/** Instead of a page of the office, for whoever is not of the office. */
export const officeOnly = (ui, transport) => h("section", { class: "card banner wait", key: "signin" },
  h("p", null, ui.t("This page is for the office. Please open your own sign-in link (chair or clerk) on this computer.")),
  entrance(ui, transport));
