// The service worker of the pad and of the shop (served as /sw.js, for /panel and /shop): without a network the page opens as
// it last was.
// The page comes from the network first, so that an old version can never hold on to a tablet; the files it needs are
// addressed by their content and come from the cache. The API is none of its business: marks live in the outbox.

const VERSION = "{version}"; // the server writes the fingerprint of its files here, so that an upgrade brings a new worker
const CACHE = "weiping-" + VERSION;
const PATIENCE = 4000; // milliseconds until a page that is kept is shown although the network has not said no yet

const isAsset = (url) => url.origin === location.origin && /\/weiping\/static\/\w+\/[\w.-]+\.(js|css)$/.test(url.pathname);
const keyOf = (address) => { const url = new URL(address, location.href); return url.origin + url.pathname; };
const assetsOf = (html) => Array.from(html.matchAll(/(?:src|href)="?([^" >]+)/g), (found) => new URL(found[1], location.href))
  .filter(isAsset).map((url) => url.href);

self.addEventListener("install", (event) => { waitForNobody(event); self.skipWaiting(); });
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (!event.data || !event.data.keep) return;
  event.waitUntil(keepNow(event.data.keep).then((kept) => event.ports[0] && event.ports[0].postMessage(kept ? "kept" : "not")));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(event, request));
  else if (isAsset(new URL(request.url))) event.respondWith(asset(request));
});

/** Where the browser can: files straight out of the cache, the API past us, the page without waiting until a worker is awake. */
function waitForNobody(event) {
  if (!event.addRoutes) return;
  const path = (pathname) => ({ urlPattern: new URLPattern({ pathname, baseURL: location.origin }) });
  event.waitUntil(event.addRoutes([
    { condition: { ...path("*/weiping/static/*"), requestMethod: "GET" }, source: { cacheName: CACHE } },
    { condition: path("*/weiping/api/*"), source: "network" },
    { condition: { requestMode: "navigate" }, source: "race-network-and-fetch-handler" },
  ]).catch(() => { /* another dialect of a young API: the handlers do the same, a little later */ }));
}

/** The page from the network; the kept one when there is no answer, none in time, or only a broken one. */
async function page(event, request) {
  const kept = await caches.match(keyOf(request.url));
  const fresh = fetch(request).then((answer) => {
    if (answer.ok) event.waitUntil(keep(keyOf(request.url), answer.clone()));
    return answer;
  });
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, kept); });
  return Promise.race([fresh.then((answer) => (answer.status >= 500 ? kept : answer), () => kept), late]);
}

async function asset(request) {
  const kept = await caches.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(CACHE)).put(request.url, answer.clone());
  return answer;
}

async function keepNow(path) {
  try {
    const answer = await fetch(path, { cache: "no-cache", credentials: "same-origin" });
    return answer.ok && await keep(keyOf(path), answer);
  } catch (error) {
    return Boolean(await caches.match(keyOf(path)));
  }
}

/** Keep a page together with every file it needs, or not at all; a hotspot's page is none of ours. */
async function keep(key, answer) {
  const html = await answer.clone().text();
  if (answer.redirected || html.indexOf("application/vnd.weiping.mount+json") < 0) return false;
  const cache = await caches.open(CACHE);
  for (const url of assetsOf(html)) {
    const known = await caches.match(url);
    const file = known || await fetch(url);
    if (!file.ok) return false;
    await cache.put(url, file);
  }
  await cache.put(key, answer);
  await prune(cache);
  return true;
}

/** Files of earlier versions that no kept page needs any more. */
async function prune(cache) {
  const requests = await cache.keys();
  const needed = new Set();
  for (const one of requests) {
    if (!isAsset(new URL(one.url))) for (const url of assetsOf(await (await cache.match(one)).text())) needed.add(url);
  }
  for (const one of requests) if (isAsset(new URL(one.url)) && !needed.has(one.url)) await cache.delete(one);
}

/** A new version renews the kept pages, and only then forgets the old ones. */
async function takeOver() {
  await self.clients.claim();
  for (const name of await caches.keys()) {
    if (name.indexOf("weiping-") !== 0 || name === CACHE) continue;
    const old = await caches.open(name);
    let renewed = true;
    for (const one of await old.keys()) if (!isAsset(new URL(one.url))) renewed = (await renew(one.url)) && renewed;
    if (renewed) await caches.delete(name);
  }
}

async function renew(address) {
  try {
    const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
    return answer.status === 404 || (answer.ok && await keep(keyOf(address), answer));
  } catch (error) {
    return false;
  }
}
