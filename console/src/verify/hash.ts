// Hashes of leaves and of nodes (RFC 6962, section 2.1), by the browser's own SHA-256.

import { Unproven, base64, hex, join, unbase64 } from "./bytes";

export const HASH_BYTES = 32;
export type Hash = Uint8Array;

/** Whether this browser computes hashes for this page: pages from afar without TLS get none. */
export const canHash = (): boolean => globalThis.crypto?.subtle !== undefined;

export async function sha256(bytes: Uint8Array): Promise<Hash> {
  if (!canHash()) throw new Unproven("no_crypto");
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (leaf: Uint8Array): Promise<Hash> => sha256(join(LEAF, leaf));
export const nodeHash = (left: Hash, right: Hash): Promise<Hash> => sha256(join(NODE, left, right));
export const emptyRoot = (): Promise<Hash> => sha256(new Uint8Array());

/** The root over hashes that stand side by side, any number but none (RFC 6962, section 2.1). */
export async function rootOver(hashes: Hash[]): Promise<Hash> {
  let row = hashes;
  while (row.length > 1) {
    const pairs: Promise<Hash>[] = [];
    for (let at = 0; at < row.length; at += 2) {
      const [left, right] = [row[at] as Hash, row[at + 1]];
      pairs.push(right ? nodeHash(left, right) : Promise.resolve(left));
    }
    row = await Promise.all(pairs);
  }
  return row[0] ?? emptyRoot();
}

/** A hash as the log spells it; null if it is none. */
export function readHash(text: string): Hash | null {
  const bytes = unbase64(text);
  return bytes?.length === HASH_BYTES ? bytes : null;
}
export const showHash = base64;
/** Its beginning, which is enough to tell two apart by eye. */
export const brief = (hash: Hash): string => hex(hash.subarray(0, 4));
