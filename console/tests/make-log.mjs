// A small log of our own making, for tests: leaves, tiles, checkpoints, receipts and disclosures.
// Written apart from what it tests, with Node's own hashes and keys.

import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const leafHash = (leaf) => sha256(Buffer.of(0), leaf);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

/** RFC 6962, section 2.1, as it is written there. */
function root(hashes) {
  if (hashes.length === 0) return sha256("");
  if (hashes.length === 1) return hashes[0];
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return nodeHash(root(hashes.slice(0, k)), root(hashes.slice(k)));
}

/** RFC 6962, section 2.1.1. */
function path(m, hashes) {
  if (hashes.length === 1) return [];
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return m < k ? [...path(m, hashes.slice(0, k)), root(hashes.slice(k))] : [...path(m - k, hashes.slice(k)), root(hashes.slice(0, k))];
}

/** A key from a seed, as who signs notes: kind 1 is a log, 4 a witness. */
function signer(name, kind, seed) {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, seed)]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const raw = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
  const whole = Buffer.concat([Buffer.of(kind), raw]);
  const id = sha256(`${name}\n`, whole).subarray(0, 4);
  const line = (bytes) => `\u2014 ${name} ${Buffer.concat([id, bytes]).toString("base64")}\n`;
  return {
    vkey: `${name}+${id.toString("hex")}+${whole.toString("base64")}`,
    sign: (text, time) => {
      if (kind === 1) return line(sign(null, Buffer.from(text), key));
      const at = Buffer.alloc(8);
      at.writeBigUInt64BE(BigInt(time));
      return line(Buffer.concat([at, sign(null, Buffer.from(`cosignature/v1\ntime ${time}\n${text}`), key)]));
    },
  };
}

const element = (index) => String(index).padStart(3, "0");

/** The log with these leaves: its keys, the files of a tree of any size, and receipts. */
export function makeLog(leaves, { origin = "log.example/fair", seed = 1, witnesses = ["w1.example", "w2.example"], time = 1_790_000_000 } = {}) {
  const key = signer(origin, 1, seed);
  const others = witnesses.map((name, at) => signer(name, 4, 100 + at));
  const bytes = leaves.map((leaf) => Buffer.from(leaf));
  const hashes = bytes.map(leafHash);
  const checkpoint = (size) => {
    const text = `${origin}\n${size}\n${root(hashes.slice(0, size)).toString("base64")}\n`;
    return `${text}\n${key.sign(text)}${others.map((one) => one.sign(text, time + size)).join("")}`;
  };
  const files = (size) => {
    const all = new Map([["checkpoint", Buffer.from(checkpoint(size))]]);
    const put = (level, row, pack) => {
      for (let at = 0; at * 256 < row.length; at += 1) {
        const part = row.slice(at * 256, at * 256 + 256);
        all.set(`tile/${level}/${element(at)}${part.length < 256 ? `.p/${part.length}` : ""}`, Buffer.concat(part.map(pack)));
      }
    };
    put("entries", bytes.slice(0, size), (leaf) => Buffer.concat([Buffer.of(leaf.length >> 8, leaf.length & 255), leaf]));
    let row = hashes.slice(0, size);
    for (let level = 0; row.length; level += 1) {
      put(level, row, (hash) => hash);
      const full = Math.floor(row.length / 256);
      row = Array.from({ length: full }, (_, at) => root(row.slice(at * 256, at * 256 + 256)));
    }
    return all;
  };
  return {
    origin, vkey: key.vkey, leaves: bytes, hash: (index) => hashes[index].toString("base64"), files,
    policy: `log ${key.vkey}\n${others.map((one, at) => `witness w${at + 1} ${one.vkey}\n`).join("")}group all-of-them all ${others.map((_, at) => `w${at + 1}`).join(" ")}\nquorum all-of-them\n`,
    receipt: (index, size) => `c2sp.org/tlog-proof@v1\nindex ${index}\n${path(index, hashes.slice(0, size)).map((hash) => `${hash.toString("base64")}\n`).join("")}\n${checkpoint(size)}`,
  };
}

const SALT = Buffer.alloc(32, 5);
const part = (bytes) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
/** What fixes a value under a full name without showing it. */
export const commitment = (name, value) =>
  sha256(...["drawbridge.fair.commitment/v1", name, SALT, JSON.stringify(value)].map((one) => part(Buffer.from(one)))).toString("base64");

/** Leaves of so many cases, invented: a policy, and intakes and decisions on them. */
export function story(cases) {
  const leaves = [];
  const put = (leaf) => leaves.push(spell(leaf)) - 1;
  const ref = (index) => ({ hash: leafHash(Buffer.from(leaves[index])).toString("base64"), index });
  const policy = put({
    consultation_from: 1_789_000_000_000, consultation_until: 1_789_600_000_000, effective_index: 1, gate: "all", kind: "policy.publish",
    facts: {}, proof: sha256("proof").toString("base64"), sha256: sha256("policy").toString("base64"), time: 1_789_700_000_000, v: 1, version: "2026-1",
  });
  for (let n = 0; n < cases; n += 1) {
    const camp = n % 3 ? "insider" : "outsider";
    const time = 1_790_000_000_000 + n * 60_000;
    const intake = put({
      action: "pay.charge", facts: { category: { open: "food" } }, gate: "pay", kind: "intake",
      protected: { camp: { committed: commitment("protected.camp", camp) } }, subject: `s-${n}`, time, v: 1,
    });
    if (n % 7 === 6) continue;
    const refuse = n % 5 === 4;
    put({
      facts: {}, gate: "pay", intake: ref(intake), kind: "decision", policy: ref(policy), policy_sha256: sha256("policy").toString("base64"),
      rules: refuse ? ["licence-missing"] : [], subject: `s-${n}`, time: time + 2000, v: 1, verdict: refuse ? "refuse" : "allow",
      ...(refuse ? { remedy: { open: "licence" } } : {}),
    });
  }
  return leaves;
}

/** Canonical JSON of what has no exotic names in it. */
function spell(value) {
  if (Array.isArray(value)) return `[${value.map(spell).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${spell(value[name])}`).join(",")}}`;
}

/** The file that opens the camp of an intake. */
export const disclosure = (log, index, value) => spell({
  fields: [{ name: "protected.camp", salt: SALT.toString("base64"), value }], leaf: { hash: log.hash(index), index }, v: 1,
});
