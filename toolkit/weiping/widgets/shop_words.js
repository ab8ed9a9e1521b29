// What the shop's pages say in several places: money, ways, states, why something is refused without a network.

/** Fen as people write money. */
export const yuan = (fen) => Math.floor(fen / 100) + "." + String(fen % 100).padStart(2, "0");

/** How something is handed over: [way, what the button says], those that make sense for its kind. The first is what is meant. */
export function ways({ t }, kind) {
  const now = ["now", t("Hand over now")], later = ["voucher", t("Voucher, fetched later")], order = ["order",
    t("Order: keep it, take the points later")];
  const home = ["home", t("Bring it home")], meet = ["appointment", t("By appointment")];
  if (kind === "service") return [meet, now, home, order];
  return kind === "honour" ? [later, now] : [now, later, home, order];
}

export function wayWords({ t }, way) {
  return { home: t("Bring it home"), appointment: t("By appointment") }[way] || "";
}

export function stateWords({ t }, one) {
  if (one.over) return one.state === "booked" ? t("Order is over; its last day was {day}",
    { day: one.valid_until }) : t("Voucher is over; its last day was {day}", { day: one.valid_until });
  return { booked: t("Ordered, points not taken yet"), issued: t("Issued, not handed over yet"), "handed-over": t("Handed over"),
    released: t("Order cancelled"), expired: t("Order ended by itself"), cancelled: t("Cancelled, points are back"),
    returned: t("Returned, points are back") }[one.state] || one.state;
}

/** Why a voucher may not be handed over, as the tablet itself finds out without a network. */
export function refusedWords({ t }, word) {
  return { forged: t("This voucher was not made here, or something on it was changed. Do not hand anything over."),
    used: t("This voucher was used already, or is no good any more. Do not hand anything over."),
    expired: t("The last day of this voucher is over."),
    "other-desk": t("This voucher is for another desk. Without a network only that desk can check it."),
    "no-desk": t("This voucher names no desk. Without a network nobody can check it; please wait until it is back."),
    "no-key": t("Without a network this tablet cannot check vouchers: it was not set to a desk while it had one."),
    unkept: t("The tablet could not store this. Write the voucher's code down on paper.") }[word] || word;
}

/** How many a household may have, in words; "" where there is no limit. */
export function limitWords({ t }, one) {
  if (!one.most) return "";
  return { day: t("{n} a day for one household", { n: one.most }), month: t("{n} a month for one household", { n: one.most }),
    year: t("{n} a year for one household", { n: one.most }) }[one.per];
}
