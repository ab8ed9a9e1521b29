// What a secure origin offers beyond the essential: the tablet keeps our storage, and the page opens without a network. Each is
// asked for politely; where one is missing nothing is lost but the comfort.

/** Ask that the browser does not clear what waits on this tablet when its disk is full. */
export function keepStorage() {
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
}

/**
 * Let this page, and what lies below `path`, open without a network from now on. Resolves to "ready", "off" (the address says ?offline=off: the worker
 * and all it kept are removed) or "none" (no secure origin, or the browser has no workers).
 */
export async function offlinePage(base, path) {
  if (!window.isSecureContext || !navigator.serviceWorker) return "none";
  try {
    if (new URLSearchParams(location.search).get("offline") === "off") {
      for (const one of await navigator.serviceWorker.getRegistrations()) if (/\/(panel|shop)$/.test(one.scope)) await one.unregister();
      for (const name of await caches.keys()) if (name.indexOf("weiping-") === 0) await caches.delete(name);
      return "off";
    }
    await navigator.serviceWorker.register(base + "/sw.js", { scope: base + path });
    const { active } = await navigator.serviceWorker.ready;
    return await new Promise((resolve) => {
      const channel = new MessageChannel();
      channel.port1.onmessage = (event) => resolve(event.data === "kept" ? "ready" : "none");
      active.postMessage({ keep: location.pathname }, [channel.port2]);
    });
  } catch (error) {
    return "none";
  }
}
