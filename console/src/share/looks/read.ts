// What a messenger would draw of what it is told. Everything is read out of the payload, by its shape:
// what the payload does not say is not drawn.

import type { Written } from "../types";
import { type Line, attributes, entityLines, htmlLines, mrkdwnLines, plainLines, unescaped, unmarked } from "./markup";

/** `bubble`: words beside a small picture. `mini`: a picture below a title, a program's name. `strip`: words
 * behind a bar. `words`: a message. `panel`: a coloured head and a button. `page`: what crawlers read. */
export type Layout = "bubble" | "mini" | "strip" | "words" | "panel" | "page";
export interface Drawn {
  layout: Layout; head?: string; title?: string; lines: Line[]; image?: string; alt?: string; large?: boolean;
  /** The message above the preview. */
  above?: Line[];
  facts?: [string, string][]; foot?: string; button?: string;
  /** The same in a feed of friends, where it has a picture and one line. */
  feed?: { title: string; image?: string };
}

type Told = Record<string, unknown>;
const of = (value: unknown): Told => (value && typeof value === "object" && !Array.isArray(value) ? (value as Told) : {});
const all = (value: unknown): Told[] => (Array.isArray(value) ? value.map(of) : []);
const str = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** What is drawn of a payload; `undefined` for what has no look. */
export function drawn(written: Written): Drawn | undefined {
  const text = written.text ?? "";
  if (written.media_type.startsWith("text/plain")) return { layout: "words", lines: linked(text) };
  if (written.media_type.startsWith("text/html")) return ofPage(text);
  let told: Told;
  try { told = of(JSON.parse(text)); } catch { return undefined; }
  for (const read of READERS) {
    const found = read(told);
    if (found) return found;
  }
  return undefined;
}

/** Text in which messengers find the addresses themselves. */
function linked(text: string): Line[] {
  return plainLines(text).map((line) => line.flatMap((bit) => bit.text.split(/([a-z][a-z0-9+.-]*:\/\/[!-~]+)/i)
    .filter(Boolean).map((part) => (/^[a-z][a-z0-9+.-]*:\/\//i.test(part) ? { text: part, href: part } : { text: part }))));
}

const READERS: ((told: Told) => Drawn | undefined)[] = [
  // The share data of a page: for friends, and for a feed.
  ({ friends, timeline }) => {
    if (!friends) return undefined;
    const [one, feed] = [of(friends), of(timeline)];
    return { layout: "bubble", title: str(one.title), lines: plainLines(str(one.desc)), image: str(one.imgUrl), feed: str(feed.title) ? { title: str(feed.title) ?? "", image: str(feed.imgUrl) } : undefined };
  },
  // A native SDK's object: a page, or a mini program.
  ({ mediaObject, title, description, picture }) => {
    if (!mediaObject) return undefined;
    const mini = str(of(mediaObject).userName);
    return { layout: mini ? "mini" : "bubble", head: mini, title: str(title), lines: mini ? [] : plainLines(str(description)), image: str(of(picture).url) };
  },
  ({ path, title, desc, imageUrl }) => (str(path) === undefined ? undefined : { layout: "mini", title: str(title), lines: plainLines(str(desc)), image: str(imageUrl) }),
  ({ content, url, title, image }) => (str(url) === undefined || content === undefined ? undefined : { layout: "bubble", title: str(title), lines: plainLines(str(content)), image: str(image) }),
  // Attachments.
  (told) => {
    const [one] = all(told.attachments);
    if (!one) return undefined;
    // One messenger escapes its three characters, the other every mark of its markup.
    const plain = (value: unknown) => { const text = str(value); return text && (one.mrkdwn_in ? unescaped(text) : unmarked(text)); };
    const facts = all(one.fields).map((field): [string, string] => [plain(field.title) ?? "", plain(field.value) ?? ""]);
    return { layout: "strip", head: plain(one.author_name), title: plain(one.title), lines: plainLines(plain(one.text)), image: str(one.image_url), large: true, facts, foot: plain(one.footer) };
  },
  // Blocks, in a message or of a link that is unfolded.
  (told) => {
    // A message's own text is then only for notices and for those who see no blocks.
    if (Array.isArray(told.blocks)) return ofBlocks(told.blocks);
    const [link, one] = Object.entries(told)[0] ?? [];
    return link && Array.isArray(of(one).blocks) ? { ...ofBlocks(of(one).blocks), above: linked(link) } : undefined;
  },
  // A message with markup.
  ({ formatted_body: html }) => (str(html) === undefined ? undefined : { layout: "words", lines: htmlLines(str(html) ?? "") }),
  ({ parse_mode: mode, text }) => (mode === "HTML" ? { layout: "words", lines: htmlLines(str(text) ?? "") } : undefined),
  ({ entities, text }) => (Array.isArray(entities) ? { layout: "words", lines: entityLines(str(text) ?? "", all(entities)) } : undefined),
  // Previews of links.
  (told) => ("og:title" in told || "og:url" in told ? ofGraph((name) => str(told[`og:${name}`])) : undefined),
  (told) => {
    if (told._ !== "webPage") return undefined;
    return { layout: "strip", head: str(told.site_name), title: str(told.title), lines: plainLines(str(told.description)), foot: str(told.author), above: linked(str(told.url) ?? "") };
  },
  (told) => {
    const [one] = all(told.embeds);
    if (!one) return undefined;
    const data = of(one.data);
    const [image] = all(data.images);
    return { layout: "strip", head: str(data.site_name), title: str(data.title), lines: plainLines(str(data.description)), image: str(image?.url), large: Number(image?.width) > 300, above: linked(str(one.url) ?? "") };
  },
  // Cards of robots in offices.
  (told) => (told.msg_type === "interactive" ? ofPanel(of(told.card)) : undefined),
  ({ msgtype, link }) => {
    if (msgtype !== "link") return undefined;
    const one = of(link);
    return { layout: "bubble", title: str(one.title), lines: plainLines(str(one.text)), image: str(one.picUrl) };
  },
  ({ msgtype, actionCard }) => (msgtype === "actionCard" ? ofMarkdown(of(actionCard)) : undefined),
  // What a provider answers about a link: drawn as the reader of such answers would.
  (told) => {
    if (told.version !== "1.0" || !str(told.type)) return undefined;
    return { layout: "strip", head: str(told.provider_name), title: str(told.title), lines: [], image: str(told.thumbnail_url) ?? (told.type === "photo" ? str(told.url) : undefined), large: true, foot: str(told.author_name) };
  },
];

function ofBlocks(blocks: unknown): Drawn {
  const out: Drawn = { layout: "strip", lines: [] };
  for (const block of all(blocks)) {
    const text = of(block.text);
    const said = str(text.text);
    if (said) out.lines.push(...(text.type === "mrkdwn" ? mrkdwnLines(said) : plainLines(said)));
    const beside = of(block.accessory);
    if (str(beside.image_url)) [out.image, out.alt] = [str(beside.image_url), str(beside.alt_text)];
    if (block.type === "context") out.foot = all(block.elements).map((one) => str(one.text)).filter(Boolean).join("  ");
  }
  return out;
}

function ofPanel(card: Told): Drawn {
  const out: Drawn = { layout: "panel", title: str(of(of(card.header).title).content), lines: [] };
  for (const one of all(card.elements)) {
    if (one.tag === "div") out.lines.push(...plainLines(str(of(one.text).content)));
    if (one.tag === "action") out.button = str(of(all(one.actions)[0]?.text).content);
    if (one.tag === "note") out.foot = all(one.elements).map((each) => str(each.content)).filter(Boolean).join(" · ");
  }
  return out;
}

function ofMarkdown(card: Told): Drawn {
  const out: Drawn = { layout: "panel", lines: [], large: true, button: str(card.singleTitle) };
  for (const part of (str(card.text) ?? "").split("\n\n")) {
    const image = /^!\[\]\(([^)]*)\)$/.exec(part)?.[1];
    if (image) out.image = image;
    else if (part.startsWith("### ")) out.title = part.slice(4);
    else out.lines.push(...plainLines(part));
  }
  return out;
}

function ofGraph(graph: (name: string) => string | undefined): Drawn {
  return { layout: "strip", head: graph("site_name"), title: graph("title"), lines: plainLines(graph("description")), image: graph("image"), alt: graph("image:alt"), large: Number(graph("image:width")) > 300, above: linked(graph("url") ?? "") };
}

function ofPage(html: string): Drawn {
  const told = new Map<string, string>();
  for (const [tag] of html.matchAll(/<meta\s(?:"[^"]*"|'[^']*'|[^>"'])*>/gi)) {
    const { property, name, content } = attributes(tag);
    const key = property ?? name;
    if (key && content && !told.has(key)) told.set(key, content);
  }
  return { ...ofGraph((name) => told.get(`og:${name}`)), layout: "page" };
}
