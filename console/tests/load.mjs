// Loads the console's own modules, as they stand in `src`, into Node.

import { fileURLToPath } from "node:url";
import { readFileSync } from "node:fs";
import { after } from "node:test";
import { createServer } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const vite = await createServer({
  root, configFile: false, logLevel: "error", appType: "custom",
  server: { middlewareMode: true, hmr: false, ws: false, watch: null }, optimizeDeps: { noDiscovery: true },
});
after(() => vite.close());

export const load = (name) => vite.ssrLoadModule(`/src/verify/${name}.ts`);
const data = new URL("../../fair/log/tests/data/", import.meta.url);
/** A file of the verifiable log's test data; `SOURCES.md` beside it says where each is from. */
export const bytes = (name) => new Uint8Array(readFileSync(new URL(name, data)));
export const text = (name) => readFileSync(new URL(name, data), "utf8");
export const json = (name) => JSON.parse(text(name));
/** A file below a folder of it, or null. */
export const below = (folder) => async (path) => {
  try {
    return bytes(`${folder}/${path}`);
  } catch {
    return null;
  }
};
