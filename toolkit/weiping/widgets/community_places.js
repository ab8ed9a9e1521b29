// Where matters are: the compounds as they lie, drawn without tiles, with a dot for each matter; and a place to point at.

const SVG = "http://www.w3.org/2000/svg";
const ROOM = 30; // metres around what is drawn

function svg(tag, props, children) {
  const node = document.createElementNS(SVG, tag);
  node.wpOn = {};
  for (const name of Object.keys(props)) {
    if (props[name] === null) continue;
    if (name.slice(0, 2) === "on") node[name] = node.wpOn[name] = props[name];
    else if (name === "key") node.setAttribute("data-key", props[name]);
    else node.setAttribute(name, props[name]);
  }
  for (const child of children || []) node.appendChild(typeof child === "object" ? child : document.createTextNode(String(child)));
  return node;
}

/**
 * `compounds` have key, title and box ([west, south, east, north] in metres), `dots` id, title, step_title, x, y and ended. A tap on a
 * dot calls `open(id)`; with `pick` a tap anywhere calls `pick(x, y, key of the compound there or null)`. Null without a box.
 */
export function matterMap(ui, compounds, dots, { open, pick, picked }) {
  const known = compounds.filter((one) => one.box);
  if (!known.length) return null;
  const edge = (at, best) => known.reduce((sum, one) => best(sum, one.box[at]), at < 2 ? Infinity : -Infinity);
  const west = edge(0, Math.min) - ROOM, low = edge(1, Math.min) - ROOM, east = edge(2, Math.max) + ROOM, north = edge(3, Math.max) + ROOM;
  const size = Math.max(east - west, north - low) / 44;
  const south = low - 2 * size; // names stand below
  const tap = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(event.currentTarget.getScreenCTM().inverse());
    const x = at.x + west, y = north - at.y;
    const inside = known.find(({ box }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
    pick(Math.round(x), Math.round(y), inside ? inside.key : null);
  };
  return svg("svg", { class: "map places", key: "places", viewBox: "0 0 " + (east - west).toFixed(0) + " " + (north - south).toFixed(0), role: "group",
    "aria-label": pick ? ui.t("Map: tap where it is") : ui.t("Map of the matters"), onclick: pick ? tap : null },
  known.map((one) => compound(ui, one, west, north, size))
    .concat(dots.map((one) => dot(ui, one, one.x - west, north - one.y, size, open)), picked ? [dot(ui, picked, picked.x - west, north - picked.y, size, null)] : []));
}

function compound(ui, one, west, north, size) {
  const [left, low, right, high] = one.box;
  return svg("g", { key: "place/" + one.key }, [
    svg("rect", { x: (left - west - size / 2).toFixed(1), y: (north - high - size / 2).toFixed(1), width: (right - left + size).toFixed(1), height: (high - low + size).toFixed(1),
      rx: (size / 2).toFixed(1), class: "compound" }),
    svg("text", { x: ((left + right) / 2 - west).toFixed(1), y: (north - low + size * 1.5).toFixed(1), "text-anchor": "middle", "font-size": (size * (ui.lang === "en" ? 0.6 : 0.86)).toFixed(1) }, [ui.say(one.title)]),
  ]);
}

function dot(ui, one, x, y, size, open) {
  const label = one.title ? ui.say(one.title) + ", " + ui.say(one.step_title) : ui.t("Here");
  const press = open ? (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(one.id); } } : null;
  return svg("g", { key: "dot/" + (one.id || "picked"), role: open ? "button" : "img", tabindex: open ? "0" : null, "aria-label": label,
    class: one.ended ? "dot ended" : "dot", onclick: open ? () => open(one.id) : null, onkeydown: press }, [
    svg("title", {}, [label]), svg("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: (size * 0.55).toFixed(1) }),
  ]);
}

/** Dots that would cover each other stand side by side. */
export function apart(dots, metres) {
  const taken = new Map();
  return dots.filter((one) => one.x !== null && one.x !== undefined).map((one) => {
    const spot = Math.round(one.x / metres) + "/" + Math.round(one.y / metres);
    const before = taken.get(spot) || 0;
    taken.set(spot, before + 1);
    return { ...one, x: one.x + (before % 5) * metres, y: one.y - Math.floor(before / 5) * metres };
  });
}
