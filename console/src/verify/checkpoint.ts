// What a log says of itself, and who says so too (c2sp.org/tlog-checkpoint).

import { Unproven, decimal, same } from "./bytes";
import { type Hash, emptyRoot, readHash } from "./hash";
import { type Key, type Note, type Signed, readNote, verifyNote } from "./note";

export interface Checkpoint { origin: string; size: number; root: Hash }
/** A checkpoint whose signatures were looked at. */
export interface Head extends Checkpoint { signed: Signed[]; bytes: Uint8Array }

export function readCheckpoint({ text }: Note): Checkpoint {
  const [origin, size = "", root = "", ...more] = text.slice(0, -1).split("\n");
  const [number, hash] = [decimal(size), readHash(root)];
  if (!origin || number === null || !hash || more.includes("")) throw new Unproven("checkpoint_form");
  return { origin, size: number, root: hash };
}

/** Reads a checkpoint that the log's own key must have signed; witnesses' keys are looked for. */
export async function verifyCheckpoint(bytes: Uint8Array, log: Key, witnesses: Key[]): Promise<Head> {
  const note = readNote(bytes);
  const checkpoint = readCheckpoint(note);
  if (checkpoint.origin !== log.name) throw new Unproven("other_origin", { expected: log.name, found: checkpoint.origin });
  const signed = await verifyNote(note, [log, ...witnesses]);
  if (!signed.some(({ key }) => key === log)) throw new Unproven("unsigned", { name: log.name });
  if (checkpoint.size === 0 && !same(checkpoint.root, await emptyRoot())) throw new Unproven("empty_root");
  return { ...checkpoint, signed, bytes };
}
