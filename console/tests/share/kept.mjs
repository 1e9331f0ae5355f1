// What is kept of the node's answers, and whether the node still answers so.
//
// `messages.json`: what is pasted, and what the node reads in it. `lies.json`: answers that no good node gives,
// for a console that trusts none. `written.json`: the forms, and what they write of these cards; what is drawn
// of it is tested without a node (share.test.mjs). With DRAWBRIDGE_WRITE=1 the node's answers are kept anew.

import { readFileSync, writeFileSync } from "node:fs";

const at = (name) => new URL(name, import.meta.url);
const read = (name) => JSON.parse(readFileSync(at(name), "utf8"));
export const messages = read("messages.json");
export const lies = read("lies.json");

/** The message of a name. */
export const message = (name) => [...messages, ...lies].find((one) => one.name === name);

/** A thing as a node tells it: where it stands is in units of UTF-16, as JavaScript counts. */
export function told(text, { part, ...found }) {
  const from = text.indexOf(part);
  return { span: [from, from + part.length], ...found };
}

/** What is kept of a thing: what stands at its place, and no number of a case, which is another each time. */
export function untold(text, { span: [from, to], card, ...found }) {
  const { decision: _, ...safety } = card?.safety ?? {};
  return { part: text.slice(from, to), ...found, card: card && { ...card, ...(card.safety && { safety }) } };
}

/** Whose forms are kept: one of each kind of card. */
const WRITTEN = ["product", "video", "article", "mini", "warned", "lie"];

/** Asks the node everything that is kept. */
async function asked(ask) {
  const found = [];
  for (const { name, text } of messages) {
    const answer = await ask("POST", "/share/read", { text });
    found.push({ name, text, found: answer.body.found.map((one) => untold(text, one)) });
  }
  const { forms } = (await ask("GET", "/share/forms")).body;
  const written = {};
  for (const name of WRITTEN) {
    const { card } = [...found, ...lies].find((one) => one.name === name).found[0];
    written[name] = {};
    for (const { name: form } of forms) {
      const { status, body } = await ask("POST", "/share/write", { card, as: form });
      // Pictures are what the page shows, and are tested where they are drawn.
      if (!body.media_type?.startsWith("image/")) written[name][form] = status === 409 ? { problem: body.detail } : body;
    }
  }
  return { found, kept: { forms, written } };
}

/** Checks that what is kept is what the node says, or keeps it. */
export async function keeps(ask, check) {
  const { found, kept } = await asked(ask);
  const write = (value) => `${JSON.stringify(value, null, 1)}\n`;
  if (process.env.DRAWBRIDGE_WRITE) {
    writeFileSync(at("messages.json"), write(found));
    writeFileSync(at("written.json"), write(kept));
    messages.splice(0, messages.length, ...found);
  }
  const how = "run e2e.mjs with DRAWBRIDGE_WRITE=1 and look at what changed";
  const old = read("written.json");
  found.forEach((one, nth) => check(`the node reads what is kept: ${one.name}`, write(one) === write(messages[nth]), `${how}\n${write(one)}`));
  check("the forms are those that are kept", write(kept.forms) === write(old.forms), how);
  for (const name of WRITTEN) {
    for (const [form, said] of Object.entries(kept.written[name])) {
      check(`the node writes what is kept: ${name} as ${form}`, write(said) === write(old.written[name]?.[form]), how);
    }
  }
  return kept.forms;
}
