// Help from door to door: what is needed, what is offered, and who goes to whom.

import { h } from "./dom.js";
import { choose, twice } from "./community_form.js";
import { finder } from "./community_people.js";

export function aidTab(page) {
  const { s, ui: { t, say }, ask, act, redraw, day } = page;
  if (!s.aid) return h("p", { class: "card", key: "wait" }, t("One moment …"));
  const found = s.aid;
  const fits = async (need) => { s.fits = { need, offers: null }; redraw(); const known = await ask("GET", "/community/needs/" + need.id + "/offers"); if (known) s.fits.offers = known.offers; redraw(); };
  const close = async (one) => { const left = await act("/community/aid/" + one.id + "/close", { reason: t("settled") }); if (left) { s.aid = left; s.fits = null; redraw(); } };
  const match = async (offer) => { const left = await act("/community/needs/" + s.fits.need.id + "/matches", { offer: offer.id }); if (left) { s.aid = left; s.fits = null; redraw(); } };
  const near = [t("next door"), t("in the same compound"), t("further off")];
  const over = { need: t("No longer needed"), offer: t("No longer offered") };
  const line = (one, more) => h("li", { key: one.id }, h("div", { class: "grow" }, h("b", null, say(one.kind_title)), " · ", say(one.who),
    one.text ? h("p", null, one.text) : null,
    h("small", { class: "muted" }, t("since"), " ", day(one.day)), one.with.length ? h("small", { class: "stamp" }, " · ", one.side === "need" ? t("helped by") : t("helps"), " ", one.with.map(say).join("、")) : null),
    s.clerk ? h("span", { class: "row end" }, more, twice(page, "close/" + one.id, over[one.side], t("Tap again to close it"), () => close(one), { class: "quiet" })) : null);
  // right below the need that was asked about, where the eye is
  const helpers = () => h("li", { key: "fits", class: "fits" }, s.fits.offers && s.fits.offers.length ? h("ul", { class: "two" }, s.fits.offers.map((one) => h("li", { key: one.id },
    h("div", { class: "grow" }, h("b", null, say(one.who)), " · ", near[one.near], one.text ? h("p", null, one.text) : null),
    one.together ? h("span", { class: "stamp" }, t("helps already")) : h("button", { class: "go", disabled: s.busy, onclick: () => match(one) }, t("Bring together")))))
    : h("p", { class: "muted" }, s.fits.offers ? t("Nobody offers that yet.") : t("One moment …")));
  return h("section", { class: "stack", key: "aid" },
    s.clerk ? writing(page) : null,
    h("article", { class: "card stack" }, h("h2", null, t("What is needed")), found.needs.length ? h("ul", { class: "two" },
      found.needs.map((one) => [line(one, h("button", { onclick: () => fits(one) }, t("Who can help?"))), s.fits && s.fits.need.id === one.id ? helpers() : null])) : h("p", { class: "muted" }, t("There is none."))),
    h("article", { class: "card stack" }, h("h2", null, t("What is offered")), found.offers.length ? h("ul", { class: "two" }, found.offers.map((one) => line(one, null)))
      : h("p", { class: "muted" }, t("There is none."))));
}

function writing(page) {
  const { s, ui: { t, say }, ask, act, redraw } = page;
  const wish = s.form;
  const put = (name) => (event) => { wish[name] = event.target.value; redraw(); };
  const services = s.view.kinds.filter((one) => one.system === "service");
  const offer = wish.side === "offer";
  const whole = wish.kind && (offer ? wish.partner || wish.resident : wish.household);
  const send = async () => {
    const who = !offer ? { household: wish.household } : wish.partner ? { partner: wish.partner } : { resident: wish.resident };
    const body = { kind: wish.kind, text: (wish.text || "").trim(), ...who };
    if (await act(offer ? "/community/offers" : "/community/needs", body)) { s.form = {}; s.aid = await ask("GET", "/community/aid"); redraw(); }
  };
  return h("article", { class: "card stack" },
    h("div", { class: "chips", role: "group", "aria-label": t("A need or an offer?") }, [["need", t("Somebody needs help")], ["offer", t("Somebody offers help")]].map(([side, label]) =>
      h("button", { key: side, "aria-pressed": String(wish.side === side), onclick: () => { s.form = { side: wish.side === side ? "" : side }; redraw(); } }, label))),
    wish.side ? h("div", { class: "stack add", key: wish.side },
      choose(page, t("Which service"), services, wish.kind, (key) => { wish.kind = key; redraw(); }),
      wish.partner ? null : finder(page, wish, offer ? t("Who offers it? Name or address") : t("Who needs it? Name or address")),
      offer && !wish.resident ? choose(page, t("Or one of the partners"), s.view.partners, wish.partner, (key) => { wish.partner = key; redraw(); }) : null,
      h("label", null, h("b", null, t("In a few words")), h("input", { value: wish.text || "", maxlength: 300, oninput: put("text") })),
      h("div", { class: "row" }, h("button", { class: "go", disabled: s.busy || !whole, onclick: send }, t("Write it down")),
        h("button", { onclick: () => { s.form = {}; redraw(); } }, t("Leave it")))) : null);
}
