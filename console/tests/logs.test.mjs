// Whole logs as they are served, notes, and receipts.

import assert from "node:assert/strict";
import { test } from "node:test";
import { below, bytes, json, load } from "./load.mjs";

const { hex, unbase64, utf8, same } = await load("bytes");
const { readKey, readNote, verifyNote } = await load("note");
const { readCheckpoint, verifyCheckpoint } = await load("checkpoint");
const { Tiles, tilePath, tileWidth } = await load("tiles");
const { verifyConsistency, verifyInclusion } = await load("tree");
const { leafHash } = await load("hash");
const { readReceipt } = await load("receipt");
const { readPolicy, isQuorum } = await load("policy");

const ours = json("drawbridge-test-log.json");
const LOG = "drawbridge-test-log";
const TESSERA = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

test("notes are believed exactly where they should be", async () => {
  const { vkey, cases } = json("signed_note_cases.json");
  const key = await readKey(vkey);
  for (const { name, note, ok } of cases) {
    const judged = (async () => (await verifyNote(readNote(utf8(note)), [key])).some((signed) => signed.state === "good"))();
    assert.equal(await judged.catch(() => false), ok, name);
  }
  assert.equal(cases.length, 8);
  await assert.rejects(readKey(vkey.replace("530d903a", "530d903b")), /vkey_id/);
  await assert.rejects(readKey(vkey.replace("AekyeR", "BukyeR")), /vkey_kind/);
});

test("paths and widths of tiles are the standard's", () => {
  const { paths, sizes } = json("tile_layout.json");
  // The last is of an index beyond what is exact here, and is refused before it is named.
  for (const { n, path } of paths.filter(({ n }) => Number.isSafeInteger(n))) assert.equal(tilePath(0, n, 256), `tile/0/${path}`);
  assert.ok(paths.length > 10 && sizes.length > 10);
  assert.equal(tilePath("entries", 273, tileWidth("entries", 273, 70_000)), "tile/entries/273.p/112");
  assert.equal(tileWidth(2, 0, 70_000), 1);
  assert.equal(tileWidth(3, 0, 70_000), 0);
});

test("our log of 600 leaves: signatures, root, every leaf, every older checkpoint", async () => {
  const key = await readKey(ours.log_vkey);
  const witnesses = await Promise.all(Object.values(ours.witness_vkeys).map(readKey));
  const head = await verifyCheckpoint(bytes(`${LOG}/checkpoint`), key, witnesses);
  assert.deepEqual(head.signed.map(({ state, time }) => [state, time]), [["good", null], ["good", 1700000600], ["good", 1700000600]]);
  const tiles = new Tiles(below(LOG), head.size);
  assert.equal(hex(await tiles.root({ start: 0, end: 600 })), hex(head.root));
  assert.equal(hex(await tiles.everything(() => true)), hex(head.root));
  for (const index of [0, 1, 255, 256, 511, 512, 599]) {
    const hash = await leafHash(await tiles.leaf(index));
    await verifyInclusion(hash, index, 600, await tiles.proveInclusion(index), head.root);
    assert.equal(await tiles.contradiction(index), null);
  }
  for (const size of [0, 1, 2, 255, 256, 257, 512, 600]) {
    const old = await verifyCheckpoint(bytes(`${LOG}/checkpoint.${size}`), key, witnesses);
    await verifyConsistency(old.root, size, 600, await tiles.proveConsistency(size), head.root);
  }
});

test("a changed byte anywhere is found, and where", async () => {
  const head = readCheckpoint(readNote(bytes(`${LOG}/checkpoint`)));
  const changed = (path, at) => async (asked) => {
    const file = await below(LOG)(asked);
    return asked === path ? file.map((byte, i) => (i === at ? byte ^ 1 : byte)) : file;
  };
  for (const [path, at, index, code, other] of [
    ["tile/entries/001", 40, 256, "leaf_differs", 257],
    ["tile/0/001", 5, 256, "leaf_differs", 257],
    ["tile/0/001", 8191, 256, "tiles_differ", 257],
    ["tile/1/000.p/2", 32, 256, "tiles_differ", 599],
  ]) {
    const tiles = new Tiles(changed(path, at), 600);
    assert.equal((await tiles.contradiction(index))?.code, code, path);
    // The proof of another leaf needs the changed hash; the root of everything needs the changed leaf.
    const hash = await leafHash(await tiles.leaf(other));
    const proved = (async () => verifyInclusion(hash, other, 600, await tiles.proveInclusion(other), head.root))();
    const whole = tiles.everything(() => true).then((root) => assert.ok(same(root, head.root)));
    await assert.rejects(path.includes("entries") ? whole : proved, path);
  }
  const key = await readKey(ours.log_vkey);
  const forged = bytes(`${LOG}/checkpoint`).map((byte, at) => (at === 34 ? byte ^ 1 : byte));
  await assert.rejects(verifyCheckpoint(forged, key, []), /forged/);
});

test("the log of Tessera, at every size", async () => {
  const key = await readKey(TESSERA);
  const dir = "tessera-log";
  const last = await verifyCheckpoint(bytes(`${dir}/checkpoint`), key, []);
  const tiles = new Tiles(below(dir), last.size);
  assert.equal(hex(await tiles.root({ start: 0, end: last.size })), hex(last.root));
  for (let size = 1; size <= last.size; size += 1) {
    const old = await verifyCheckpoint(bytes(`${dir}/checkpoint.${size}`), key, []);
    await verifyConsistency(old.root, size, last.size, await tiles.proveConsistency(size), last.root);
  }
});

test("receipts are read and hold, and no other spelling is read", async () => {
  const key = await readKey(ours.log_vkey);
  const tiles = new Tiles(below(LOG), 600);
  for (const { index, tlog_proof } of ours.tlog_proofs) {
    const receipt = readReceipt(utf8(tlog_proof));
    assert.equal(receipt.index, index);
    const head = await verifyCheckpoint(receipt.note, key, []);
    await verifyInclusion(await leafHash(await tiles.leaf(index)), index, head.size, receipt.proof, head.root);
    assert.throws(() => readReceipt(utf8(tlog_proof.replace("@v1", "@v2"))), /receipt_form/);
    assert.throws(() => readReceipt(utf8(tlog_proof.replace(`index ${index}`, `index 0${index}`))), /receipt_form/);
  }
});

test("a quorum is counted as the policy says", async () => {
  const [w1, w2] = Object.values(ours.witness_vkeys);
  const of = (lines) => readPolicy(`log ${ours.log_vkey}\nwitness w1 ${w1}\nwitness w2 ${w2} https://w2.example\n${lines}`);
  const any = await of("group g any w1 w2\nquorum g\n");
  const all = await of("group g all w1 w2\nquorum g\n");
  const one = any.witnesses[0].key;
  assert.deepEqual([isQuorum(any, [one]), isQuorum(any, []), isQuorum(all, [all.witnesses[0].key])], [true, false, false]);
  assert.ok(isQuorum(all, all.witnesses.map(({ key }) => key)));
  assert.ok(isQuorum(await of("quorum none\n"), []));
  for (const bad of ["quorum nobody\n", "", "group g 3 w1 w2\nquorum g\n", "group g any w1 w1\nquorum g\n", `witness w3 ${w1}\nquorum none\n`, "quorum none\nquorum none\n"]) {
    await assert.rejects(of(bad), /policy_/, bad);
  }
  assert.ok(unbase64("AA==") && !unbase64("AB=="));
});
