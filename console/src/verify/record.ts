// What a leaf says (fair/record/LEAVES.md), and files that open what it only commits to.

import { Unproven, bigEndian, join, same, text, utf8 } from "./bytes";
import { type Hash, leafHash, readHash, sha256 } from "./hash";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Members = { [name: string]: Json };

/** JSON in its one spelling (RFC 8785), of whole numbers only; throws for what has none. */
export function canonical(value: Json): string {
  if (typeof value === "number" && (!Number.isSafeInteger(value) || Object.is(value, -0))) throw new Unproven("not_canonical");
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  // Names are ordered by their UTF-16 units (section 3.2.3), as `sort` does by itself.
  return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name] as Json)}`).join(",")}}`;
}

/** A JSON object in canonical spelling; null for every other text. */
export function readCanonical(bytes: Uint8Array): Members | null {
  try {
    const all = text(bytes);
    const value = JSON.parse(all) as Json;
    const object = value !== null && typeof value === "object" && !Array.isArray(value);
    return object && canonical(value) === all ? value : null;
  } catch {
    return null;
  }
}

export const isMembers = (value: Json | undefined): value is Members => value !== null && typeof value === "object" && !Array.isArray(value);

/** A field as the leaf has it, by its full name. */
export interface Field { name: string; open?: Json; committed?: Hash }

/** The fields of a leaf: `protected`, `facts`, `remedy`, `grounds`. */
export function fieldsOf(leaf: Members): Field[] {
  const group = (name: string) => {
    const inside = leaf[name];
    return isMembers(inside) ? Object.entries(inside).map(([key, value]) => field(`${name}.${key}`, value)) : [];
  };
  const single = (name: string) => (name in leaf ? [field(name, leaf[name])] : []);
  return [...group("protected"), ...group("facts"), ...single("remedy"), ...single("grounds")];
}

function field(name: string, value: Json | undefined): Field {
  if (isMembers(value) && "open" in value) return { name, open: value.open as Json };
  const committed = isMembers(value) && typeof value.committed === "string" ? readHash(value.committed) : null;
  return committed ? { name, committed } : { name };
}

const DOMAIN = utf8("drawbridge.fair.commitment/v1");

/** The commitment to a field: SHA-256 over four parts, each after its length in 32 bits. */
export const commit = (name: string, salt: Uint8Array, value: Json): Promise<Hash> =>
  sha256(join(...[DOMAIN, utf8(name), salt, utf8(canonical(value))].flatMap((part) => [bigEndian(part.length, 4), part])));

export interface Disclosure { index: number; hash: Hash; fields: { name: string; salt: Uint8Array; value: Json }[] }

/** Reads a disclosure file; null if it is none. */
export function readDisclosure(bytes: Uint8Array): Disclosure | null {
  const file = readCanonical(bytes);
  const about = file?.leaf;
  if (!file || file.v !== 1 || !isMembers(about) || !Array.isArray(file.fields)) return null;
  const hash = typeof about.hash === "string" ? readHash(about.hash) : null;
  const fields = file.fields.map((one) => {
    const salt = isMembers(one) && typeof one.salt === "string" ? readHash(one.salt) : null;
    return isMembers(one) && typeof one.name === "string" && "value" in one && salt ? { name: one.name, salt, value: one.value as Json } : null;
  });
  if (!hash || typeof about.index !== "number" || fields.includes(null)) return null;
  return { index: about.index, hash, fields: fields as Disclosure["fields"] };
}

/** Checks that every value is what the leaf of these bytes committed to under its name. */
export async function verifyDisclosure(disclosure: Disclosure, leaf: Uint8Array): Promise<Map<string, Json>> {
  if (!same(await leafHash(leaf), disclosure.hash)) throw new Unproven("other_leaf", { index: disclosure.index });
  const members = readCanonical(leaf);
  const fields = members ? fieldsOf(members) : [];
  const opened = new Map<string, Json>();
  for (const { name, salt, value } of disclosure.fields) {
    const committed = fields.find((field) => field.name === name)?.committed;
    if (!committed) throw new Unproven("no_commitment", { name });
    if (!same(committed, await commit(name, salt, value))) throw new Unproven("not_committed", { name });
    opened.set(name, value);
  }
  return opened;
}
