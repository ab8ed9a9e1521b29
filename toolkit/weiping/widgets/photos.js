// Photos of a criterion or of the whole entry: taken, seen small and large, taken back; also while they wait on the tablet.

import { confirming, h, icon } from "./dom.js";
import { cellKey } from "./fold.js";
import { shrink } from "./picture.js";
import { uuid } from "./store.js";

/**
 * `keep(item, bytes)` puts a photo into the outbox, `takeBack(id)` and `drop(photo)` take one away, `bytesOf(id)` reads one that
 * waits; `address(hash)` is where the server shows one, or null.
 */
export function padPhotos(ui, { el, keep, takeBack, drop, bytesOf, address, armed, redraw }) {
  const { t } = ui;
  const open = new Set(), asked = new Set();
  const urls = new Map(); // item id or hash -> a blob: address of this page
  let large = null, busy = 0, trouble = null;

  /** Ask the camera (or the folder) for pictures. The field must be in the page, or iPads forget it. */
  function ask(entry, criterion, camera) {
    for (const old of Array.from(el.querySelectorAll("input.wp-ask"))) old.remove();
    const field = document.createElement("input");
    Object.assign(field, { type: "file", accept: "image/*", className: "wp-ask", hidden: true, multiple: !camera });
    field.setAttribute("aria-hidden", "true");
    if (camera) field.setAttribute("capture", "environment");
    field.onchange = () => { take(entry, criterion, Array.from(field.files)).then(() => field.remove()); };
    el.appendChild(field);
    field.click();
  }

  async function take(entry, criterion, files) {
    trouble = null;
    for (const file of files) {
      busy += 1;
      redraw();
      try {
        await add(entry, criterion, await shrink(file));
      } catch (error) {
        trouble = { cell: cellKey(entry, criterion), text: error.full
          ? t("There is no room for this photo on the tablet: {name}. It was not kept; send the others first.", { name: file.name })
          : t("This file cannot be read as a picture: {name}", { name: file.name }) };
      }
      busy -= 1;
    }
    redraw();
  }

  async function add(entry, criterion, blob) {
    const bytes = await new Response(blob).arrayBuffer();
    const item = { kind: "photo", entry, criterion, id: uuid() };
    urls.set(item.id, URL.createObjectURL(blob));
    try {
      await keep(item, bytes);
    } catch (error) {
      throw Object.assign(new Error("full"), { full: true });
    }
  }

  /** Where to see a photo: this page's own copy while there is one, else the server's. */
  function source(photo) {
    if (photo.id && photo.hash && urls.has(photo.id)) urls.set(photo.hash, urls.get(photo.id));
    const own = urls.get(photo.hash || photo.id) || urls.get(photo.id);
    if (own || photo.hash) return own || address(photo.hash);
    if (!asked.has(photo.id)) {
      asked.add(photo.id);
      bytesOf(photo.id).then((bytes) => {
        if (bytes) { urls.set(photo.id, URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }))); redraw(); }
        else asked.delete(photo.id);
      });
    }
    return null;
  }

  function remove(photo) {
    large = null;
    if (photo.hash) drop(photo);
    else takeBack(photo.id);
  }

  function of(entry, criterion, seen, locked, about) {
    const key = cellKey(entry, criterion);
    const list = seen.photos.get(key) || [];
    const shown = open.has(key);
    const label = list.length ? t("Photos {n}", { n: list.length }) : t("Photo");
    return { count: list.length,
      button: () => h("button", { class: "quiet photo", key: "photo/" + key, "aria-expanded": String(shown),
        "aria-label": label + " · " + about, disabled: locked && !list.length,
        onclick: () => { if (shown) open.delete(key); else open.add(key); redraw(); } }, icon("camera"), " ", label),
      box: () => (shown ? strip(entry, criterion, key, list, locked) : null),
    };
  }

  function strip(entry, criterion, key, list, locked) {
    const name = (photo) => photo.id || photo.hash;
    const wide = list.find((one) => large === key + name(one));
    return h("div", { class: "photos", key: "photos/" + key },
      h("div", { class: "row thumbs" }, list.map((photo, index) => h("button", { key: name(photo), class: "thumb",
        "aria-pressed": String(wide === photo), "aria-label": t("Photo {n}", { n: index + 1 }) + (photo.hash ? "" : " · "
          + t("waiting")), onclick: () => { large = wide === photo ? null : key + name(photo); redraw(); } },
      picture(photo), photo.hash ? null : h("span", { class: "tag" }, t("waiting"))))),
      wide ? h("figure", { key: "large" }, picture(wide), h("figcaption", { class: "row" },
        h("button", { key: "close", onclick: () => { large = null; redraw(); } }, icon("cross", 20), " ", t("Close")),
        locked ? null : h("button", { key: "drop", ...confirming(armed, "drop/" + name(wide), redraw, () => remove(wide)) },
          armed.key === "drop/" + name(wide) ? t("Tap again: take the photo back") : t("Take back")))) : null,
      locked ? null : h("div", { class: "row", key: "ask" },
        h("button", { key: "camera", onclick: () => ask(entry, criterion, true) }, icon("camera"), " ", t("Take a photo")),
        h("button", { key: "choose", onclick: () => ask(entry, criterion, false) }, t("Choose a picture")),
        busy ? h("span", { class: "muted", role: "status" }, t("Preparing the photo …")) : null),
      trouble && trouble.cell === key ? h("p", { class: "trouble", role: "alert", key: "trouble" }, icon("warn"), " ", trouble.text) : null);
  }

  function picture(photo) {
    const src = source(photo);
    return src ? h("img", { src, alt: "" }) : h("span", { class: "blank" }, icon("camera", 28));
  }

  return { of, busy: () => busy, close: () => { for (const url of urls.values()) URL.revokeObjectURL(url); } };
}
