// Leaves and what opens them, against what the Rust crate made.

import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { utf8, base64, hex } = await load("bytes");
const { leafHash } = await load("hash");
const { canonical, commit, fieldsOf, readCanonical, readDisclosure, verifyDisclosure } = await load("record");

test("JSON has one spelling", () => {
  const names = { "\u20ac": 1, "\r": 2, "\ufb33": 3, 1: 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 };
  assert.equal(canonical(names), '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
  assert.equal(readCanonical(utf8('{"a":1,"b":[true,null,"x"]}')).a, 1);
  for (const other of ['{"b":1,"a":2}', '{"a": 1}', '{"a":1.5}', '{"a":1,"a":1}', "[1]", '{"a":-0}', '{"a":9007199254740993}', '{"a":"\\u0041"}']) {
    assert.equal(readCanonical(utf8(other)), null, other);
  }
});

test("the bytes under a commitment are those that fair/record/tests/commitments.rs writes out", async () => {
  const made = await commit("protected.camp", new Uint8Array(32).fill(9), "outsider");
  assert.equal(hex(made), "601d7c010f46f81012e79b6926164ec03ccbddd0ff8e4d1ea9e286dafec80e39");
});

test("a disclosure opens what was committed, and nothing else", async () => {
  const salt = new Uint8Array(32).fill(7);
  const camp = base64(await commit("protected.camp", salt, "outsider"));
  const leaf = utf8(canonical({
    action: "pay.charge", facts: { amount: { open: 12 } }, gate: "pay", kind: "intake",
    protected: { camp: { committed: camp } }, subject: "s-1", time: 1, v: 1,
  }));
  const fields = fieldsOf(readCanonical(leaf));
  assert.deepEqual(fields.map(({ name }) => name), ["protected.camp", "facts.amount"]);
  const file = async (field) => readDisclosure(utf8(canonical({
    fields: [{ name: "protected.camp", salt: base64(salt), value: "outsider", ...field }],
    leaf: { hash: base64(await leafHash(leaf)), index: 3 }, v: 1,
  })));
  assert.deepEqual([...await verifyDisclosure(await file({}), leaf)], [["protected.camp", "outsider"]]);
  await assert.rejects(verifyDisclosure(await file({ value: "insider" }), leaf), /not_committed/);
  await assert.rejects(verifyDisclosure(await file({ salt: base64(new Uint8Array(32)) }), leaf), /not_committed/);
  await assert.rejects(verifyDisclosure(await file({ name: "facts.amount" }), leaf), /no_commitment/);
  await assert.rejects(verifyDisclosure(await file({}), utf8("{}")), /other_leaf/);
  assert.equal(readDisclosure(utf8("{}")), null);
});
