// The questions of a kind's form, asked as the form describes them.

import { confirming, h } from "./dom.js";

/** `answers` is what was filled in so far, changed in place. */
export function questions(page, form, answers) {
  const { ui: { t, say }, redraw } = page;
  const put = (key, value) => { answers[key] = value; redraw(); };
  return form.map((one) => {
    const label = [h("b", null, say(one.title)), one.required ? null : h("small", { class: "muted" }, " " + t("(may stay empty)")),
      one.public ? h("small", { class: "muted" }, " " + t("becomes public")) : null];
    const value = answers[one.key];
    const set = (event) => put(one.key, event.target.value);
    if (one.kind === "choice") {
      return h("label", { key: one.key }, h("span", null, label), h("select", { onchange: set },
        h("option", { value: "", selected: !value }, t("Please choose")),
        one.choices.map((choice) => h("option", { key: choice.key, value: choice.key, selected: value === choice.key }, say(choice.title)))));
    }
    if (one.kind === "yes-no" || one.kind === "consent") {
      return h("button", { key: one.key, class: "switch", role: "switch", "aria-checked": String(value === true),
        onclick: () => put(one.key, value !== true) }, h("i", null), h("span", null, label));
    }
    const long = one.kind === "text";
    return h("label", { key: one.key }, h("span", null, label),
      long ? h("textarea", { rows: 2, value: value || "", oninput: set, placeholder: say(one.expected) })
        : h("input", { type: one.kind === "date" ? "date" : "text", inputmode: one.kind === "number" ? "decimal" : null, value: value || "",
          oninput: set, placeholder: say(one.expected) }));
  });
}

/** One of `options` ({key, title}), or none. */
export function choose(page, label, options, chosen, set) {
  const { ui: { t, say } } = page;
  return h("label", { key: "choose/" + label }, h("b", null, label), h("select", { onchange: (event) => set(event.target.value) }, h("option", { value: "" }, t("Please choose")),
    options.map((one) => h("option", { key: one.key, value: one.key, selected: one.key === chosen }, say(one.title)))));
}

/** Answers as they are sent: nothing for what was left empty. */
export const filled = (answers) => Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== "" && value !== undefined));

/** What was answered, read only. */
export function said(page, answers) {
  const { ui: { say } } = page;
  return answers.length ? h("dl", { class: "said" }, answers.map((one, at) => [
    h("dt", { key: "t" + at }, say(one.title)), h("dd", { key: "d" + at }, say(one.value))])) : null;
}

/** A button that asks once more before it does something that cannot be undone. */
export function twice(page, key, label, sure, act, props) {
  const { s, redraw } = page;
  return h("button", { key, ...props, disabled: s.busy, ...confirming(s.armed, key, redraw, act) }, s.armed.key === key ? sure : label);
}
