// A log served as static files (c2sp.org/tlog-tiles), and the hashes that follow from them.

import { Unproven, same } from "./bytes";
import { HASH_BYTES, type Hash, emptyRoot, leafHash, nodeHash, rootOver } from "./hash";
import { type Span, spansOf, tree, wayTo, leaf as leafSpan } from "./tree";

export const WIDTH = 256;
/** The bytes of a file below the log's address; null where there is none. */
export type Read = (path: string) => Promise<Uint8Array | null>;

/** An index in elements of three digits, all but the last behind an `x`. */
function indexPath(index: number): string {
  let path = String(index % 1000).padStart(3, "0");
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, "0")}/${path}`;
  }
  return path;
}

export type Level = number | "entries";
export const tilePath = (level: Level, index: number, width: number): string =>
  `tile/${level}/${indexPath(index)}${width < WIDTH ? `.p/${width}` : ""}`;

/** How many hashes stand in a tile of a tree of `size` leaves; none for a tile that it has not. */
export function tileWidth(level: Level, index: number, size: number): number {
  const hashes = Math.floor(size / WIDTH ** (level === "entries" ? 0 : level));
  return Math.max(0, Math.min(WIDTH, hashes - index * WIDTH));
}

/** The leaves of a bundle: each after its length in 16 bits. */
export function readBundle(bytes: Uint8Array): Uint8Array[] {
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (at + 2 + length > bytes.length) throw new Unproven("bundle_form");
    leaves.push(bytes.slice(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return leaves;
}

/** The log at one size. What it gives is no truer than the files; compare it with the signed root. */
export class Tiles {
  #kept = new Map<string, Promise<Uint8Array[]>>();
  constructor(readonly read: Read, readonly size: number) {}

  /** A tile as its items; the full one in its place where the partial one is gone. */
  #tile(level: Level, index: number): Promise<Uint8Array[]> {
    const width = tileWidth(level, index, this.size);
    const path = tilePath(level, index, width);
    const kept = this.#kept.get(path) ?? this.#fetch(level, index, width, path);
    this.#kept.set(path, kept);
    return kept;
  }

  async #fetch(level: Level, index: number, width: number, path: string): Promise<Uint8Array[]> {
    if (width === 0) throw new Unproven("missing", { path });
    let bytes = await this.read(path);
    let full = width === WIDTH;
    if (!bytes && !full) {
      bytes = await this.read(tilePath(level, index, WIDTH));
      full = true;
    }
    if (!bytes) throw new Unproven("missing", { path });
    const items = level === "entries" ? readBundle(bytes) : hashesOf(bytes, path);
    if (items.length !== (full ? WIDTH : width)) throw new Unproven("tile_length", { path, bytes: bytes.length });
    return items.slice(0, width);
  }

  hashes(level: number, index: number): Promise<Hash[]> {
    return this.#tile(level, index);
  }

  /** The leaves of a bundle. */
  bundle(index: number): Promise<Uint8Array[]> {
    return this.#tile("entries", index);
  }

  async leaf(index: number): Promise<Uint8Array> {
    return (await this.bundle(Math.floor(index / WIDTH)))[index % WIDTH] as Uint8Array;
  }

  /** The hash of a complete subtree: of 2^`level` leaves, the `index`-th of them. */
  async node(level: number, index: number): Promise<Hash> {
    const [row, rise] = [Math.floor(level / 8), 2 ** (level % 8)];
    const first = index * rise;
    const tile = await this.hashes(row, Math.floor(first / WIDTH));
    return rootOver(tile.slice(first % WIDTH, (first % WIDTH) + rise));
  }

  /** The root over a run of leaves that is a subtree or the whole tree. */
  async root({ start, end }: Span): Promise<Hash> {
    const parts: Hash[] = [];
    for (let at = start; at < end; ) {
      let level = 0;
      while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level += 1;
      parts.push(await this.node(level, at / 2 ** level));
      at += 2 ** level;
    }
    let right = parts.pop();
    while (parts.length && right) right = await nodeHash(parts.pop() as Hash, right);
    return right ?? emptyRoot();
  }

  /** The proof that a leaf is in the tree. */
  proveInclusion(index: number): Promise<Hash[]> {
    return Promise.all(spansOf(wayTo(leafSpan(index), this.size)).map((span) => this.root(span)));
  }

  /** The proof that the tree of `old` leaves is the beginning of this one. */
  async proveConsistency(old: number): Promise<Hash[]> {
    if (old === 0) return [];
    return Promise.all(spansOf(wayTo(tree(old), this.size)).map((span) => this.root(span)));
  }

  /** Where the files contradict one another on the way from a leaf to the root: from below, the first
   * place at which what is said above is not what follows from below. */
  async contradiction(index: number): Promise<Unproven | null> {
    let at = Math.floor(index / WIDTH);
    const said = (await this.hashes(0, at))[index % WIDTH] as Hash;
    if (!same(said, await leafHash(await this.leaf(index)))) {
      return new Unproven("leaf_differs", { index, path: tilePath(0, at, tileWidth(0, at, this.size)) });
    }
    for (let level = 0; tileWidth(level, at, this.size) === WIDTH; level += 1) {
      const above = Math.floor(at / WIDTH);
      const told = (await this.hashes(level + 1, above))[at % WIDTH] as Hash;
      const below = tilePath(level, at, WIDTH);
      if (!same(told, await rootOver(await this.hashes(level, at)))) {
        return new Unproven("tiles_differ", { below, above: tilePath(level + 1, above, tileWidth(level + 1, above, this.size)) });
      }
      at = above;
    }
    return null;
  }

  /** The same at the edge, where tiles are partial: every hash that goes into the root by itself. */
  async edge(): Promise<Unproven | null> {
    const first = Math.floor(this.size / WIDTH) * WIDTH;
    for (let index = first; index < this.size; index += 1) {
      const said = (await this.hashes(0, first / WIDTH))[index - first] as Hash;
      if (!same(said, await leafHash(await this.leaf(index)))) {
        return new Unproven("leaf_differs", { index, path: tilePath(0, first / WIDTH, this.size - first) });
      }
    }
    for (let level = 1; this.size >= WIDTH ** level; level += 1) {
      const row = Math.floor(this.size / WIDTH ** level);
      const above = Math.floor(row / WIDTH);
      for (let at = above * WIDTH; at < row; at += 1) {
        const told = (await this.hashes(level, above))[at % WIDTH] as Hash;
        if (!same(told, await rootOver(await this.hashes(level - 1, at)))) {
          return new Unproven("tiles_differ", { below: tilePath(level - 1, at, WIDTH), above: tilePath(level, above, row % WIDTH) });
        }
      }
    }
    return null;
  }

  /** The leaf hashes of everything, bundle by bundle, and the root that follows from them alone. */
  async everything(told: (done: number) => boolean): Promise<Hash | null> {
    const roots: Hash[] = [];
    for (let at = 0; at * WIDTH < this.size; at += 1) {
      const leaves = await this.bundle(at);
      this.#kept.clear();
      roots.push(await rootOver(await Promise.all(leaves.map(leafHash))));
      if (!told(at * WIDTH + leaves.length)) return null;
    }
    return rootOver(roots);
  }
}

function hashesOf(bytes: Uint8Array, path: string): Hash[] {
  if (bytes.length % HASH_BYTES) throw new Unproven("tile_length", { path, bytes: bytes.length });
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, at) => bytes.slice(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}
