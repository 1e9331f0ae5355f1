// A QR code of an address: ISO/IEC 18004, bytes, level M, versions 1 to 10 (213 bytes), which is longer than
// any short link of ours.

/** Of each version: codewords for correcting a block, and the data codewords of each block. */
const BLOCKS: [number, number[]][] = [
  [10, [16]], [16, [28]], [26, [44]], [18, [32, 32]], [24, [43, 43]], [16, [27, 27, 27, 27]], [18, [31, 31, 31, 31]],
  [22, [38, 38, 39, 39]], [22, [36, 36, 36, 37, 37]], [26, [43, 43, 43, 43, 44]],
];

// The field of 256 elements in which Reed and Solomon's codes are computed, modulo x⁸+x⁴+x³+x²+1.
const EXP = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let i = 0, x = 1; i < 255; i += 1) {
  EXP[i] = x;
  EXP[i + 255] = x;
  LOG[x] = i;
  x = x << 1 ^ (x & 128 ? 0x11d : 0);
}
const times = (a: number, b: number): number => (a && b ? EXP[(LOG[a] ?? 0) + (LOG[b] ?? 0)] ?? 0 : 0);

/** What is left of the data when it is divided by the generator of so many codewords. */
function remainder(data: number[], count: number): number[] {
  let generator = [1];
  for (let i = 0; i < count; i += 1) {
    const next = [...generator, 0];
    generator.forEach((term, at) => { next[at + 1] = (next[at + 1] ?? 0) ^ times(term, EXP[i] ?? 0); });
    generator = next;
  }
  const left = [...data, ...new Array<number>(count).fill(0)];
  data.forEach((_, at) => {
    const lead = left[at] ?? 0;
    generator.forEach((term, by) => { left[at + by] = (left[at + by] ?? 0) ^ times(term, lead); });
  });
  return left.slice(data.length);
}

/** Data and correction, the blocks taken in turns. */
function codewords(bytes: Uint8Array, version: number): number[] {
  const [correcting, sizes] = BLOCKS[version - 1] ?? [0, []];
  const room = sizes.reduce((sum, size) => sum + size, 0);
  const count = (bytes.length).toString(2).padStart(version < 10 ? 8 : 16, "0");
  let bits = `0100${count}${[...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("")}`;
  bits = bits.padEnd(Math.min(room * 8, bits.length + 4), "0");
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  const data = (bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  for (let pad = 0; data.length < room; pad ^= 1) data.push(pad ? 17 : 236);
  let from = 0;
  const blocks = sizes.map((size) => data.slice(from, from += size));
  const checks = blocks.map((block) => remainder(block, correcting));
  const turns = (all: number[][]) => Array.from({ length: Math.max(...all.map((one) => one.length)) }, (_, at) => all.flatMap((one) => one[at] ?? [])).flat();
  return [...turns(blocks), ...turns(checks)];
}

/** Bits with what is left of them, divided by a generator: how format and version are kept. */
function guarded(value: number, length: number, generator: number): number {
  let left = value << length;
  const top = 31 - Math.clz32(generator);
  for (let at = 31 - Math.clz32(left); left && at >= top; at = 31 - Math.clz32(left)) left ^= generator << at - top;
  return value << length | left;
}

const MASKS: ((y: number, x: number) => boolean)[] = [
  (y, x) => (y + x) % 2 === 0, (y) => y % 2 === 0, (_, x) => x % 3 === 0, (y, x) => (y + x) % 3 === 0, (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (y, x) => y * x % 2 + y * x % 3 === 0, (y, x) => (y * x % 2 + y * x % 3) % 2 === 0, (y, x) => ((y + x) % 2 + y * x % 3) % 2 === 0,
];

type Grid = (boolean | undefined)[][];

/** The patterns that are the same in every code of a version. */
function frame(version: number): Grid {
  const side = 17 + 4 * version;
  const grid: Grid = Array.from({ length: side }, () => new Array<boolean | undefined>(side).fill(undefined));
  const put = (y: number, x: number, dark: boolean) => { const row = grid[y]; if (row && x >= 0 && x < side) row[x] = dark; };
  for (const [top, left] of [[0, 0], [0, side - 7], [side - 7, 0]] as const) {
    for (let y = -1; y < 8; y += 1) for (let x = -1; x < 8; x += 1) {
      const ring = Math.max(Math.abs(y - 3), Math.abs(x - 3));
      put(top + y, left + x, ring !== 2 && ring < 4);
    }
  }
  const last = side - 7;
  const centres = version === 1 ? [] : version < 7 ? [6, last] : [6, (6 + last) / 2, last];
  for (const cy of centres) for (const cx of centres) {
    if (Math.min(cy, cx) === 6 && [6, last].includes(Math.max(cy, cx))) continue;
    for (let y = -2; y <= 2; y += 1) for (let x = -2; x <= 2; x += 1) put(cy + y, cx + x, Math.max(Math.abs(y), Math.abs(x)) !== 1);
  }
  for (let at = 8; at < side - 8; at += 1) {
    put(6, at, at % 2 === 0);
    put(at, 6, at % 2 === 0);
  }
  if (version > 6) {
    const told = guarded(version, 12, 0x1f25);
    for (let bit = 0; bit < 18; bit += 1) {
      const [a, b, dark] = [Math.floor(bit / 3), side - 11 + bit % 3, (told >> bit & 1) === 1];
      put(a, b, dark);
      put(b, a, dark);
    }
  }
  return grid;
}

/** Where the format stands: twice, its lowest bit first. */
function format(grid: Grid, mask: number): void {
  const side = grid.length;
  const told = guarded(mask, 10, 0x537) ^ 0x5412;
  const set = (y: number, x: number, dark: boolean) => { const row = grid[y]; if (row) row[x] = dark; };
  for (let bit = 0; bit < 15; bit += 1) {
    const dark = (told >> bit & 1) === 1;
    if (bit < 8) {
      set(bit < 6 ? bit : bit + 1, 8, dark);
      set(8, side - 1 - bit, dark);
    } else {
      set(8, bit === 8 ? 7 : 14 - bit, dark);
      set(side - 15 + bit, 8, dark);
    }
  }
  set(side - 8, 8, true);
}

/** How hard a code is to read: the fewer points the better. */
function points(grid: boolean[][]): number {
  const side = grid.length;
  const turned = grid.map((_, x) => grid.map((row) => row[x] ?? false));
  let sum = 0;
  for (const row of [...grid, ...turned]) {
    const line = row.map((dark) => (dark ? "1" : "0")).join("");
    for (const run of line.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
    for (let at = 0; at + 11 <= side; at += 1) if (["10111010000", "00001011101"].includes(line.slice(at, at + 11))) sum += 40;
  }
  let dark = 0;
  grid.forEach((row, y) => row.forEach((one, x) => {
    if (one) dark += 1;
    if (one === row[x + 1] && one === grid[y + 1]?.[x] && one === grid[y + 1]?.[x + 1]) sum += 3;
  }));
  return sum + 10 * Math.floor(Math.abs(dark * 20 / side ** 2 - 10));
}

/** The modules of a code, without the light border of four; `undefined` for what is too long. Of the eight masks
 * the one that is easiest to read is taken, or the one that is asked for. */
export function qr(text: string, mask?: number): boolean[][] | undefined {
  const bytes = new TextEncoder().encode(text);
  const fits = ([, sizes]: [number, number[]], nth: number) => bytes.length + (nth < 9 ? 2 : 3) <= sizes.reduce((sum, size) => sum + size, 0);
  const version = BLOCKS.findIndex(fits) + 1;
  if (!version) return undefined;
  const whole = frame(version);
  format(whole, 0);
  const free = whole.map((row) => row.map((one) => one === undefined));
  const bits = codewords(bytes, version).map((word) => word.toString(2).padStart(8, "0")).join("");
  const side = whole.length;
  let next = 0;
  for (let right = side - 1, up = true; right > 0; right -= right === 8 ? 3 : 2, up = !up) {
    for (let step = 0; step < side; step += 1) for (const x of [right, right - 1]) {
      const y = up ? side - 1 - step : step;
      const row = whole[y];
      if (row && free[y]?.[x]) row[x] = bits[next++] === "1";
    }
  }
  const masked = MASKS.map((rule, nth) => {
    const grid = whole.map((row, y) => row.map((one, x) => !!one !== (!!free[y]?.[x] && rule(y, x))));
    format(grid, nth);
    return grid;
  });
  return masked[mask ?? -1] ?? masked.reduce((best, one) => (points(one) < points(best) ? one : best));
}
