// A screen that nobody touches should not go dark. Only a secure origin may ask for that; elsewhere the device's own
// settings must say so (docs/serving.md).

/** Keep the screen awake while the page is seen; returns a function that lets it sleep again. */
export function stayAwake() {
  if (!navigator.wakeLock) return () => {};
  let lock = null, over = false;
  const hold = () => {
    if (over || document.visibilityState !== "visible" || (lock && !lock.released)) return;
    navigator.wakeLock.request("screen").then((held) => {
      lock = held;
      if (over) held.release();
    }).catch(() => { /* the battery is low, or the browser says no: the page works all the same */ });
  };
  document.addEventListener("visibilitychange", hold);
  hold();
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", hold);
    if (lock) lock.release();
  };
}
