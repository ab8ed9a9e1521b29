// Rows glide to their new place instead of jumping, unless the reader asked for less motion.

const calm = () => Boolean(window.matchMedia && window.matchMedia("(prefers-reduced-motion: reduce)").matches);

/** Let what was not there before come up softly. */
export function appear(one) {
  if (one.animate && !calm()) one.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 500, easing: "ease-out" });
}

/** Run `change`, then move every element of `selector` from where it was to where it is now. */
export function glide(root, selector, change) {
  const still = calm();
  const before = new Map();
  if (!still) for (const one of root.querySelectorAll(selector)) before.set(one, one.getBoundingClientRect().top);
  change();
  if (still) return;
  const moved = [];
  for (const [one, top] of before) {
    if (!one.isConnected) continue;
    one.style.transition = "none";
    one.style.transform = "";
    const way = top - one.getBoundingClientRect().top;
    if (Math.abs(way) < 1) continue;
    one.style.transform = "translateY(" + way + "px)";
    moved.push(one);
  }
  if (!moved.length) return;
  root.getBoundingClientRect(); // the old places must be painted once before the way to the new ones can be animated
  for (const one of moved) {
    one.style.transition = "transform 600ms cubic-bezier(.2,.8,.2,1)";
    one.style.transform = "";
  }
}
