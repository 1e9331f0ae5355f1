// Reads the platforms' bill files the way a merchant's bookkeeper would.
import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';

/** Yuan with two places, as bills have it, from fen. */
export const yuan = (fen) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;

/** Rows of the detail sheet in an Alipay bill archive, by column name. */
export function alipayRows(zip) {
  const sheets = entries(zip);
  assert.equal(sheets.length, 2, 'a bill archive holds a detail and a summary sheet');
  const detail = sheets.find(({ name }) => name.endsWith('业务明细.csv'));
  assert(detail, `no detail sheet among ${sheets.map(({ name }) => name)}`);
  const lines = new TextDecoder('gbk').decode(detail.bytes)
    .split(/\r?\n/).filter((line) => line && !line.startsWith('#'));
  const header = cells(lines[0]);
  return lines.slice(1).map((line) => Object.fromEntries(cells(line).map((cell, i) => [header[i], cell])));
}

const cells = (line) => line.split(',').map((cell) => cell.trim());

/** The files of an archive, found through its central directory. Names are GBK unless the UTF-8 flag is set. */
function entries(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  assert(end >= 0, 'not a zip archive');
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    const [flags, method, packed] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const local = zip.readUInt32LE(at + 42);
    const name = new TextDecoder(flags & 0x800 ? 'utf-8' : 'gbk').decode(zip.subarray(at + 46, at + 46 + nameLength));
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + packed);
    at += 46 + nameLength + extra + comment;
    return { name, bytes: method === 8 ? inflateRawSync(data) : data };
  });
}
