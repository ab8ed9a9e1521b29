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

/**
 * The map as an SVG; null where no household has a place. `data.micro_grids` have key, grid, number, households, leader and open,
 * `data.spots` are [x, y, key of the micro-grid, households] in metres east and north; a tap or Enter calls `pick(key)`.
 */
export function map(ui, data, pick) {
  if (!data.spots || !data.spots.length) return null;
  const most = (at, sign) => data.spots.reduce((best, spot) => Math.max(best, sign * spot[at]), -Infinity) + ROOM;
  const west = -most(0, -1), top = most(1, 1), wide = most(0, 1) - west, high = top + most(1, -1);
  const size = Math.max(wide, high) / 70;
  const mine = {};
  for (const spot of data.spots) (mine[spot[2]] = mine[spot[2]] || []).push([spot[0] - west, top - spot[1], spot[3]]);
  const shown = data.micro_grids.filter((one) => mine[one.key]);
  return svg("svg", { class: "map", viewBox: "0 0 " + wide.toFixed(1) + " " + high.toFixed(1), role: "group", "aria-label": ui.t("Map of the micro-grids") },
    shown.map((one) => area(ui, one, mine[one.key], size, (data.micro_grids.indexOf(one) * GOLDEN) % 360, pick)));
}

function area(ui, one, points, size, hue, pick) {
  const colour = "hsl(" + hue.toFixed(0) + ",55%,38%)";
  const x = points.reduce((sum, point) => sum + point[0], 0) / points.length, y = points.reduce((sum, point) => sum + point[1], 0) / points.length;
  const label = one.grid + " · " + one.number + ", " + (one.leader ? one.leader.name : ui.t("nobody leads it")) + ", " + ui.t("{n} households", { n: one.households });
  const press = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(one.key); } };
  return svg("g", { key: one.key, role: "button", tabindex: "0", "aria-label": label, onclick: () => pick(one.key), onkeydown: press }, [
    svg("title", {}, [label]),
    svg("polygon", { points: hull(points).map((point) => point[0].toFixed(1) + "," + point[1].toFixed(1)).join(" "), fill: colour, "fill-opacity": "0.25",
      stroke: colour, "stroke-width": (size * 1.4).toFixed(1), "stroke-opacity": "0.35", "stroke-linejoin": "round" }),
    ...points.map((point) => svg("circle", { cx: point[0].toFixed(1), cy: point[1].toFixed(1), r: (size / 4 * Math.min(2, Math.sqrt(point[2]))).toFixed(1), fill: colour })),
    svg("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": "middle", "dominant-baseline": "central", "font-size": size.toFixed(1), "font-weight": "700" }, [one.number]),
  ]);
}
