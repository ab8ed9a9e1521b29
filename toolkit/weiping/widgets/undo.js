// Undo: what stood in a cell before each answer. Kept on the tablet, so that a reload does not take it away.

import { cellKey } from "./fold.js";

const MOST = 100;

/** Whether two answers are one. A tablet leaves out a value that there is none of, the server says null. */
export const same = (a, b) => (a ? Boolean(b) && a.mark === b.mark && (a.value || null) === (b.value || null) : !b);
const slim = (answer) => (answer ? { mark: answer.mark, value: answer.value || null, detail: answer.detail || null } : null);

export function createUndo(store) {
  let steps = [], key = null;
  let chain = Promise.resolve();
  const later = (work) => { chain = chain.then(work).catch(() => { /* only a comfort: undo is shorter then */ }); return chain; };

  /** The newest step of `entry` that still describes what is on the screen (another tablet may have been there since). */
  const find = (entry, marks) => {
    for (let at = steps.length - 1; at >= 0; at -= 1) {
      const step = steps[at];
      if (step.entry === entry && same(step.after, marks.get(cellKey(entry, step.criterion)))) return step;
    }
    return null;
  };

  return {
    /** Continue with what is kept for `name` (a judge, a round, a rehearsal). */
    open: (name) => (name === key ? chain : later(async () => {
      key = name;
      steps = (await store.kept("undo/" + name)) || [];
    })),
    note(entry, criterion, before, after) {
      steps = steps.concat([{ entry, criterion, before: slim(before), after: slim(after) }]).slice(-MOST);
      if (key) later(() => store.keep("undo/" + key, steps));
    },
    can: (entry, marks) => find(entry, marks) !== null,
    /** Take the newest step of `entry`: {criterion, before}, or null. */
    take(entry, marks) {
      const step = find(entry, marks);
      if (!step) return null;
      steps = steps.filter((one) => one !== step);
      if (key) later(() => store.keep("undo/" + key, steps));
      return step;
    },
  };
}
