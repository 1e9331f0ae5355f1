// Strangers' markup as lines of words: read here, and never given to the browser as markup.

/** A run of words. `href` says that the messenger makes a link of them. */
export interface Bit { text: string; bold?: boolean; href?: string }
export type Line = Bit[];

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Text without entities: the five that have names, and numbers. */
export function unescaped(text: string): string {
  return text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, dec, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const point = hex ? parseInt(hex, 16) : Number(dec);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

/** Where a run stands in a text in which newlines part the lines. */
function lines(bits: Bit[]): Line[] {
  const out: Line[] = [[]];
  for (const bit of bits) {
    bit.text.split("\n").forEach((text, nth) => {
      if (nth) out.push([]);
      if (text) out[out.length - 1]?.push({ ...bit, text });
    });
  }
  return out.filter((line) => line.length);
}

export const plainLines = (text: string | undefined): Line[] => lines([{ text: text ?? "" }]);

/** The attributes of a tag. */
export function attributes(tag: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, double, single] of tag.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    if (name) found[name.toLowerCase()] = unescaped(double ?? single ?? "");
  }
  return found;
}

/** The little HTML of messages: `b`, `strong`, `a` and `br`. What else looks like a tag is left out. */
export function htmlLines(html: string): Line[] {
  const bits: Bit[] = [];
  let bold = 0;
  let href: string | undefined;
  for (const part of html.split(/(<[^>]*>)/)) {
    const tag = /^<(\/?)([a-z0-9]+)/i.exec(part);
    const name = tag?.[2]?.toLowerCase();
    if (name === "br") bits.push({ text: "\n" });
    else if (name === "b" || name === "strong") bold += tag?.[1] ? -1 : 1;
    else if (name === "a") href = tag?.[1] ? undefined : attributes(part).href;
    else if (!part.startsWith("<") && part) bits.push({ text: unescaped(part), bold: bold > 0, href });
  }
  return lines(bits);
}

/** Slack's `mrkdwn`: `<link|words>` and `*bold*`, all else as it stands. */
export function mrkdwnLines(text: string): Line[] {
  const bits: Bit[] = [];
  const bold = /^\*(<[^>]*>)\*$/.exec(text);
  for (const part of (bold?.[1] ?? text).split(/(<[^>]*>)/)) {
    const link = /^<([^|>]*)\|([^>]*)>$/.exec(part);
    if (link) bits.push({ text: unescaped(link[2] ?? ""), href: unescaped(link[1] ?? ""), bold: !!bold });
    else if (part) bits.push({ text: unescaped(part), bold: !!bold });
  }
  return lines(bits);
}

/** Markdown in which every mark stands behind a backslash, as it is shown. */
export const unmarked = (text: string): string => text.replace(/\\([\\`*_{}[\]()<>#+\-.!|~:&"'])/g, "$1");

/** A text with its entities, whose places are in units of UTF-16: those of JavaScript's strings. */
export function entityLines(text: string, entities: { type?: string; offset?: number; length?: number; url?: string }[]): Line[] {
  const marks = entities.map((one) => ({ ...one, from: one.offset ?? 0, to: (one.offset ?? 0) + (one.length ?? 0) }));
  const cuts = [...new Set([0, text.length, ...marks.flatMap((one) => [one.from, one.to])])];
  const places = cuts.filter((at) => at >= 0 && at <= text.length).sort((a, b) => a - b);
  const bits = places.slice(1).map((to, nth) => {
    const from = places[nth] ?? 0;
    const here = marks.filter((one) => one.from <= from && one.to >= to);
    return { text: text.slice(from, to), bold: here.some((one) => one.type === "bold"), href: here.find((one) => one.type === "text_link")?.url };
  });
  return lines(bits);
}
