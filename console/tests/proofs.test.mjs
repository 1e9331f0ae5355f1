// Trees and proofs against the vectors of other implementations.

import assert from "node:assert/strict";
import { test } from "node:test";
import { json, load, text } from "./load.mjs";

const { unbase64, hex } = await load("bytes");
const { leafHash, rootOver } = await load("hash");
const { verifyConsistency, verifyInclusion, verifySubtree, isSubtree, wayTo, tree } = await load("tree");

const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const holds = (promise) => promise.then(() => true, () => false);

/** Whether a line of the vectors verifies here. Hashes that are none cannot even be asked about. */
async function verifies(v) {
  const hash = (text) => {
    const bytes = unbase64(text ?? "");
    if (bytes?.length !== 32) throw new Error("no hash");
    return bytes;
  };
  const proof = (v.proof ?? []).map(hash);
  if (v.kind === "inclusion") return verifyInclusion(hash(v.leafHash), v.leafIdx, v.treeSize, proof, hash(v.root));
  if (v.kind === "consistency") return verifyConsistency(hash(v.root1), v.size1, v.size2, proof, hash(v.root2));
  const span = { start: v.start ?? 0, end: v.end };
  if (v.kind === "subtreeconsistency") return verifySubtree(hash(v.root1), span, v.size, proof, hash(v.root2));
  if (!isSubtree(span) || v.leafIdx < span.start) throw new Error("no subtree");
  return verifyInclusion(hash(v.leafHash), v.leafIdx - span.start, span.end - span.start, proof, hash(v.root));
}

/** Cases that their makers accept and neither we nor `fair/log/tests/vectors.rs`: they state nothing about
 * any leaf, or have other things than hashes in the place of hashes. */
const one = "sizes-are-equal-one";
const zero = "sizes-are-equal-zero";
const STRICTER = [
  `consistency/additional/${one}-and-proof-is-empty.json`,
  ...[
    `${one}-and-proof-is-empty`,
    `subtree-is-empty-${one}-subtree-root-valid-proof-is-empty`,
    `subtree-is-empty-${one}-subtree-root-valid-tree-root-random-proof-is-empty`,
    `subtree-is-empty-${zero}-subtree-root-valid-proof-is-empty`,
    `subtree-is-empty-${zero}-subtree-root-valid-tree-root-random-proof-is-empty`,
    "subtree-is-empty-subtree-root-valid-proof-is-empty",
    "subtree-is-empty-subtree-root-valid-tree-root-random-proof-is-empty",
  ].map((name) => `subtreeconsistency/additional/${name}.json`),
];

test("every vector of transparency-dev/merkle is judged as it says", async () => {
  const lines = text("merkle_proof_vectors.jsonl").trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, 518);
  const stricter = [];
  for (const v of lines) {
    const good = await holds((async () => verifies(v))());
    assert.ok(!(good && v.wantErr), v.file);
    if (!good && !v.wantErr) stricter.push(v.file);
  }
  assert.deepEqual(stricter.sort(), STRICTER);
});

test("the reference tree of RFC 6962 has its roots and proofs", async () => {
  const known = json("rfc6962_reference_tree.json");
  const leaves = await Promise.all(known.leaves_hex.map((leaf) => leafHash(unhex(leaf))));
  const roots = known.roots_hex.map(unhex);
  for (let size = 0; size <= 8; size += 1) assert.equal(hex(await rootOver(leaves.slice(0, size))), known.roots_hex[size]);
  for (const { index, size, proof_hex } of known.inclusion) {
    await verifyInclusion(leaves[index], index, size, proof_hex.map(unhex), roots[size]);
  }
  for (const { old, new: size, proof_hex } of known.consistency) {
    await verifyConsistency(roots[old], old, size, proof_hex.map(unhex), roots[size]);
  }
  assert.equal(known.inclusion.length + known.consistency.length, 80);
});

test("proofs in a large tree hold, and not with another index, size, root or order", async () => {
  const big = json("big_tree.json");
  for (const { index, size, root_hex, proof_hex } of big.inclusion) {
    const leaf = await leafHash(new TextEncoder().encode(`drawbridge leaf ${index}`));
    const proof = proof_hex.map(unhex);
    await verifyInclusion(leaf, index, size, proof, unhex(root_hex));
    const spoilt = unhex(root_hex).map((byte, at) => (at === 7 ? byte ^ 1 : byte));
    assert.equal(await holds(verifyInclusion(leaf, index, size, proof, spoilt)), false);
    if (size === 1) continue;
    assert.equal(await holds(verifyInclusion(leaf, index, size, proof.slice(1), unhex(root_hex))), false);
    assert.equal(await holds(verifyInclusion(leaf, index ^ 1, size, proof, unhex(root_hex))), false);
  }
  for (const { old, new: size, old_root_hex, new_root_hex, proof_hex } of big.consistency) {
    await verifyConsistency(unhex(old_root_hex), old, size, proof_hex.map(unhex), unhex(new_root_hex));
    const spoilt = unhex(old_root_hex).map((byte, at) => (at === 0 ? byte ^ 128 : byte));
    assert.equal(await holds(verifyConsistency(spoilt, old, size, proof_hex.map(unhex), unhex(new_root_hex))), false);
  }
  assert.equal(big.inclusion.length + big.consistency.length, 240);
});

test("a way through the largest tree that is exact here ends", () => {
  const way = wayTo(tree(2 ** 52 + 1), Number.MAX_SAFE_INTEGER);
  assert.ok(way.steps.length <= 54);
  assert.throws(() => wayTo(tree(2 ** 53), 2 ** 53), /no_such_subtree/);
});
