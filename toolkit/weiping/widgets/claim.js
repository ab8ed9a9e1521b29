// What a scanned voucher says of itself, and whether the key of this desk signed it: what desk/points/signing.py does, in the
// browser, so that a desk goes on without a network.

import { base32, fromHex, hmac } from "./sha256.js";

const SHAPE = /^(WP1\.([2-9A-Z]{8})\.([A-Z0-9-]{0,20})\.([A-Z0-9-]{1,80})\.([1-9][0-9]?)\.([0-9]{8}))\.([A-Z2-7]{24})$/;

/** {code, desk, reward, quantity, last, said, signature}, or null for anything that is no voucher; `last` is "2025-02-18" or null. */
export function claimOf(scanned) {
  const text = scanned.slice(0, 400).normalize("NFKC").replace(/。/g, ".").trim().toUpperCase();
  const found = SHAPE.exec(text);
  if (!found) return null;
  const day = found[6];
  return { said: found[1], code: found[2], desk: found[3].toLowerCase(), reward: found[4].toLowerCase(), quantity: Number(found[5]),
    last: day === "00000000" ? null : [day.slice(0, 4), day.slice(4, 6), day.slice(6)].join("-"), signature: found[7], scanned: text };
}

/** Whether the key (hex) signed the claim. */
export function genuine(claim, key) {
  const said = Uint8Array.from(claim.said, (letter) => letter.charCodeAt(0));
  return base32(hmac(fromHex(key), said).slice(0, 15)) === claim.signature;
}

export const dashed = (code) => code.slice(0, 4) + "-" + code.slice(4);
