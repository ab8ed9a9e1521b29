// Runs in a page before anything of the page does. Looks once a frame for the first control of the sheet; where a finger
// would hit it, taps it; notes when the page shows the tap. A tap that nothing answers is repeated, as an impatient person
// would. Tapped from inside: the way of a tap from the measuring process takes 20 to 80 ms, which are no page's fault.
// Times are milliseconds since the navigation began.

(() => {
  /** The first element for a selector in the page, or in any shadow tree of it. */
  const first = (selector, root = document) => {
    const found = root.querySelector(selector);
    if (found) return found;
    for (const element of root.querySelectorAll("*")) {
      const deeper = element.shadowRoot && first(selector, element.shadowRoot);
      if (deeper) return deeper;
    }
    return null;
  };
  const inside = (element, selector) => (element && element.shadowRoot ? first(selector, element.shadowRoot) : null);
  const text = (element) => (element ? element.textContent.trim() : "");
  const value = (element) => (element ? element.value || element.getAttribute("aria-valuenow") || "" : "");

  /** Of each: what to tap and how far along it, what shows that the control took the tap, what that the sheet counted it. */
  const SHEETS = {
    weiping: { target: () => first(".levels button:not([disabled])[aria-pressed=false]"), along: 0.5,
      control: () => text(first(".levels button[aria-pressed=true]")), total: () => text(first("footer .total")) },
    Streamlit: { target: () => first("[data-testid=stSlider] [role=group] > div"), along: 0.75,
      control: () => value(first("[data-testid=stSlider] input")), total: () => text(first("[data-testid=stMetricValue]")) },
    Panel: { target: () => first(".noUi-base"), along: 0.75,
      control: () => value(first(".noUi-handle")), total: () => text(inside(first(".total"), "p")) },
    Voila: { target: () => first(".noUi-base"), along: 0.75,
      control: () => value(first(".noUi-handle")), total: () => text(first(".total")) },
  };
  const AGAIN = 100; // milliseconds until a tap without an answer is repeated

  /** Where a finger would hit the element, and what it would hit there; null where something else lies over it. */
  const aim = (element, along) => {
    const box = element.getBoundingClientRect();
    const x = box.left + along * box.width, y = box.top + box.height / 2;
    let hit = document.elementFromPoint(x, y);
    for (let next = hit; next && next.shadowRoot; ) {
      const deeper = next.shadowRoot.elementFromPoint(x, y);
      next = deeper === next ? null : deeper;
      hit = next || hit;
    }
    for (let above = hit; above; above = above.parentNode || above.host) if (above === element) return { hit, x, y };
    return null;
  };

  /** The events that a browser makes of a finger that touches and lets go. */
  const tap = ({ hit, x, y }) => {
    const at = { bubbles: true, cancelable: true, composed: true, view: window, clientX: x, clientY: y, screenX: x, screenY: y };
    const pointer = { ...at, pointerId: 7, pointerType: "touch", isPrimary: true, width: 20, height: 20 };
    const finger = new Touch({ identifier: 7, target: hit, clientX: x, clientY: y, pageX: x + scrollX, pageY: y + scrollY });
    const touch = (name, touches) => hit.dispatchEvent(new TouchEvent(name, { ...at, touches, targetTouches: touches, changedTouches: [finger] }));
    const mouse = (name, down) => hit.dispatchEvent(new MouseEvent(name, { ...at, button: 0, buttons: down, detail: 1 }));
    hit.dispatchEvent(new PointerEvent("pointerdown", { ...pointer, button: 0, buttons: 1, pressure: 0.5 }));
    const started = touch("touchstart", [finger]);
    hit.dispatchEvent(new PointerEvent("pointerup", { ...pointer, button: 0, buttons: 0 }));
    const ended = touch("touchend", []);
    if (!started || !ended) return; // the page has taken the touch; the browser makes no mouse of it then
    mouse("mousedown", 1);
    mouse("mouseup", 0);
    hit.dispatchEvent(new PointerEvent("click", { ...pointer, button: 0, buttons: 0, detail: 1 }));
  };

  window.weipingMeasure = (name) => {
    const sheet = SHEETS[name];
    const found = { seen: null, accepted: null, counted: null, taps: 0 };
    let tapped = null, before = null;
    const look = () => {
      const now = performance.now();
      if (tapped !== null && found.accepted === null && sheet.control() !== before.control) {
        found.accepted = now;
        window.benchAccepted(found);
      }
      if (found.accepted !== null && sheet.total() !== before.total && /[1-9]/.test(sheet.total())) {
        found.counted = now;
        window.benchCounted(found);
        return;
      }
      if (found.accepted === null && (tapped === null || now - tapped > AGAIN)) {
        const target = sheet.target();
        const at = target && aim(target, sheet.along);
        if (at) {
          if (found.seen === null) found.seen = now;
          before = { control: sheet.control(), total: sheet.total() };
          tapped = now;
          found.taps += 1;
          tap(at);
        }
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
})();
