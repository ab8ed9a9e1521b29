// Micro-grids on a map of their own: drawn from the places of the households, without tiles and without asking any other host.

const SVG = "http://www.w3.org/2000/svg";
const GOLDEN = 137.508; // degrees: neighbours in the list are far apart on the wheel of colours
const ROOM = 14; // metres around what is drawn

function svg(tag, props, children) {
  const node = document.createElementNS(SVG, tag);
  node.wpOn = {};
  for (const name of Object.keys(props)) {
    if (name.slice(0, 2) === "on") node[name] = node.wpOn[name] = props[name];
    else if (name === "key") node.setAttribute("data-key", props[name]);
    else node.setAttribute(name, props[name]);
  }
  for (const child of children || []) node.appendChild(typeof child === "object" ? child : document.createTextNode(String(child)));
  return node;
}

/** The corners around points [x, y], counter-clockwise (A. M. Andrew's monotone chain, 1979). */
export function hull(points) {
  const sorted = points.slice().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const chain = (some) => {
    const kept = [];
    for (const point of some) {
      while (kept.length > 1 && turn(kept[kept.length - 2], kept[kept.length - 1], point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return sorted.length < 3 ? sorted : chain(sorted).concat(chain(sorted.reverse()));
}

/** What has to be seen of points [x, y]: {west, top, wide, high} with `room` metres around them. */
function frame(points, room) {
  const most = (at, sign) => points.reduce((best, point) => Math.max(best, sign * point[at]), -Infinity) + room;
  const west = -most(0, -1), top = most(1, 1);
  return { west, top, wide: most(0, 1) - west, high: top + most(1, -1) };
}

const path = (corners, { west, top }) => corners.map((one) => (one[0] - west).toFixed(1) + "," + (top - one[1]).toFixed(1)).join(" ");

/** Borders of grids as dashed lines; what lies within can still be tapped. */
const lines = (borders, seen, size) => borders.map((corners, at) => svg("polygon", { key: "border/" + at, points: path(corners, seen), fill: "none",
  stroke: "currentColor", "stroke-width": (size / 4).toFixed(1), "stroke-dasharray": size.toFixed(1), "stroke-opacity": "0.7", "pointer-events": "none" }));

/**
 * The map as an SVG; null where no household has a place. `data.micro_grids` have key, number and either `said` (what they are called)
 * or grid, households and leader; `data.spots` are [x, y, key of the micro-grid, households] in metres east and north, `data.borders`
 * corners of borders to be seen as well. A tap or Enter calls `pick(key)`.
 */
export function map(ui, data, pick) {
  if (!data.spots || !data.spots.length) return null;
  const borders = data.borders || [];
  const seen = frame(data.spots.concat(...borders), ROOM);
  const { west, top, wide, high } = seen;
  const size = Math.max(wide, high) / 70;
  const mine = {};
  for (const spot of data.spots) (mine[spot[2]] = mine[spot[2]] || []).push([spot[0] - west, top - spot[1], spot[3]]);
  const shown = data.micro_grids.filter((one) => mine[one.key]);
  return svg("svg", { class: "map", viewBox: "0 0 " + wide.toFixed(1) + " " + high.toFixed(1), role: "group", "aria-label": ui.t("Map of the micro-grids") },
    lines(borders, seen, size).concat(shown.map((one) => area(ui, one, mine[one.key], size, (data.micro_grids.indexOf(one) * GOLDEN) % 360, pick))));
}

const FREE = 60; // metres around the households where a border may be drawn

/**
 * Where households stand, by grid, and where grids end; null where there is nothing to see. `data` has grids (key, border) and spots
 * [x, y, grid, households]; `draft.grid` is drawn with the corners `draft.corners`, and a tap calls `draft.tap([x, y])` in metres.
 */
export function plan(ui, data, draft) {
  const borders = data.grids.filter((one) => one.border && one.key !== draft.grid).map((one) => one.border);
  const points = data.spots.concat(...borders, draft.corners);
  if (!points.length) return null;
  const seen = frame(points, FREE), size = Math.max(seen.wide, seen.high) / 70;
  const number = {};
  data.grids.forEach((one, at) => { number[one.key] = at; });
  const colour = (key) => (key === draft.grid || !draft.grid ? "hsl(" + ((number[key] * GOLDEN) % 360).toFixed(0) + ",55%,38%)" : "#9aa39d");
  const tapped = (event) => {
    const at = event.currentTarget.createSVGPoint();
    at.x = event.clientX;
    at.y = event.clientY;
    const there = at.matrixTransform(event.currentTarget.getScreenCTM().inverse());
    draft.tap([seen.west + there.x, seen.top - there.y]);
  };
  const dot = (x, y, r, fill) => svg("circle", { cx: (x - seen.west).toFixed(1), cy: (seen.top - y).toFixed(1), r: r.toFixed(1), fill });
  return svg("svg", { class: draft.tap ? "map draw" : "map", key: "plan", viewBox: "0 0 " + seen.wide.toFixed(1) + " " + seen.high.toFixed(1), role: "img",
    "aria-label": ui.t("Map of the grids"), ...(draft.tap ? { onclick: tapped } : {}) },
  lines(borders, seen, size).concat(data.spots.map((spot) => dot(spot[0], spot[1], size / 4 * Math.min(2, Math.sqrt(spot[3])), colour(spot[2]))),
    draft.corners.length ? [svg("polygon", { points: path(draft.corners, seen), fill: colour(draft.grid), "fill-opacity": "0.15", stroke: colour(draft.grid),
      "stroke-width": (size / 3).toFixed(1), "stroke-linejoin": "round" }), ...draft.corners.map((one) => dot(one[0], one[1], size / 1.6, "#b3261e"))] : []));
}

function area(ui, one, points, size, hue, pick) {
  const colour = "hsl(" + hue.toFixed(0) + ",55%,38%)";
  const x = points.reduce((sum, point) => sum + point[0], 0) / points.length, y = points.reduce((sum, point) => sum + point[1], 0) / points.length;
  const label = one.said || one.grid + " · " + one.number + ", " + (one.leader ? one.leader.name : ui.t("nobody leads it")) + ", " + ui.t("{n} households", { n: one.households });
  const press = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(one.key); } };
  return svg("g", { key: one.key, role: "button", tabindex: "0", "aria-label": label, onclick: () => pick(one.key), onkeydown: press }, [
    svg("title", {}, [label]),
    svg("polygon", { points: hull(points).map((point) => point[0].toFixed(1) + "," + point[1].toFixed(1)).join(" "), fill: colour, "fill-opacity": "0.25",
      stroke: colour, "stroke-width": (size * 1.4).toFixed(1), "stroke-opacity": "0.35", "stroke-linejoin": "round" }),
    ...points.map((point) => svg("circle", { cx: point[0].toFixed(1), cy: point[1].toFixed(1), r: (size / 4 * Math.min(2, Math.sqrt(point[2]))).toFixed(1), fill: colour })),
    svg("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": "middle", "dominant-baseline": "central", "font-size": size.toFixed(1), "font-weight": "700" }, [one.number]),
  ]);
}
