// Signed notes and the keys of those who sign them (c2sp.org/signed-note, c2sp.org/tlog-cosignature).

import { Unproven, hex, join, text, unbase64, utf8 } from "./bytes";
import { sha256 } from "./hash";

const MAX_BYTES = 1_000_000;
const MAX_SIGNATURES = 100;
const DASH = "\u2014 ";
const KEY_BYTES = 32;

/** What a key signs: notes (0x01), or checkpoints with the time at which a witness saw them (0x04). */
export type Kind = 1 | 4;
export interface Key { name: string; id: string; kind: Kind; bytes: Uint8Array; vkey: string }
export interface Signature { name: string; id: string; bytes: Uint8Array }
export interface Note { text: string; signatures: Signature[] }
/** `unchecked`: this browser has no Ed25519, so that nobody can tell. */
export interface Signed { name: string; id: string; key: Key | null; state: "good" | "unknown" | "unchecked"; time: number | null }

/** Not empty, no white space, no plus, no control character. */
export const isName = (name: string): boolean => /^[^\s+\u0000-\u001f\u007f]+$/u.test(name);

/** Reads `name+hash+key`; the hash must be the key's. */
export async function readKey(vkey: string): Promise<Key> {
  const [name = "", id = "", ...rest] = vkey.split("+");
  const all = unbase64(rest.join("+"));
  const kind = all?.[0];
  if (!isName(name) || !all || all.length !== KEY_BYTES + 1) throw new Unproven("vkey_form");
  if (kind !== 1 && kind !== 4) throw new Unproven("vkey_kind", { kind: kind ?? 0 });
  const hash = await sha256(join(utf8(`${name}\n`), all));
  if (hex(hash.subarray(0, 4)) !== id) throw new Unproven("vkey_id", { name });
  return { name, id, kind, bytes: all.slice(1), vkey };
}

/** Reads a note: text, an empty line, a line for each signature. Nothing in it is true yet. */
export function readNote(bytes: Uint8Array): Note {
  if (bytes.length > MAX_BYTES) throw new Unproven("note_form");
  const all = text(bytes);
  const end = all.lastIndexOf("\n\n");
  // Control characters but the newline have no place in a note.
  if (end < 0 || !all.endsWith("\n") || /[\u0000-\u0009\u000b-\u001f\u007f]/.test(all)) throw new Unproven("note_form");
  const lines = all.slice(end + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw new Unproven("note_form");
  return { text: all.slice(0, end + 1), signatures: lines.map(readSignature) };
}

function readSignature(line: string): Signature {
  const [name = "", encoded = "", ...more] = line.startsWith(DASH) ? line.slice(DASH.length).split(" ") : [];
  const all = unbase64(encoded);
  if (!isName(name) || !all || all.length < 5 || more.length) throw new Unproven("note_line");
  return { name, id: hex(all.subarray(0, 4)), bytes: all.slice(4) };
}

/** Checks every signature that names one of `known`. A false one refuses the note: somebody lies. */
export async function verifyNote(note: Note, known: Key[]): Promise<Signed[]> {
  const out: Signed[] = [];
  for (const { name, id, bytes } of note.signatures) {
    const key = known.find((key) => key.name === name && key.id === id) ?? null;
    if (!key) {
      out.push({ name, id, key, state: "unknown", time: null });
      continue;
    }
    if (out.some((signed) => signed.key === key)) continue;
    const [message, signature, time] = signedBy(key, note.text, bytes);
    const good = await verifyEd25519(key.bytes, signature, message);
    if (good === false) throw new Unproven("forged", { name });
    out.push({ name, id, key, state: good ? "good" : "unchecked", time });
  }
  return out;
}

/** What a key of this kind signs, its signature, and the time in it in seconds since 1970. */
function signedBy(key: Key, note: string, bytes: Uint8Array): [Uint8Array, Uint8Array, number | null] {
  if (key.kind === 1) return [utf8(note), bytes, null];
  const time = bytes.subarray(0, 8).reduce((sum, byte) => sum * 256 + byte, 0);
  if (bytes.length !== 72 || !Number.isSafeInteger(time)) throw new Unproven("forged", { name: key.name });
  return [utf8(`cosignature/v1\ntime ${time}\n${note}`), bytes.slice(8), time];
}

/** Null where the browser does not know Ed25519: its standard names it since 2024 only. */
async function verifyEd25519(key: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean | null> {
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey("raw", key as Uint8Array<ArrayBuffer>, "Ed25519", false, ["verify"]);
  } catch (error) {
    if ((error as Error).name === "NotSupportedError") return null;
    return false;
  }
  return crypto.subtle.verify("Ed25519", imported, signature as Uint8Array<ArrayBuffer>, message as Uint8Array<ArrayBuffer>);
}
