// The display wall: a page for a television. It shows its scenes in turn and needs nobody; arrows or a tap move on,
// space pauses. `?lang=en` chooses the language and `?seconds=20` how long a scene stays.

import { h, picture, render } from "./dom.js";
import { words } from "./i18n.js";
import { appear, glide } from "./glide.js";
import { stayAwake } from "./awake.js";
import { follow, reload } from "./follow.js";
import { counts, decided, progressBar, stateText } from "./places.js";
import { scenesOf } from "./scenes.js";
import { rendering } from "./transport.js";

const EVERY = 10000; // after this long without a word the wall asks
const LOST = 30000;
const SECONDS = 12;
const FORWARD = ["ArrowRight", "ArrowDown", "PageDown", "Enter"];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp"];

/** What the address says, where the page is one of ours. */
function options(served) {
  const said = new URLSearchParams(served ? location.search : "");
  const seconds = Number(said.get("seconds"));
  return { lang: said.get("lang"), ms: 1000 * (seconds >= 2 && seconds <= 600 ? seconds : SECONDS) };
}

export function mount(el, data, transport) {
  const root = el.appendChild(document.createElement("div"));
  root.className = "wp wp-wall";
  root.tabIndex = 0;
  const { lang, ms } = options(transport.served);
  const photoUrl = transport.served ? (hash) => transport.base + "/weiping/api/rounds/" + data.round.id + "/photos/" + hash : null;
  const broken = new Set();
  let wall = data, line = null, closed = false, paused = false, timer = null, at = "", spot = 0;
  const redraw = () => { if (!closed) glide(root, "li[data-key]", draw); };
  const ui = words(data, redraw);
  if (lang) {
    ui.lang = lang.slice(0, 2) === "en" ? "en" : "zh_CN";
    document.documentElement.lang = ui.lang === "en" ? "en" : "zh-CN";
  }

  const scenes = () => scenesOf(ui, wall, { photoUrl, broken, gone: line && line.gone() ? ui.clock(line.heardAt()) : null });
  // where the scene that is on the wall stands; one that is no more leaves its place to the next
  const place = (all) => {
    const known = all.findIndex((one) => one.key === at);
    return known >= 0 ? known : at ? Math.min(spot, all.length - 1) : 0;
  };
  const lost = (hash) => { if (!broken.has(hash)) { broken.add(hash); redraw(); } };

  function step(by) {
    const all = scenes();
    at = all[(place(all) + by + all.length) % all.length].key;
    turn();
    draw();
  }
  /** Let the scene on the wall have its time. */
  function turn() {
    clearTimeout(timer);
    if (!paused && !closed) timer = setTimeout(() => step(1), ms);
  }

  function draw() {
    const { t, say } = ui;
    const all = scenes();
    spot = place(all);
    const now = all[spot];
    if (now.key !== at) { at = now.key; turn(); }
    fetchPhoto(all[(spot + 1) % all.length].photo);
    document.title = say(wall.round.title) + " · " + t("Display wall");
    const small = wall.link && wall.link.qr && now.key !== "scan";
    const bare = decided(wall) || wall.round.phase === "draft" || now.key === "gone";
    const before = root.querySelector("main");
    render(root,
      h("header", { key: "head" },
        h("div", null, h("h1", null, say(wall.round.title)), bare || !wall.progress ? h("p", { class: "muted counts" }, say(wall.community))
          : h("p", { class: "muted counts" }, counts(ui, wall))),
        h("div", { class: "live " + (now.key === "gone" ? "gone" : wall.round.phase) }, h("i", null),
          now.key === "gone" ? t("No connection") : stateText(ui, wall.round.phase)),
        bare ? null : progressBar(ui, wall)),
      h("main", { key: "scene/" + now.key, "data-scene": now.key.split("/")[0] },
        now.draw(lost)),
      h("footer", { key: "foot" },
        h("ol", { class: "dots", "aria-hidden": "true" }, all.map((one) => h("li", one === now ? { class: "now" } : null))),
        h("span", { class: "grow", role: "status" }, paused ? t("Paused · the space bar goes on") : ""),
        small ? h("span", { class: "phone" }, t("Follow it on your phone")) : null,
        small ? picture(wall.link.qr, wall.link.url) : null));
    const main = root.querySelector("main");
    if (main !== before) appear(main);
  }

  /** So that a picture is there when its turn comes, or known not to be. */
  function fetchPhoto(photo) {
    if (!photo) return;
    const ahead = new Image();
    ahead.onerror = () => lost(photo.hash);
    ahead.src = photo.url;
  }

  const kind = () => wall.round.phase + Boolean(wall.standings);
  function take(next) {
    const before = kind();
    wall = { ...wall, ...next };
    if (kind() !== before) at = ""; // news begin at the beginning
    // a wall that was opened without a number goes on to the next appraisal by itself
    if (transport.served && next.newest && next.newest !== data.round.id && /\/wall\/?$/.test(location.pathname)) reload("round " + next.newest);
    redraw();
  }

  const pause = () => { paused = !paused; turn(); draw(); };
  const onKey = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (FORWARD.indexOf(event.key) >= 0) step(1);
    else if (BACK.indexOf(event.key) >= 0) step(-1);
    else if (event.key === " ") pause();
    else return;
    event.preventDefault();
  };
  const keys = transport.served ? document : root; // in JupyterLab the arrows belong to the notebook
  keys.addEventListener("keydown", onKey);
  root.addEventListener("click", () => step(1));
  const sleep = stayAwake();

  draw();
  turn();
  line = follow(transport, "wall", data.round.id, { every: EVERY, lost: LOST, take, changed: () => { broken.clear(); redraw(); },
    refused: (status) => { if (status === 404 && /\/wall\/?$/.test(location.pathname)) reload("another round"); } });
  return () => {
    closed = true;
    clearTimeout(timer);
    keys.removeEventListener("keydown", onKey);
    sleep();
    line.stop();
    root.remove();
  };
}

export default rendering(mount);
