// How long ago something was. The clock that people see may be set meanwhile, by hand or by the network, to a day before or
// after; the other one only ever runs on, but on some devices it stands still while they sleep.

/** A moment, for `since`. */
export const moment = () => [Date.now(), performance.now()];

/** Milliseconds since `then`, a sleep included; at least what really passed. */
export const since = (then) => Math.max(Date.now() - then[0], performance.now() - then[1]);
