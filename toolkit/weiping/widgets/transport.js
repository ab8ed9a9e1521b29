// How a page talks to weiping: over HTTP where a server gave the page, through the kernel where JupyterLab shows it.
// Both offer { base, request(method, path, body) -> {status, body, assets}, subscribe(channel, params, onData, onState) -> stop };
// a `body` that is a Blob is sent as it is. `request` rejects only when no answer came.

import { moment, since } from "./clock.js";
import { currentLang } from "./i18n.js";

const PATIENCE = 20000; // a request over bad Wi-Fi that has not been answered by then is asked again
const UPLOAD_PATIENCE = 120000; // a photo may take its time

/** Milliseconds before try number `n` (0, 1, 2 …): doubling up to `most`, spread so that tablets do not come back in step. */
export function backoff(n, most) {
  return Math.min(most || 15000, 700 * Math.pow(2, n)) * (0.6 + 0.8 * Math.random());
}

let late = 0; // requests that have kept the reader waiting for longer than a blink

/** Call it when something is asked for, and what it gives when the answer is there: base.css draws `data-waiting` as a moving line. */
function waiting() {
  const show = (by) => { late += by; document.documentElement.toggleAttribute("data-waiting", late > 0); };
  let shown = false;
  const timer = setTimeout(() => { shown = true; show(1); }, 400);
  return () => { clearTimeout(timer); if (shown) show(-1); };
}

export function httpTransport(base) {
  const root = (base || "").replace(/\/+$/, "");

  async function request(method, path, body) {
    const cutter = new AbortController();
    const photo = body instanceof Blob;
    const timer = setTimeout(() => cutter.abort(), photo ? UPLOAD_PATIENCE : PATIENCE);
    const answered = waiting();
    const headers = { "X-Weiping-Lang": currentLang(), Accept: "application/json" };
    if (method !== "GET") headers["Content-Type"] = photo ? body.type : "application/json";
    try {
      const answer = await fetch(root + "/weiping/api" + path, {
        method, headers, signal: cutter.signal, credentials: "same-origin", cache: "no-store",
        body: method === "GET" ? undefined : photo ? body : JSON.stringify(body || {}),
      });
      const text = await answer.text();
      let parsed = null;
      try { parsed = text ? JSON.parse(text) : null; } catch (error) { /* a proxy's or a hotspot's page, not ours: null */ }
      return { status: answer.status, body: parsed, assets: answer.headers.get("X-Weiping-Assets") || "" };
    } finally {
      clearTimeout(timer);
      answered();
    }
  }

  function subscribe(channel, params, onData, onState) {
    const query = Object.keys(params).map((key) => "&" + key + "=" + encodeURIComponent(params[key])).join("");
    const url = new URL(root + "/weiping/feed?channel=" + channel + query, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    let socket = null, tries = 0, timer = null, poller = null, heard = [0, 0], closed = false;

    // Where no socket comes through (an old proxy), the same object is fetched every few seconds.
    const poll = async () => {
      clearTimeout(poller);
      if (closed || (socket && socket.readyState === 1)) return;
      try {
        const { status, body } = await request("GET", "/rounds/" + params.round + "/" + channel);
        if (socket && socket.readyState === 1) return; // what came through the socket meanwhile is newer
        if (status === 200 && body && !closed) onData(body);
        else if (!closed && onState) onState("closed", status);
      } catch (error) { /* no network: the socket's own retries go on */ }
      poller = setTimeout(poll, 5000);
    };
    const connect = () => {
      clearTimeout(timer);
      if (closed) return;
      const mine = new WebSocket(url.href);
      socket = mine;
      mine.onopen = () => { tries = 0; heard = moment(); clearTimeout(poller); if (onState) onState("open"); };
      mine.onmessage = (event) => {
        heard = moment();
        let push = null;
        try { push = JSON.parse(event.data); } catch (error) { return; }
        if (push && push.channel === channel) onData(push.data);
      };
      mine.onclose = () => {
        if (socket !== mine || closed) return;
        if (onState) onState("closed");
        timer = setTimeout(connect, backoff(tries++));
        clearTimeout(poller);
        poller = setTimeout(poll, 2500);
      };
    };
    // A tablet that slept or changed its Wi-Fi may hold a socket that is dead without knowing it.
    const wake = () => {
      if (closed || document.visibilityState === "hidden") return;
      if (socket && socket.readyState < 2 && since(heard) < 20000) return;
      const old = socket;
      socket = null;
      if (old) old.close();
      tries = 0;
      connect();
    };
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    connect();
    return () => {
      closed = true;
      clearTimeout(timer);
      clearTimeout(poller);
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      if (socket) socket.close();
    };
  }

  return { base: root, served: true, request, subscribe };
}

/** Through the widget's model: {id, method, path, body} out, {id, status, body} and {channel, data} back. */
export function modelTransport(model) {
  const waiting = new Map();
  const listeners = new Set();
  let count = 0;
  model.on("msg:custom", (message) => {
    if (message && waiting.has(message.id)) {
      waiting.get(message.id)({ status: message.status, body: message.body });
      waiting.delete(message.id);
    } else if (message && message.channel) {
      for (const listener of Array.from(listeners)) if (listener.channel === message.channel) listener.onData(message.data);
    }
  });
  const request = (method, path, body) => new Promise((resolve, reject) => {
    const id = ++count;
    waiting.set(id, resolve);
    setTimeout(() => { if (waiting.delete(id)) reject(new Error("the kernel did not answer")); }, PATIENCE);
    if (body instanceof Blob) {
      new Response(body).arrayBuffer().then((bytes) => model.send({ id, method, path, body: null, type: body.type }, undefined, [bytes]), reject);
    } else {
      model.send({ id, method, path, body: body === undefined ? null : body });
    }
  });
  const subscribe = (channel, params, onData, onState) => {
    const listener = { channel, onData };
    listeners.add(listener);
    if (onState) onState("open");
    return () => listeners.delete(listener);
  };
  return { base: "", served: false, request, subscribe };
}

/** What anywidget calls: `render` over HTTP where the page is served (`served_by`, a base URL), else through the kernel. */
export function rendering(mount) {
  return {
    render({ model, el }) {
      const served = model.get("served_by");
      const transport = served ? httpTransport(served) : modelTransport(model);
      // ipywidgets says so when the line between page and kernel is cut
      const tie = (listener) => {
        model.on("comm_live_update", listener);
        return () => model.off("comm_live_update", listener);
      };
      let unmount = mount(el, model.get("data"), transport, tie);
      const again = () => { unmount(); unmount = mount(el, model.get("data"), transport, tie); };
      model.on("change:data", again);
      return () => { model.off("change:data", again); unmount(); };
    },
  };
}
