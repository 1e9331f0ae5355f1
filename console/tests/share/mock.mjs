// MOCK: what the node will answer below /api/v1/share, until it does. Delete this file with everything that
// names it once the node answers itself; the checks in ../../sharing.mjs then run against the node.
//
// What forms write (written.json) was written by the forms themselves from the cards in messages.json.

import { readFileSync } from "node:fs";
import { between } from "../tampering.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8"));
export const messages = read("messages.json");
const { forms, written } = read("written.json");
/** Every stranger's picture: a bridge, drawn for this. */
const picture = readFileSync(new URL("picture.png", import.meta.url));

/** The message of a name. */
export const message = (name) => messages.find((one) => one.name === name);

/** A thing as the node tells it: where it stands is in units of UTF-16, as JavaScript counts. */
function told(text, { part, ...found }) {
  const from = text.indexOf(part);
  return { span: [from, from + part.length], ...found };
}

const problem = (status, title, detail) => ({ status, kind: "application/problem+json", body: JSON.stringify({ type: "about:blank", status, title, detail }) });
const json = (value, status = 200) => ({ status, kind: "application/json", body: JSON.stringify(value) });
const body = async (asked) => {
  let text = "";
  for await (const part of asked.setEncoding("utf8")) text += part;
  return JSON.parse(text);
};

/** A server before `node` that answers for the share gate. `more(path, asked)` may answer first. */
export async function sharing(node, more = () => undefined) {
  const links = new Map();
  const state = { forms, links, slow: 0, broken: false, pictures: true, handed: 0 };
  const calls = {
    "POST /read": async (asked) => {
      const { text } = await body(asked);
      await new Promise((done) => setTimeout(done, state.slow));
      if (state.broken) return problem(503, "the rules cannot be asked", "Try again in a minute.");
      const found = messages.find((one) => one.text === text)?.found ?? [];
      return json({ found: found.map((one) => told(text, one)) });
    },
    "GET /forms": () => json({ forms: state.forms, pictures: state.pictures }),
    "POST /write": async (asked) => {
      const { card, as, link } = await body(asked);
      state.linked = link;
      const name = messages.find((one) => one.found[0]?.card && JSON.stringify(one.found[0].card) === JSON.stringify(card))?.name;
      const said = written[name]?.[as];
      if (!said) return problem(409, "conflict", `MOCK: what ${as} says of this card is not kept`);
      return said.problem ? problem(409, "conflict", said.problem) : json(said);
    },
    "POST /links": async (asked) => {
      const { url, card, expires } = await body(asked);
      const signs = `K7M${"23456789ABCDEFGH"[links.size % 16]}Q9XP`;
      const code = `DB-${signs.slice(0, 4)}-${signs.slice(4)}`;
      const link = `https://bridge.example/s/${signs}`;
      const title = card?.title?.value;
      const text = [title && `【${title}】`, link, `口令 ${code}`].filter(Boolean).join("\n");
      links.set(code, { code, link, text, url, card, created: "2026-11-30T12:00:00+08:00", expires: expires ?? null, standing: "live" });
      return json(links.get(code), 201);
    },
    "GET /links": () => json({ items: [...links.values()] }),
  };
  const one = async (asked, code, rest) => {
    const link = links.get(code);
    if (!link) return problem(404, "not found", "there is no such link");
    if (rest === "openings") return json({ days: link.days ?? [] });
    if (asked.method === "DELETE") {
      const { why } = await body(asked);
      Object.assign(link, { standing: "withdrawn", withdrawn: { at: "2026-11-30T13:00:00+08:00", why } });
    }
    return json(link);
  };
  const proxy = await between(node, async (path, asked) => {
    const first = await more(path, asked);
    if (first !== undefined) return first;
    if (!path.startsWith("/api/v1/share/")) return undefined;
    const rest = path.slice("/api/v1/share".length);
    if (rest === "/pictures") state.handed += 1;
    if (rest === "/pictures") return { kind: "image/png", body: picture };
    const call = calls[`${asked.method} ${rest}`];
    if (call) return call(asked);
    const [, code, more_] = /^\/links\/([^/]+)(?:\/(\w+))?$/.exec(rest) ?? [];
    return code ? one(asked, decodeURIComponent(code), more_) : null;
  });
  return { ...proxy, state };
}
