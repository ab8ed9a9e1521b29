// A few lines instead of a framework: describe the page as it should be, and change only what differs.
// Patching in place (rather than building anew) keeps the focus, the caret and the scroll position under a judge's
// fingers while marks of other tabs or the phase arrive. Data reaches the page as text nodes and attributes only.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

function fill(node, props, children) {
  node.wpOn = {};
  for (const name of Object.keys(props || {})) {
    const value = props[name];
    if (value === null || value === undefined || value === false) continue;
    if (name.slice(0, 2) === "on") node[name] = node.wpOn[name] = value;
    else if (name === "key") node.setAttribute("data-key", value);
    else if (name === "value") node.value = node.wpValue = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  append(node, children);
  return node;
}

function append(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false || child === "") continue;
    if (Array.isArray(child)) append(node, child);
    else node.appendChild(typeof child === "object" ? child : document.createTextNode(String(child)));
  }
}

const SHAPES = {
  camera: ["M4 8h3l2-3h6l2 3h3v11H4zM12 9.500a3.500 3.500 0 1 0 .01 0z"],
  undo: ["M8 4L3 9l5 5M3 9h11a6 6 0 0 1 0 12H8"],
  clock: ["M12 3a9 9 0 1 0 .01 0zM12 7v5l4 2"],
  talk: ["M4 5h16v11h-9l-5 4v-4H4zM8 9h8M8 12h5"],
  help: ["M12 3a9 9 0 1 0 .01 0zM12 7v6M12 16v.5"],
  avoid: ["M12 3a9 9 0 1 0 .01 0zM6 6l12 12"],
  list: ["M4 6h2M4 12h2M4 18h2M9 6h11M9 12h11M9 18h11"],
  note: ["M4 20l4-1 11-11-3-3L5 16z"],
  cross: ["M6 6l12 12M18 6L6 18"],
  back: ["M9 7L4 12l5 5M4 12h10a5 5 0 0 1 0 10h-2"],
  tick: ["M5 13l5 5 9-11"],
  warn: ["M12 4l9 16H3zM12 10v4M12 17v.5"],
  lock: ["M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3"],
  search: ["M10.5 4a6.5 6.5 0 1 0 .01 0zM15.5 15.5L21 21"],
  print: ["M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"],
  award: ["M12 3a6 6 0 1 0 .01 0zM8.5 14L7 21l5-2.5L17 21l-1.5-7"],
  text: ["M4 19L9 6l5 13M6 15h6M15 19l3-8 3 8M16 16.500h4"],
  stop: ["M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7.500v5.500M12 16v.5"],
  info: ["M12 3a9 9 0 1 0 .01 0zM12 11v6M12 7v.5"],
  next: ["M9 5l7 7-7 7"],
  before: ["M15 5l-7 7 7 7"],
  photo: ["M3 8h5l2-3h4l2 3h5v11H3zM12 10.500a3 3 0 1 0 .01 0z"],
  speech: ["M4 5h16v11H11l-5 4v-4H4z"],
  clock: ["M12 3a9 9 0 1 0 .01 0zM12 7v5l3 2"],
};

/** An icon as inline SVG: a tablet may lack the glyph of an emoji, and a web font would be a request. */
export function icon(name, size) {
  const svg = document.createElementNS(SVG, "svg");
  const set = { viewBox: "0 0 24 24", width: size || 22, height: size || 22, fill: "none", stroke: "currentColor" };
  Object.assign(set, { "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" });
  for (const key of Object.keys(set)) svg.setAttribute(key, set[key]);
  svg.setAttribute("class", "icon");
  for (const shape of SHAPES[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", shape);
    svg.appendChild(path);
  }
  return svg;
}

/** Make the children of `root` those described by `nodes`. */
export function render(root, ...nodes) {
  const want = document.createDocumentFragment();
  append(want, nodes);
  patchChildren(root, want);
}

const keyOf = (node) => (node.getAttribute ? node.getAttribute("data-key") : null);
const alike = (a, b) => a.nodeName === b.nodeName && keyOf(a) === keyOf(b);

function patch(node, want) {
  if (node.nodeType !== 1) {
    if (node.data !== want.data) node.data = want.data;
    return;
  }
  for (const { name } of Array.from(node.attributes)) {
    // whether a <details> is open is the reader's business
    if (!want.hasAttribute(name) && name !== "open" && name !== "style") node.removeAttribute(name);
  }
  for (const { name, value } of Array.from(want.attributes)) {
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  const before = node.wpOn || {};
  const after = want.wpOn || {};
  for (const name of Object.keys(before)) if (!after[name]) node[name] = null;
  for (const name of Object.keys(after)) node[name] = after[name];
  node.wpOn = after;
  if ("wpValue" in want && node.value !== want.wpValue && (node.type === "range" || node.getRootNode().activeElement !== node)) {
    node.value = want.wpValue; // never under the fingers of somebody who is typing
  }
  patchChildren(node, want);
}

function patchChildren(node, want) {
  const keyed = new Map();
  const stay = new Set(Array.from(want.childNodes, keyOf));
  for (const child of Array.from(node.childNodes)) {
    if (!keyOf(child)) continue;
    // what goes makes room first: a field that had to move up instead would lose its focus under somebody's typing
    if (stay.has(keyOf(child))) keyed.set(keyOf(child), child);
    else node.removeChild(child);
  }
  let cursor = node.firstChild;
  for (const child of Array.from(want.childNodes)) {
    const known = keyOf(child) ? keyed.get(keyOf(child)) : cursor;
    if (known && alike(known, child)) {
      if (known === cursor) cursor = cursor.nextSibling;
      else node.insertBefore(known, cursor);
      patch(known, child);
    } else {
      node.insertBefore(child, cursor);
    }
  }
  while (cursor) {
    const stale = cursor;
    cursor = cursor.nextSibling;
    node.removeChild(stale);
  }
}

/** Puts the cursor into the field `key` that a tap on `button` has just unfolded: in sight, and the keyboard comes with it. */
export function write(button, key) {
  const card = button.closest(".card");
  const field = card && Array.from(card.querySelectorAll("textarea")).find((one) => keyOf(one) === key);
  if (!field || field.readOnly) return;
  field.focus({ preventScroll: true });
  field.scrollIntoView({ block: "center" });
}

let press = null; // one finger: the press under way outlives the re-rendering of its button

/** Handlers for a button that does one thing on a tap and another on a long press. */
export function holdable(onTap, onHold) {
  const stop = () => press && clearTimeout(press.timer);
  return {
    onpointerdown: () => {
      stop();
      press = { fired: false, timer: setTimeout(() => { press.fired = true; onHold(); }, 550) };
    },
    onpointerup: stop,
    onpointerleave: stop,
    onpointercancel: stop,
    oncontextmenu: (event) => event.preventDefault(),
    onclick: () => {
      const held = press && press.fired;
      press = null;
      if (!held) onTap();
    },
  };
}

/** The SVG text of a QR code as a picture: as an image it cannot run anything, and without its namespace shows nothing. */
export function picture(svg, label) {
  const named = svg.indexOf("xmlns=") < 0 ? svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"') : svg;
  return h("img", { class: "qr", alt: label, src: "data:image/svg+xml;charset=utf-8," + encodeURIComponent(named) });
}

/**
 * A confirmation in place: the first tap arms the button, the second one acts; no dialog covers the page.
 * `armed` is a small object the page keeps; a trembling double tap (within 400 ms) does not count as the second.
 */
export function confirming(armed, key, redraw, act) {
  const live = armed.key === key;
  return {
    "aria-live": "polite",
    "data-armed": live ? "1" : null,
    onclick: () => {
      if (armed.key === key && performance.now() - armed.at < 400) return;
      clearTimeout(armed.timer);
      if (armed.key === key) {
        armed.key = null;
        act();
      } else {
        Object.assign(armed, { key, at: performance.now(), timer: setTimeout(() => { armed.key = null; redraw(); }, 6000) });
      }
      redraw();
    },
  };
}
