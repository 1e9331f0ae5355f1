// Proofs, all of one kind: walk from the root of the tree down to a subtree and note the hash beside
// the way at every step. `[i, i + 1)` gives the inclusion proof of RFC 6962, section 2.1.1, and
// `[0, old)` the consistency proof of section 2.1.2.

import { Unproven, same } from "./bytes";
import { type Hash, emptyRoot, nodeHash } from "./hash";

/** A run of leaves: `start` is the first, `end` one behind the last. */
export interface Span { start: number; end: number }
export const tree = (size: number): Span => ({ start: 0, end: size });
export const leaf = (index: number): Span => ({ start: index, end: index + 1 });

/** Where the hash beside the way stands: behind, before the subtree, or to the left within it. */
export type Side = "later" | "before" | "within";
export interface Step { side: Side; span: Span }
/** From a subtree up to the root. `seed` is its last complete part, where it is no node of the tree. */
export interface Way { seed: Span | null; steps: Step[] }

/** The largest power of two less than `size`, which is two or more. */
export function split(size: number): number {
  let at = 1;
  while (at * 2 < size) at *= 2;
  return at;
}

/** Whether a span begins at a multiple of the smallest power of two that it fits into. */
export function isSubtree({ start, end }: Span): boolean {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || start >= end) return false;
  let unit = 1;
  while (unit < end - start) unit *= 2;
  return start % unit === 0;
}

export function wayTo(span: Span, size: number): Way {
  if (!isSubtree(span) || span.end > size || !Number.isSafeInteger(size)) {
    throw new Unproven("no_such_subtree", { start: span.start, end: span.end, size });
  }
  let at = tree(size);
  let rest = span;
  const steps: Step[] = [];
  while (at.start !== rest.start || at.end !== rest.end) {
    const middle = at.start + split(at.end - at.start);
    if (rest.end <= middle) {
      steps.push({ side: "later", span: { start: middle, end: at.end } });
      at = { start: at.start, end: middle };
    } else {
      const within = middle > rest.start;
      steps.push({ side: within ? "within" : "before", span: { start: at.start, end: middle } });
      at = { start: middle, end: at.end };
      if (within) rest = { start: middle, end: rest.end };
    }
  }
  return { seed: rest.start === span.start ? null : rest, steps: steps.reverse() };
}

/** What a way needs, in the order of a proof. */
export const spansOf = ({ seed, steps }: Way): Span[] => [...(seed ? [seed] : []), ...steps.map((step) => step.span)];

/** Checks that the subtree with root `old` is in the tree of `size` leaves with this root; gives the
 * hashes on the way, the root last. */
export async function verifySubtree(old: Hash, span: Span, size: number, proof: Hash[], root: Hash): Promise<Hash[]> {
  const way = wayTo(span, size);
  const expected = way.steps.length + (way.seed ? 1 : 0);
  if (proof.length !== expected) throw new Unproven("proof_length", { expected, found: proof.length });
  const seed = way.seed ? (proof[0] as Hash) : old;
  const beside = way.seed ? proof.slice(1) : proof;
  let [oldRoot, newRoot] = [seed, seed];
  const passed = [seed];
  for (const [at, { side }] of way.steps.entries()) {
    const other = beside[at] as Hash;
    if (side === "within") oldRoot = await nodeHash(other, oldRoot);
    newRoot = side === "later" ? await nodeHash(newRoot, other) : await nodeHash(other, newRoot);
    passed.push(newRoot);
  }
  if (!same(oldRoot, old)) throw new Unproven("proof_old", { size: span.end });
  if (!same(newRoot, root)) throw new Unproven("proof_root", { size });
  return passed;
}

export const verifyInclusion = (hash: Hash, index: number, size: number, proof: Hash[], root: Hash): Promise<Hash[]> =>
  verifySubtree(hash, leaf(index), size, proof, root);

/** Checks that the tree of `oldSize` leaves is the beginning of the tree of `size` leaves. */
export async function verifyConsistency(old: Hash, oldSize: number, size: number, proof: Hash[], root: Hash): Promise<void> {
  if (oldSize === 0 && proof.length === 0) {
    if (!same(old, await emptyRoot())) throw new Unproven("proof_old", { size: 0 });
    return;
  }
  await verifySubtree(old, tree(oldSize), size, proof, root);
}
