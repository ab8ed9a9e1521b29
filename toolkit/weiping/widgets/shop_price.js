// What a household pays for a reward: points, and cash for what is missing where the office takes any.

/** The points that the household on the screen has for something: with those of what is given back for it. */
export const purseOf = (s) => s.account.redeemable + (s.instead ? s.instead.points : 0);

/** {points, cash, missing, enough}: `enough` says whether it can be redeemed; nothing is given for cash alone. */
export function price(one, quantity, purse, fen) {
  const cost = one.points * quantity;
  const missing = Math.max(0, cost - purse);
  const cash = missing && fen && purse > 0 ? missing * fen : 0;
  return { points: cost - missing, cost, cash, missing, enough: !missing || cash > 0 };
}

/** The most of a reward that can be redeemed at once. */
export function atMost(one, purse, fen) {
  const left = one.stock === null ? 99 : Math.min(99, one.stock);
  return Math.max(1, fen && purse > 0 ? left : Math.min(left, Math.floor(purse / one.points)));
}
