// A server between the browser and a node that may lie about the log: everything goes through as it is,
// but `/log/…` and what the node says of its log, which come from a log of the test's own making.

import { createServer, request } from "node:http";

/** Starts one on loopback; `log()` gives `{ key, files, receipt }`, and `files.get(path)` what is served. */
export async function tampering(node, log) {
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url ?? "/", "http://node");
    const { key, files, receipt } = log();
    if (pathname === "/api/v1/log") {
      answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(key));
      return;
    }
    if (pathname.startsWith("/log/receipt/")) {
      answer.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(receipt(Number(pathname.slice(13))));
      return;
    }
    if (pathname.startsWith("/log/")) {
      const file = files.get(pathname.slice(5));
      answer.writeHead(file ? 200 : 404, { "content-type": "application/octet-stream" }).end(file ?? "");
      return;
    }
    const passed = request(node + asked.url, { method: asked.method, headers: asked.headers }, (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    passed.on("error", () => answer.writeHead(502).end());
    asked.pipe(passed);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { base: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections(); server.close(); } };
}
