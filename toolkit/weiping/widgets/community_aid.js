// Help from door to door: what is needed, what is offered, and who goes to whom.

import { h } from "./dom.js";
import { twice } from "./community_form.js";

export function aidTab(page) {
  const { s, ui: { t, say }, ask, act, redraw, day } = page;
  const found = s.aid || { needs: [], offers: [] };
  const fits = async (need) => { s.fits = { need, offers: null }; redraw(); const known = await ask("GET", "/community/needs/" + need.id + "/offers"); if (known) s.fits.offers = known.offers; redraw(); };
  const close = async (one) => { const left = await act("/community/aid/" + one.id + "/close", { reason: t("settled") }); if (left) { s.aid = left; s.fits = null; redraw(); } };
  const match = async (offer) => { const left = await act("/community/needs/" + s.fits.need.id + "/matches", { offer: offer.id }); if (left) { s.aid = left; s.fits = null; redraw(); } };
  const near = [t("next door"), t("in the same compound"), t("further off")];
  const line = (one, more) => h("li", { key: one.id }, h("b", null, say(one.who)), h("span", null, say(one.kind_title) + (one.text ? " · " + one.text : "")),
    h("small", { class: "muted" }, day(one.day) + (one.matched ? " · " + t("brought together {n} times", { n: one.matched }) : "")),
    s.clerk ? h("span", { class: "row" }, more, twice(page, "close/" + one.id, t("Settled"), t("Really settled?"), () => close(one), { class: "quiet" })) : null);
  return h("section", { class: "stack", key: "aid" },
    s.clerk ? writing(page) : null,
    h("article", { class: "card stack" }, h("h2", null, t("What is needed")), found.needs.length ? h("ul", { class: "table" },
      found.needs.map((one) => line(one, h("button", { onclick: () => fits(one) }, t("Who can help?"))))) : h("p", { class: "muted" }, t("Nothing here."))),
    s.fits ? h("article", { class: "card stack", key: "fits" }, h("h2", null, t("Who can help?"), " ", say(s.fits.need.who)),
      s.fits.offers && s.fits.offers.length ? h("ul", { class: "table" }, s.fits.offers.map((one) => h("li", { key: one.id }, h("b", null, say(one.who)),
        h("span", null, near[one.near]), h("span", null, one.text), h("button", { onclick: () => match(one) }, t("Bring together")))))
        : h("p", { class: "muted" }, s.fits.offers ? t("Nobody offers that yet.") : t("One moment …"))) : null,
    h("article", { class: "card stack" }, h("h2", null, t("What is offered")), found.offers.length ? h("ul", { class: "table" }, found.offers.map((one) => line(one, null)))
      : h("p", { class: "muted" }, t("Nothing here."))));
}

function writing(page) {
  const { s, ui: { t, say }, ask, act, redraw } = page;
  const wish = s.form;
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const services = s.view.kinds.filter((one) => one.system === "service");
  const send = async () => {
    const offer = wish.side === "offer";
    const body = { kind: wish.kind, text: (wish.text || "").trim(), ...(offer ? { resident: wish.who.trim() } : { household: wish.who.trim() }) };
    if (await act(offer ? "/community/offers" : "/community/needs", body)) { s.form = {}; s.aid = await ask("GET", "/community/aid"); redraw(); }
  };
  return h("article", { class: "card stack" },
    h("div", { class: "chips", role: "group", "aria-label": t("A need or an offer?") }, [["need", t("Somebody needs help")], ["offer", t("Somebody offers help")]].map(([side, label]) =>
      h("button", { key: side, "aria-pressed": String(wish.side === side), onclick: () => { wish.side = side; redraw(); } }, label))),
    wish.side ? h("div", { class: "three add" },
      h("label", null, h("b", null, t("Which service")), h("select", { onchange: put("kind") }, h("option", { value: "" }, t("Please choose")),
        services.map((one) => h("option", { key: one.key, value: one.key, selected: one.key === wish.kind }, say(one.title))))),
      h("label", null, h("b", null, wish.side === "offer" ? t("Resident's key in the register") : t("Household's key in the register")),
        h("input", { value: wish.who || "", maxlength: 60, oninput: put("who") })),
      h("label", null, h("b", null, t("In a few words")), h("input", { value: wish.text || "", maxlength: 300, oninput: put("text") })),
      h("button", { class: "go", disabled: s.busy || !wish.kind || !(wish.who || "").trim(), onclick: send }, t("Write it down"))) : null);
}
