// Photos of an activity or of a matter's step: taken with the tablet, seen small and large, described, shown to everybody or not.

import { h, icon } from "./dom.js";
import { twice } from "./community_form.js";
import { shrink } from "./picture.js";

/**
 * `photos` are those to show, `path` is the record's address in the API. With `take` photos may be added: `take.step` is the step
 * they belong to, `take.stands(found)` is told the record as it then stands. `label` names them for those who cannot see.
 */
export function photoStrip(page, photos, path, label, take) {
  const { s, ui: { t }, redraw, pictureAt } = page;
  const wide = photos.find((one) => s.photo === path + one.photo);
  const thumb = (one, at) => h("button", { key: one.photo, class: "thumb", "aria-pressed": String(one === wide), "aria-label": label + " " + (at + 1) + (one.caption ? ", " + one.caption : ""),
    onclick: () => { s.photo = one === wide ? "" : path + one.photo; s.said = null; redraw(); } },
    pictureAt(one.photo) ? h("img", { src: pictureAt(one.photo), alt: "", loading: "lazy" }) : icon("camera", 28));
  return h("div", { class: "photos", key: "photos/" + label },
    photos.length ? h("div", { class: "row thumbs", key: "thumbs" }, photos.map(thumb)) : null,
    wide ? large(page, wide, path, take) : null,
    take ? asking(page, path, take) : null);
}

function large(page, one, path, take) {
  const { s, ui: { t }, act, redraw, pictureAt } = page;
  const close = () => { s.photo = ""; redraw(); };
  return h("figure", { key: "large/" + one.photo }, h("img", { src: pictureAt(one.photo), alt: one.caption || t("Photo") }),
    h("figcaption", { class: "stack" }, take ? null : one.caption, take ? described(page, one, path, take) : null,
      h("div", { class: "row" }, h("button", { key: "close", onclick: close }, icon("cross", 20), " ", t("Close")),
        take ? twice(page, "forget/" + one.photo, t("Delete the photo"), t("Tap again: deleted for good"), async () => {
          const found = await act(path + "/photos/" + one.photo + "/forget", { reason: t("Taken away on the page") });
          if (found) { s.photo = ""; take.stands(found); redraw(); }
        }, { class: "quiet" }) : null)));
}

function described(page, one, path, take) {
  const { s, ui: { t }, act, redraw } = page;
  const said = s.said || (s.said = { caption: one.caption, show: one.show });
  const changed = said.caption !== one.caption || said.show !== one.show;
  const send = async () => {
    const found = await act(path + "/photos/" + one.photo, { caption: said.caption.trim(), show: said.show });
    if (found) { s.said = null; take.stands(found); redraw(); }
  };
  return h("div", { class: "stack", key: "described" },
    h("label", null, h("b", null, t("What does it show?")), h("input", { value: said.caption, maxlength: 200, oninput: (event) => { said.caption = event.target.value; redraw(); } })),
    take.secret ? null : h("div", { class: "chips", role: "group", "aria-label": t("Who may see it?") }, [[false, t("Only the office sees it")], [true, t("Everybody may see it")]].map(([show, words]) =>
      h("button", { key: String(show), "aria-pressed": String(said.show === show), onclick: () => { said.show = show; redraw(); } }, words))),
    changed ? h("button", { class: "go", key: "keep", disabled: s.busy, onclick: send }, t("Keep this")) : null);
}

function asking(page, path, take) {
  const { s, ui: { t } } = page;
  const field = (camera, label) => h("label", { class: "button", key: label },
    icon(camera ? "camera" : "photo"), " ", label,
    h("input", { type: "file", accept: "image/*", capture: camera ? "environment" : null, multiple: !camera, class: "hear", disabled: s.busy || s.preparing > 0,
      onchange: (event) => { const files = Array.from(event.target.files); event.target.value = ""; send(page, path, take, files); } }));
  return h("div", { class: "row", key: "ask" }, field(true, t("Take a photo")), field(false, t("Choose a picture")),
    s.preparing ? h("span", { class: "muted", role: "status" }, t("Preparing the photo …")) : null);
}

async function send(page, path, take, files) {
  const { s, ui: { t }, act, redraw } = page;
  s.error = "";
  for (const file of files) {
    s.preparing = (s.preparing || 0) + 1;
    redraw();
    try {
      const blob = await shrink(file);
      const found = await act(path + "/photos" + (take.step ? "?step=" + take.step : ""), blob);
      if (found) take.stands(found);
    } catch (error) {
      s.error = t("This file cannot be read as a picture: {name}", { name: file.name });
    }
    s.preparing -= 1;
    redraw();
  }
}
