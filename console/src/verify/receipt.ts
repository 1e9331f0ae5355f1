// Receipts: what shows that one leaf is in a log that others watch (c2sp.org/tlog-proof).

import { Unproven, decimal, text, utf8 } from "./bytes";
import { type Hash, readHash } from "./hash";

const HEADER = "c2sp.org/tlog-proof@v1";
const MAX_HASHES = 63;
export interface Receipt { index: number; proof: Hash[]; note: Uint8Array }

export const looksLikeReceipt = (bytes: Uint8Array): boolean => bytes.length > HEADER.length && utf8(HEADER).every((byte, at) => byte === bytes[at]);

/** Reads a receipt; what the issuer added in `extra` is vouched for by nothing, and passed over. */
export function readReceipt(bytes: Uint8Array): Receipt {
  const all = text(bytes);
  const end = all.indexOf("\n\n");
  const lines = all.slice(0, Math.max(0, end)).split("\n");
  if (end < 0 || lines.shift() !== HEADER) throw new Unproven("receipt_form");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const first = lines.shift() ?? "";
  const index = first.startsWith("index ") ? decimal(first.slice(6)) : null;
  const proof = lines.map(readHash);
  if (index === null || proof.length > MAX_HASHES || proof.includes(null)) throw new Unproven("receipt_form");
  return { index, proof: proof as Hash[], note: utf8(all.slice(end + 2)) };
}
