// Votes of a meeting: what was put, by hands or on paper, and how many were for it, against it, neither.

import { h } from "./dom.js";

export function motions(page, held) {
  const { s, ui: { t, say } } = page;
  const ways = { hands: t("show of hands"), ballot: t("paper ballot") };
  return h("div", { class: "stack", key: "motions" }, h("h3", null, t("Votes")),
    held.motions.length ? h("ul", { class: "table" }, held.motions.map((one, at) => h("li", { key: at }, h("span", null, h("b", null, one.text), one.about ? h("small", { class: "muted" }, say(one.about)) : null),
      h("span", null, ways[one.way], " · ", t("for {a}, against {b}, neither {c}, of {d}", { a: one.votes_for, b: one.votes_against, c: one.abstained, d: one.present })),
      h("span", { class: one.carried ? "stamp" : "tie" }, one.carried ? t("carried") : t("not carried"))))) : null,
    s.open.state === "planned" && s.clerk ? putting(page, held, ways) : null);
}

function putting(page, held, ways) {
  const { s, ui: { t }, act, redraw } = page;
  const wish = s.form.motion || (s.form.motion = { way: "hands" });
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const count = (name) => Number(wish[name] || 0);
  const said = count("yes") + count("no") + count("neither");
  const send = async () => {
    const body = { text: wish.text, way: wish.way, votes_for: count("yes"), votes_against: count("no"), abstained: count("neither"), matter: wish.matter ? Number(wish.matter) : null };
    const found = await act("/community/activities/" + s.open.id + "/motions", body);
    if (found) { s.open = found; delete s.form.motion; redraw(); }
  };
  const matters = held.agenda.filter((one) => one.matter !== null);
  return h("div", { class: "stack add" },
    h("label", null, h("b", null, t("What is put to the vote")), h("input", { value: wish.text || "", maxlength: 300, oninput: put("text") })),
    h("div", { class: "chips", role: "group", "aria-label": t("How is it voted?") }, Object.keys(ways).map((way) => h("button", { key: way, "aria-pressed": String(way === wish.way),
      onclick: () => { wish.way = way; redraw(); } }, ways[way]))),
    h("div", { class: "three" }, [["yes", t("For")], ["no", t("Against")], ["neither", t("Neither")]].map(([name, label]) =>
      h("label", { key: name }, h("b", null, label), h("input", { inputmode: "numeric", value: wish[name] || "", oninput: put(name) })))),
    h("p", { class: said > held.voters ? "tie" : "muted" }, t("{n} votes, {m} people who may vote are recorded as present", { n: said, m: held.voters })),
    matters.length ? h("label", null, h("b", null, t("About which matter")), h("select", { onchange: put("matter") },
      h("option", { value: "" }, t("none of them")), matters.map((one) => h("option", { key: one.matter, value: one.matter, selected: String(one.matter) === wish.matter }, one.title)))) : null,
    h("button", { class: "go", disabled: s.busy || !(wish.text || "").trim(), onclick: send }, t("Record the vote")));
}
