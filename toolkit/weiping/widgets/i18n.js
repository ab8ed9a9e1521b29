// Words in the reader's language, and the two switches that stand on every page: language and care mode.

import { h, icon } from "./dom.js";

export function recall(name) {
  try { return localStorage.getItem("weiping." + name); } catch (error) { return null; }
}

export function remember(name, value) {
  try { localStorage.setItem("weiping." + name, value); } catch (error) { /* a private window: forgotten, not broken */ }
}

/** `zh_CN` or `en`: what the reader chose, else the page's language, else the browser's; Chinese where nothing is said. */
export function currentLang(fallback) {
  const root = document.documentElement;
  const said = recall("lang") || fallback || root.lang || navigator.language || "zh";
  return said.toLowerCase().slice(0, 2) === "en" ? "en" : "zh_CN";
}

/** The words of one mounted page. `redraw` is called when the reader switches the language or the care mode. */
export function words(data, redraw) {
  const catalogues = data.i18n || {};
  const root = document.documentElement;
  const ui = { lang: currentLang(data.lang), care: recall("care") === "1" };
  // t takes the English text, then {values}: that text is the key, as in every gettext catalogue
  ui.t = (text, values) => {
    const said = (catalogues[ui.lang] || {})[text] || text;
    return values ? said.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all)) : said;
  };
  // a text for people as the API sends it: {zh_CN, en}, or a plain string
  ui.say = (both) => {
    if (both === null || both === undefined) return "";
    return typeof both === "object" ? String(both[ui.lang] || both.zh_CN || both.en || "") : String(both);
  };
  ui.colon = () => (ui.lang === "en" ? ": " : "：");
  ui.list = (parts) => parts.join(ui.lang === "en" ? ", " : "、");
  ui.clock = (iso) => {
    const when = new Date(iso);
    const two = (number) => String(number).padStart(2, "0");
    return isNaN(when) ? "" : two(when.getMonth() + 1) + "-" + two(when.getDate()) + " " + two(when.getHours()) + ":" + two(when.getMinutes());
  };
  const apply = () => {
    if (ui.care) root.dataset.care = "1";
    else delete root.dataset.care;
    // only a page of our own may change the language of the whole document, JupyterLab keeps its own
    if (root.classList.contains("wp-page")) root.lang = ui.lang === "en" ? "en" : "zh-CN";
  };
  ui.switchLang = () => { ui.lang = ui.lang === "en" ? "zh_CN" : "en"; remember("lang", ui.lang); apply(); redraw(); };
  ui.switchCare = () => { ui.care = !ui.care; remember("care", ui.care ? "1" : "0"); apply(); redraw(); };
  apply();
  return ui;
}

/** The switches: large type and language. The language button names the other language in that language. */
export function switches(ui) {
  const { t } = ui;
  return h("div", { class: "switches", key: "switches" },
    h("button", { class: "quiet", "aria-pressed": String(ui.care), onclick: ui.switchCare,
      "aria-label": t("Care mode: large type, strong contrast") },
      icon("text"), h("span", null, ui.care ? t("Normal type") : t("Large type"))),
    h("button", { class: "quiet", onclick: ui.switchLang, lang: ui.lang === "en" ? "zh-CN" : "en",
      "aria-label": ui.lang === "en" ? "切换为中文" : "Switch to English" }, ui.lang === "en" ? "中文" : "EN"));
}

/** The phases of a round in the words of the pages. */
export function phaseWords(t) {
  return { draft: t("Draft"), open: t("Scoring"), deliberation: t("Deliberation"), published: t("Published"),
    final: t("Final") };
}
