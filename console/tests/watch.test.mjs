// What the page says of logs that are true, and of every kind of lie.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";
import { disclosure, makeLog, story } from "./make-log.mjs";

const { watch, keep, look, checkReceipt } = await load("watch");
const { readReceipt } = await load("receipt");
const { readDisclosure, verifyDisclosure } = await load("record");
const { utf8 } = await load("bytes");

const log = makeLog(story(400));
const trust = { vkey: log.vkey, policy: log.policy };
const from = (files, change = {}) => async (path) => {
  const file = files.get(path);
  const at = change[path];
  return file ? new Uint8Array(file).map((byte, i) => (i === at ? byte ^ 1 : byte)) : null;
};
const codes = (seen) => seen.checks.map(({ name, state, why }) => `${name} ${why?.code ?? state}`).join(", ");
const GOOD = "key good, signed good, cosigned good, root good, grown";
const size = log.leaves.length;

async function visited(at) {
  return keep(await watch(from(log.files(at)), trust, null), log.vkey, 1);
}

test("a log that only grew is well, from every size", async () => {
  assert.ok(size > 512, String(size));
  assert.equal(codes(await watch(from(log.files(size)), trust, null)), `${GOOD} none`);
  for (const old of [1, 2, 255, 256, 257, 512, 600, size - 1, size]) {
    const seen = await watch(from(log.files(size)), trust, await visited(old));
    assert.equal(codes(seen), `${GOOD} good`, String(old));
    const spans = seen.parts.map(({ span }) => span);
    if (old < size) assert.deepEqual([spans[0].start, spans.at(-1).end], [0, size]);
    spans.slice(1).forEach((span, at) => assert.equal(span.start, spans[at].end));
  }
});

/** The checkpoint without the log's own signature. */
const unsigned = (files) => Buffer.from(files.get("checkpoint").toString().replace(/\n\u2014 log\.example[^\n]*/, ""));

test("every lie is named", async () => {
  const old = await visited(300);
  const last = (files, begin) => [...files.keys()].filter((path) => path.startsWith(begin)).at(-1);
  const files = log.files(size);
  const other = makeLog(story(400).map((leaf, at) => (at === 7 ? leaf.replace("2026", "2027").replace("food", "fool") : leaf)));
  for (const [what, read, believed, kept, found] of [
    ["a changed signature", from(files, { checkpoint: files.get("checkpoint").length - 20 }), trust, old, /^key good, signed forged$/],
    ["a changed root", from(files, { checkpoint: 30 }), trust, old, /signed (forged|checkpoint_form)$/],
    ["a checkpoint that witnesses alone signed", from(new Map(files).set("checkpoint", unsigned(files))), trust, old, /^key good, signed unsigned$/],
    ["another key", from(files), trust, { ...old, vkey: "x" }, /^key other_key$/],
    ["a changed edge", from(files, { [last(files, "tile/0/")]: 3 }), trust, old, /root leaf_differs$/],
    ["a changed tile above", from(files, { [last(files, "tile/1/")]: 3 }), trust, old, /root tiles_differ$/],
    ["a full tile changed", from(files, { "tile/0/001": 3 }), trust, old, /grown tiles_differ$/],
    ["a missing tile", from(new Map([...files].filter(([path]) => path !== last(files, "tile/0/")))), trust, old, /root missing$/],
    ["a rollback", from(log.files(299)), trust, old, /grown shrank$/],
    ["a rewritten log", from(other.files(size)), trust, old, /grown rewritten$/],
    ["a rewritten log of one size", from(other.files(300)), trust, old, /grown rewritten$/],
    ["a key that the policy has not", from(files), { vkey: log.vkey, policy: log.policy.replace(/^log .*\n/, `log ${makeLog([], { seed: 9 }).vkey}\n`) }, old, /^key key_not_in_policy$/],
  ]) {
    const seen = await watch(read, believed, kept);
    assert.match(codes(seen), found, what);
    assert.equal(seen.state, "bad", what);
  }
});

test("too few witnesses are told, and are no lie", async () => {
  const seen = await watch(from(makeLog(story(400), { witnesses: ["w1.example"] }).files(size)), trust, await visited(300));
  assert.equal(codes(seen), "key good, signed good, cosigned no_quorum, root good, grown good");
  assert.equal(seen.state, "unsure");
});

test("a browser without Ed25519 says so and checks the rest", async () => {
  const real = crypto.subtle.importKey;
  crypto.subtle.importKey = () => Promise.reject(new DOMException("no", "NotSupportedError"));
  const seen = await watch(from(log.files(size)), trust, await visited(9).catch(() => null));
  crypto.subtle.importKey = real;
  assert.equal(codes(seen), "key good, signed unsure, cosigned unsure, root good, grown good");
  assert.equal(seen.state, "unsure");
});

test("leaves, receipts and disclosures are shown or refused", async () => {
  const files = log.files(size);
  const seen = await watch(from(files), trust, null);
  assert.equal((await look(seen, 5)).passed.length, (await look(seen, 5)).steps.length + 1);
  await assert.rejects(look(seen, size), /no_such_leaf/);
  await assert.rejects(look(seen, 1.5), /./);
  const receipt = (index, at) => readReceipt(utf8(log.receipt(index, at)));
  await checkReceipt(seen, receipt(5, 300));
  await assert.rejects(checkReceipt(seen, { ...receipt(5, 300), index: 6 }), /proof_/);
  const shorter = await watch(from(log.files(299)), trust, null);
  await assert.rejects(checkReceipt(shorter, receipt(5, 300)), /receipt_ahead/);
  const leaf = await look(seen, 1);
  const file = (value) => readDisclosure(utf8(disclosure(log, 1, value)));
  assert.equal((await verifyDisclosure(file("outsider"), leaf.bytes)).get("protected.camp"), "outsider");
  await assert.rejects(verifyDisclosure(file("insider"), leaf.bytes), /not_committed/);
  const changed = await watch(from(files, { "tile/entries/000": 40 }), trust, null);
  await assert.rejects(look(changed, 0), /leaf_differs/);
});
