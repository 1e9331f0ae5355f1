// Looks at a log as it is served now, with what this browser remembers of it, and believes nothing
// that it did not compute.

import { Unproven, base64, same, unbase64 } from "./bytes";
import { type Head, verifyCheckpoint } from "./checkpoint";
import { type Hash, canHash, leafHash } from "./hash";
import { type Key, readKey } from "./note";
import { type Policy, isQuorum, readPolicy } from "./policy";
import { type Read, Tiles } from "./tiles";
import { type Span, type Step, leaf, spansOf, tree, verifyConsistency, verifyInclusion, wayTo } from "./tree";

/** What this browser keeps between visits. */
export interface Kept { vkey: string; first: number; at: number; size: number; root: string; note: string }
/** Who is believed: the log's key, and the witnesses that somebody named. */
export interface Trust { vkey: string; policy: string | null }

export type State = "good" | "bad" | "unsure" | "none";
export interface Check { name: "key" | "signed" | "cosigned" | "root" | "grown" | "read"; state: State; why?: Unproven }
/** A part of the proof that the log only grew. */
export interface Part { span: Span; hash: Hash; old: boolean }
export interface Seen {
  checks: Check[]; state: State; key: Key | null; policy: Policy | null; head: Head | null; tiles: Tiles | null;
  old: Kept | null; parts: Part[];
}

/** Every check in its order; what follows a failed one is left out, since it would be about nothing. */
export async function watch(read: Read, trust: Trust, old: Kept | null): Promise<Seen> {
  const seen: Seen = { checks: [], state: "good", key: null, policy: null, head: null, tiles: null, old, parts: [] };
  const steps: [Check["name"], () => Promise<State | Unproven>][] = [
    ["key", () => knownKey(seen, trust)],
    ["signed", () => signed(seen, read)],
    ["cosigned", () => cosigned(seen)],
    ["root", () => rooted(seen, read)],
    ["grown", () => grown(seen)],
  ];
  for (const [name, step] of steps) {
    try {
      const state = await step();
      seen.checks.push(state instanceof Unproven ? { name, state: "unsure", why: state } : { name, state });
    } catch (error) {
      if (!(error instanceof Unproven)) throw error;
      seen.checks.push({ name, state: error.code === "no_crypto" || error.code === "unreachable" ? "unsure" : "bad", why: error });
      break;
    }
  }
  const has = (state: State) => seen.checks.some((check) => check.state === state);
  seen.state = has("bad") ? "bad" : has("unsure") ? "unsure" : "good";
  return seen;
}

async function knownKey(seen: Seen, { vkey, policy }: Trust): Promise<State> {
  if (!canHash()) throw new Unproven("no_crypto");
  seen.key = await readKey(vkey);
  if (seen.key.kind !== 1) throw new Unproven("vkey_kind", { kind: seen.key.kind });
  seen.policy = policy === null ? null : await readPolicy(policy);
  if (seen.old && seen.old.vkey !== vkey) throw new Unproven("other_key", { expected: seen.old.vkey, found: vkey });
  if (seen.policy?.logs.length && !seen.policy.logs.some((key) => key.vkey === vkey)) throw new Unproven("key_not_in_policy");
  return "good";
}

async function signed(seen: Seen, read: Read): Promise<State> {
  const bytes = await read("checkpoint");
  if (!bytes) throw new Unproven("missing", { path: "checkpoint" });
  const log = seen.key as Key;
  seen.head = await verifyCheckpoint(bytes, log, (seen.policy?.witnesses ?? []).map(({ key }) => key));
  return seen.head.signed.find(({ key }) => key === log)?.state === "good" ? "good" : "unsure";
}

/** Witnesses count only if somebody named them: a stranger's signature says nothing. Too few are no lie:
 * they are asked after the log has signed, and may be slow. */
async function cosigned({ head, policy, key }: Seen): Promise<State | Unproven> {
  const named = head?.signed.filter((signed) => signed.key && signed.key !== key) ?? [];
  if (named.some(({ state }) => state === "unchecked")) return "unsure";
  if (!policy || policy.quorum === "none") return named.length ? "good" : "none";
  const keys = named.flatMap(({ key }) => (key ? [key] : []));
  return isQuorum(policy, keys) ? "good" : new Unproven("no_quorum", { count: keys.length });
}

async function rooted(seen: Seen, read: Read): Promise<State> {
  const { size, root } = seen.head as Head;
  seen.tiles = new Tiles(read, size);
  const found = await seen.tiles.root(tree(size));
  if (!same(found, root)) throw (await seen.tiles.edge()) ?? new Unproven("root_differs", { expected: base64(root), found: base64(found) });
  return "good";
}

/** Whether what this browser saw last time is the beginning of what it sees now. */
async function grown(seen: Seen): Promise<State> {
  const { old, head, tiles } = seen;
  if (!old || !head || !tiles) return "none";
  const root = unbase64(old.root);
  if (!root) return "none";
  if (old.size > head.size) throw new Unproven("shrank", { old: old.size, size: head.size });
  if (old.size === head.size && !same(root, head.root)) throw new Unproven("rewritten", { size: head.size });
  const proof = await tiles.proveConsistency(old.size);
  try {
    await verifyConsistency(root, old.size, head.size, proof, head.root);
  } catch (error) {
    const contradiction = await tiles.contradiction(Math.max(0, old.size - 1));
    if (contradiction) throw contradiction;
    throw error instanceof Unproven && error.code === "proof_old" ? new Unproven("rewritten", { size: old.size }) : error;
  }
  if (old.size > 0 && old.size < head.size) {
    const spans = spansOf(wayTo(tree(old.size), head.size));
    seen.parts = spans.map((span, at) => ({ span, hash: proof[at] as Hash, old: span.end <= old.size }));
    // A tree that is one node is in its own proof by nothing.
    if (!seen.parts.some((part) => part.old)) seen.parts.unshift({ span: tree(old.size), hash: root, old: true });
    seen.parts.sort((a, b) => a.span.start - b.span.start);
  }
  return "good";
}

/** What to keep after a visit at which everything was well. */
export function keep({ head, old }: Seen, vkey: string, now: number): Kept | null {
  if (!head) return null;
  return {
    vkey, first: old?.first ?? now, at: now, size: head.size, root: base64(head.root), note: new TextDecoder().decode(head.bytes),
  };
}

export interface Leaf { index: number; bytes: Uint8Array; hash: Hash; steps: Step[]; proof: Hash[]; passed: Hash[] }

/** What a log cannot have done by mistake of whoever looks: it signed it, or serves it. */
const LIES = new Set(["leaf_differs", "tiles_differ", "tile_length", "bundle_form", "missing", "root_differs", "proof_root", "receipt_ahead", "split_view"]);
export const isLie = ({ code }: Unproven): boolean => LIES.has(code);

/** What was seen, and that something read later is a lie. */
export const withLie = (seen: Seen, why: Unproven): Seen => ({ ...seen, state: "bad", checks: [...seen.checks.filter(({ name }) => name !== "read"), { name: "read", state: "bad", why }] });

/** A leaf, and the way on which it was shown to be under the signed root. */
export async function look({ head, tiles }: { head: Head; tiles: Tiles }, index: number): Promise<Leaf> {
  if (index >= head.size) throw new Unproven("no_such_leaf", { index, size: head.size });
  const contradiction = await tiles.contradiction(index);
  if (contradiction) throw contradiction;
  const bytes = await tiles.leaf(index);
  const hash = await leafHash(bytes);
  const proof = await tiles.proveInclusion(index);
  const passed = await verifyInclusion(hash, index, head.size, proof, head.root);
  return { index, bytes, hash, proof, passed, steps: wayTo(leaf(index), head.size).steps };
}

/** Checks a receipt against the log: its checkpoint is one of this log's, and the leaf is still there. */
export async function checkReceipt(seen: Seen, receipt: { index: number; proof: Hash[]; note: Uint8Array }): Promise<Head> {
  const { key, policy, tiles, head: now } = seen;
  if (!key || !tiles || !now) throw new Unproven("no_log");
  const head = await verifyCheckpoint(receipt.note, key, (policy?.witnesses ?? []).map((witness) => witness.key));
  if (receipt.index >= head.size) throw new Unproven("no_such_leaf", { index: receipt.index, size: head.size });
  if (head.size > now.size) throw new Unproven("receipt_ahead", { size: head.size, now: now.size });
  const hash = await leafHash(await tiles.leaf(receipt.index));
  await verifyInclusion(hash, receipt.index, head.size, receipt.proof, head.root);
  const proof = await tiles.proveConsistency(head.size);
  await verifyConsistency(head.root, head.size, now.size, proof, now.root).catch(() => { throw new Unproven("split_view", { size: head.size }); });
  return head;
}

