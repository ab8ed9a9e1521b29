// What a public page shows is followed three ways: the live feed tells of changes, a first request fills the page, and
// where nothing was heard for a while the page asks. A cut line is often silent, and what was not confirmed for longer
// than that may have been frozen since: it must not stand there as if it were current.

import { moment, since } from "./clock.js";
import { backoff } from "./transport.js";

/**
 * Follow `channel` of a round. `take(state)` is called with every state, `changed()` when the line comes or goes,
 * `refused(status)` where the server says no. After `every` ms of silence the page asks, after `lost` ms it is `gone()`.
 */
export function follow(transport, channel, round, { every, lost, take, changed, refused }) {
  const renew = transport.served ? renewal() : () => {};
  let heard = moment(), asked = moment(), wait = 0, tries = 0, pushes = 0;
  let live = false, gone = false, asking = false, closed = false;

  const tell = () => {
    const now = transport.served && since(heard) > lost;
    if (now !== gone) { gone = now; changed(); }
  };
  const hear = (state) => { heard = moment(); tries = wait = 0; gone = false; take(state); };

  async function ask() {
    if (asking || closed) return;
    asking = true;
    asked = moment();
    const before = pushes;
    try {
      const { status, body, assets } = await transport.request("GET", "/rounds/" + round + "/" + channel);
      if (!closed) renew(assets);
      // what the feed told meanwhile is newer than this answer
      if (!closed && status === 200 && body && before === pushes) hear(body);
      if (status !== 200) { wait = backoff(tries++, 60000); if (refused && !closed) refused(status); }
    } catch (error) { wait = backoff(tries++); }
    asking = false;
  }
  const stop = transport.subscribe(channel, { round }, (state) => { pushes += 1; hear(state); }, (now) => {
    if (live === (now === "open")) return;
    live = now === "open";
    changed();
    if (live && transport.served) ask(); // the server may be another one than before
  });
  const timer = transport.served ? setInterval(() => {
    tell();
    if (tries ? since(asked) > wait : since(heard) > every && since(asked) > every) ask();
  }, 1000) : null;
  ask();
  return {
    live: () => live || !transport.served,
    gone: () => gone,
    heardAt: () => new Date(heard[0]).toISOString(),
    stop: () => { closed = true; clearInterval(timer); stop(); },
  };
}

/** Told the server's assets with every answer: where they are others than this page is made of, it loads itself anew. */
function renewal() {
  const found = Array.from(document.scripts, (one) => /\/weiping\/static\/(\w+)\//.exec(one.src)).filter(Boolean)[0];
  return (assets) => { if (found && assets && assets !== found[1]) reload(assets); };
}

/** Load the page anew, not twice in ten minutes for one `reason`, and only where it is there: a browser's error page stays. */
export async function reload(reason) {
  const known = (() => {
    try { return JSON.parse(sessionStorage.getItem("weiping.reload")) || {}; } catch (error) { return {}; }
  })();
  if (known.reason === reason && Math.abs(Date.now() - known.at) < 600000) return;
  const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin" }).catch(() => null);
  if (!answer || !answer.ok) return;
  try { sessionStorage.setItem("weiping.reload", JSON.stringify({ reason, at: Date.now() })); } catch (error) { return; }
  location.reload();
}
