// What this browser remembers of the log, and whom its owner decided to trust. Nobody else's word: it is
// kept here and goes nowhere.

import { Unproven } from "../verify/bytes";
import type { Read } from "../verify/tiles";
import { type Kept, type Seen, keep } from "../verify/watch";

const KEPT = "drawbridge-log";
const POLICY = "drawbridge-log-policy";

export function remembered(): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null") as Kept | null;
    return kept && typeof kept.vkey === "string" && Number.isSafeInteger(kept.size) ? kept : null;
  } catch {
    return null;
  }
}

/** Only what was wholly well replaces what is remembered: a lie must not become what is compared with. */
export function remember(seen: Seen, vkey: string): void {
  const kept = seen.state === "bad" ? null : keep(seen, vkey, Date.now());
  const whole = seen.checks.length === 5;
  if (kept && whole) localStorage.setItem(KEPT, JSON.stringify(kept));
}
export const forget = (): void => localStorage.removeItem(KEPT);

export const ownPolicy = (): string | null => localStorage.getItem(POLICY);
export function setOwnPolicy(text: string): void {
  if (text.trim()) localStorage.setItem(POLICY, text.endsWith("\n") ? text : `${text}\n`);
  else localStorage.removeItem(POLICY);
}

/** Fetches the log's files from where they are public; no token goes with it. */
export const fromServer: Read = async (path) => {
  let reply: Response;
  try {
    reply = await fetch(`/log/${path}`, { cache: "no-store", credentials: "omit" });
  } catch {
    throw new Unproven("unreachable", { path });
  }
  if (reply.status === 404) return null;
  if (!reply.ok) throw new Unproven("unreachable", { path });
  return new Uint8Array(await reply.arrayBuffer());
};

/** Hands text to the browser as a file. */
export function save(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
