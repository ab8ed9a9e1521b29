// Inviting judges, seeing who is there, and a new link for a tablet that was lost.

import { confirming, h, icon, picture } from "./dom.js";
import { clearField, field, fieldValue, judgeName, trouble } from "./console_parts.js";

/** Copy `text`; without a clipboard (plain http) the old way, through the field that shows it. */
async function copy(chair, input, text) {
  try {
    await navigator.clipboard.writeText(text);
    chair.s.invitation.copied = true;
  } catch (error) {
    input.select();
    try { chair.s.invitation.copied = document.execCommand("copy"); } catch (worse) { chair.s.invitation.copied = false; }
  }
  chair.redraw();
}

/** The link just made, to scan, to copy or to read aloud. */
function fresh(chair) {
  const { t, clock } = chair.ui;
  const made = chair.s.invitation;
  return h("div", { class: "invitation", key: "invitation" },
    h("b", null, t("New link for {judge}", { judge: judgeName(chair, made.judge) })),
    made.qr ? picture(made.qr, t("QR code of the join link")) : null,
    made.short ? h("p", { class: "short" }, t("Code to type"), " ", h("b", null, made.short),
      made.short_until ? h("small", null, t("until {time}", { time: clock(made.short_until) })) : null) : null,
    h("input", { class: "url", readonly: true, value: made.url, "aria-label": t("Join link"), onfocus: (event) => event.target.select() }),
    h("div", { class: "row" },
      h("button", { onclick: () => copy(chair, chair.root.querySelector(".url"), made.url) }, made.copied ? t("Copied") : t("Copy the link")),
      h("button", { onclick: () => chair.cards.open([made]) }, icon("print"), " ", t("Print")),
      h("button", { onclick: () => { chair.s.invitation = null; chair.redraw(); } }, t("Done"))));
}

function sessions(chair, judge) {
  const { t, clock } = chair.ui;
  const { s, act, load, redraw } = chair;
  return h("ul", { class: "lines", key: "sessions" }, (judge.sessions || []).map((one) => {
    const key = "end/" + one.id;
    return h("li", { key: one.id, class: "session" },
      h("span", null, one.device || t("unknown device"), h("small", { class: "muted" }, t("since {time}", { time: clock(one.made) }))),
      h("button", { disabled: s.busy, "aria-label": t("Sign out {device}", { device: one.device || t("unknown device") }),
        ...confirming(s.armed, key, redraw, () => act("judge", "/sessions/" + one.id + "/end", {}, load)) },
      s.armed.key === key ? t("Tap again: sign it out") : t("Sign out")));
  }));
}

function invite(chair, judge) {
  chair.act("judge", chair.path + "/judges/" + judge.id + "/invitation", {}, (body) => {
    chair.s.invitation = { ...body, judge: judge.id };
    chair.s.judge = null;
    chair.load();
    setTimeout(() => chair.go("invitation"), 0);
  });
}

function revoke(chair, judge) {
  const reason = fieldValue(chair, "revoke");
  chair.act("judge", chair.path + "/judges/" + judge.id + "/revoke", { reason }, (body) => {
    clearField(chair, "revoke");
    chair.s.invitation = null;
    chair.take(body);
  });
}

/** What can be done for one judge; what ends by it is said before the tap that does it. */
function card(chair, judge) {
  const { s, ui, redraw } = chair;
  const { t } = ui;
  const renew = "invite/" + judge.id, end = "revoke/" + judge.id;
  return h("div", { class: "judge", key: "card" },
    (judge.sessions || []).length ? sessions(chair, judge) : h("p", { class: "muted" }, t("Not signed in on any tablet.")),
    h("p", { class: "muted" }, t("A new link ends the old one and signs the lost tablet out. What it had sent is kept.")),
    h("button", { class: "wide", disabled: s.busy, key: "renew", ...confirming(s.armed, renew, redraw, () => invite(chair, judge)) },
      s.armed.key === renew ? t("Tap again: make a new link") : judge.joined ? t("Replace the tablet: new link") : t("New link")),
    judge.joined || (judge.sessions || []).length ? [
      field(chair, "revoke", t("Reason for taking the access away")),
      h("button", { class: "wide", disabled: s.busy || !fieldValue(chair, "revoke"), key: "revoke",
        ...confirming(s.armed, end, redraw, () => revoke(chair, judge)) },
      s.armed.key === end ? t("Tap again: link and tablets of this judge end") : t("Take the access away"))] : null,
    trouble(chair, "judge"));
}

function row(chair, judge) {
  const { s, ui } = chair;
  const { t, say } = ui;
  const open = s.judge === judge.id;
  const state = judge.connected ? t("online") : judge.joined ? t("offline") : t("not joined yet");
  return h("li", { key: judge.id },
    h("button", { class: "wide quiet", "aria-expanded": String(open),
      onclick: () => { s.judge = open ? null : judge.id; clearField(chair, "revoke"); chair.redraw(); } },
    h("i", { class: judge.connected ? "on" : "off" }),
    h("span", { class: "grow" }, judgeName(chair, judge.id), " ", say(judge.kind)), h("small", null, state), icon("next", 18)),
    open ? card(chair, judge) : null);
}

/** Cards for all who have not joined. Their earlier links end, so a sheet that hangs on the wall must be printed anew. */
function printAll(chair, waiting) {
  const { s, ui, act, redraw } = chair;
  const { t } = ui;
  return h("button", { class: "wide", key: "print", disabled: s.busy || !waiting,
    ...confirming(s.armed, "print", redraw, () => act("print", chair.path + "/invitations", { judges: null }, (body) => {
      chair.cards.open(body.invitations);
      chair.load();
    })) },
  icon("print"), " ", s.armed.key === "print" ? t("Tap again: new links, unused old ones end")
    : waiting ? t("Print QR cards ({n})", { n: waiting }) : t("Everybody has joined"));
}

export function invitations(chair) {
  const { s, ui } = chair;
  const { t } = ui;
  const judges = s.data.judges || [];
  const joined = judges.filter((one) => one.joined).length;
  const off = judges.filter((one) => one.joined && !one.connected).length;
  return h("section", { class: "card invite", key: "invite" }, h("h2", null, t("Inviting judges")),
    h("p", { class: "muted" }, t("{n} of {all} joined", { n: joined, all: judges.length }), off ? " · " + t("{n} offline", { n: off }) : ""),
    printAll(chair, judges.length - joined), trouble(chair, "print"),
    s.invitation ? fresh(chair) : null,
    h("details", null, h("summary", null, t("Judges and their tablets")),
      h("ul", { class: "people" }, judges.map((judge) => row(chair, judge)))));
}

