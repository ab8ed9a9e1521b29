// The arithmetic of a mark, in whole numbers of the finest decimal a criterion uses: a binary float never enters a score.
// The server recomputes every value from its detail; these lines must agree with domain/criteria.py (a test table holds both).

export const decimals = (text) => (String(text).split(".")[1] || "").length;

/** "17.5" with 1 place -> 175. */
export function scaled(text, places) {
  const sign = String(text).trim().charAt(0) === "-" ? -1 : 1;
  const [whole, part] = String(text).trim().replace(/^[+-]/, "").split(".");
  return sign * Number(whole + (part || "").padEnd(places, "0"));
}

/** 175 with 1 place -> "17.5"; 200 -> "20". */
export function plain(number, places) {
  const digits = String(Math.abs(number)).padStart(places + 1, "0");
  const cut = digits.length - places;
  const part = digits.slice(cut).replace(/0+$/, "");
  return (number < 0 ? "-" : "") + digits.slice(0, cut) + (part ? "." + part : "");
}

/** The sum of decimal texts, exactly. */
export function sum(values) {
  const places = Math.max(0, ...values.map(decimals));
  return plain(values.reduce((total, value) => total + scaled(value, places), 0), places);
}

function grid(criterion) {
  const { scale, levels, deductions } = criterion;
  const texts = [scale.low, scale.high, scale.step];
  for (const level of levels) texts.push(level.low, level.high, level.value);
  for (const item of deductions) texts.push(item.points);
  const places = Math.max(...texts.map(decimals));
  const at = (text) => scaled(text, places);
  return { places, at, low: at(scale.low), high: at(scale.high), step: at(scale.step) };
}

const clamp = (number, low, high) => Math.min(Math.max(number, low), high);

function raw(criterion, detail, on) {
  const level = criterion.levels.find((one) => one.key === detail.level);
  const faults = criterion.deductions.reduce((total, item) => total + (detail.counts[item.key] || 0) * on.at(item.points), 0);
  return (level ? on.at(level.value) : on.high) + on.at(detail.fine) - faults;
}

/** The mark a detail stands for: clamp(base + fine − Σ count × deduction). */
export function valueOf(criterion, detail) {
  const on = grid(criterion);
  return plain(clamp(raw(criterion, detail, on), on.low, on.high), on.places);
}

export const blank = () => ({ level: null, fine: "0", counts: {} });

/** A detail that means `value` where only a value is known (a mark made by another program). */
export function detailOf(criterion, answer) {
  if (!answer || answer.mark !== "value") return blank();
  if (answer.detail) return { level: answer.detail.level || null, fine: answer.detail.fine || "0",
    counts: { ...(answer.detail.counts || {}) } };
  const on = grid(criterion);
  return { level: null, fine: plain(on.at(answer.value) - on.high, on.places), counts: {} };
}

/** A tap on a level starts anew: fine steps and faults are gone. */
export const tapLevel = (key) => ({ level: key, fine: "0", counts: {} });

/**
 * One step up or down from the value on the screen. Where the sum lies beyond the scale the step starts from what is
 * shown, so that no tap is without effect; at the end of the scale the detail is returned unchanged.
 */
export function tapStep(criterion, detail, direction) {
  const on = grid(criterion);
  const shown = clamp(raw(criterion, detail, on), on.low, on.high);
  const target = clamp(shown + direction * on.step, on.low, on.high);
  return target === shown ? detail : reach(criterion, detail, on, target);
}

const reach = (criterion, detail, on, target) => ({ ...detail,
  fine: plain(on.at(detail.fine) + target - raw(criterion, detail, on), on.places) });

/** A slider let go at `value`: the faults stay counted, the fine step makes up the difference. */
export function tapTo(criterion, detail, value) {
  const on = grid(criterion);
  return reach(criterion, detail, on, clamp(on.at(value), on.low, on.high));
}

/** A tap on one of the few values of a short scale starts anew, like a tap on a level. */
export const tapValue = (criterion, value) => tapTo(criterion, blank(), value);

/** All values of the scale, best first. */
export function values(criterion) {
  const on = grid(criterion);
  const all = [];
  for (let number = on.high; number >= on.low; number -= on.step) all.push(plain(number, on.places));
  return all;
}

/** A fault found once more (+1) or taken back (−1); never below none. */
export function tapFault(detail, key, change) {
  const counts = { ...detail.counts };
  counts[key] = Math.max(0, (counts[key] || 0) + change);
  if (!counts[key]) delete counts[key];
  return { ...detail, counts };
}

/** The level on whose band `value` lies, or null. */
export function levelAt(criterion, value) {
  const on = grid(criterion);
  const number = on.at(value);
  const level = criterion.levels.find((one) => on.at(one.low) <= number && number <= on.at(one.high));
  return level ? level.key : null;
}
