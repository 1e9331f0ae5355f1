// A server between the browser and a node: everything goes through as it is but what a test answers
// itself, such as a log that lies.

import { createServer, request } from "node:http";

/** Starts one on loopback. `answer(path, asked)` gives `{ kind, body, status }`, `null` for what is not there, or
 * nothing for what the node is asked: it has then read nothing of `asked`. */
export async function between(node, answer) {
  const server = createServer(async (asked, reply) => {
    const { pathname } = new URL(asked.url ?? "/", "http://node");
    const ours = await answer(pathname, asked);
    if (ours !== undefined) {
      reply.writeHead(ours ? ours.status ?? 200 : 404, { "content-type": ours?.kind ?? "text/plain" }).end(ours?.body ?? "");
      return;
    }
    const passed = request(node + asked.url, { method: asked.method, headers: asked.headers }, (from) => {
      reply.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(reply);
    });
    passed.on("error", () => reply.writeHead(502).end());
    asked.pipe(passed);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { base: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections(); server.close(); } };
}

/** A server that may lie about the log: `log()` gives `{ key, files, receipt }` of a log of the test's own making,
 * and `files.get(path)` what is served. */
export const tampering = (node, log) => between(node, (path) => {
  const { key, files, receipt } = log();
  if (path === "/api/v1/log") return { kind: "application/json", body: JSON.stringify(key) };
  if (path.startsWith("/log/receipt/")) return { kind: "text/plain; charset=utf-8", body: receipt(Number(path.slice(13))) };
  if (!path.startsWith("/log/")) return undefined;
  const body = files.get(path.slice(5));
  return body ? { kind: "application/octet-stream", body } : null;
});
