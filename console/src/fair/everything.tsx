// All leaves at once: read, hashed, and led to the root.

import { useRef, useState } from "preact/hooks";
import { Bar } from "../ui";
import { fill, t } from "../words";
import { Unproven, base64, same } from "../verify/bytes";
import { Tiles } from "../verify/tiles";
import type { Seen } from "../verify/watch";
import { Mark, reason } from "./log";
import { fromServer } from "./trust";

export function Everything({ seen, found }: { seen: Seen; found: (why: Unproven) => void }) {
  const [done, setDone] = useState<number>();
  const [said, setSaid] = useState<{ good: boolean; text: string }>();
  const stopped = useRef(false);
  const { head } = seen;
  if (!head) return null;
  const run = async () => {
    stopped.current = false;
    setSaid(undefined);
    setDone(0);
    try {
      const root = await new Tiles(fromServer, head.size).everything((n) => { setDone(n); return !stopped.current; });
      if (root && !same(root, head.root)) throw new Unproven("root_differs", { expected: base64(head.root), found: base64(root) });
      if (root) setSaid({ good: true, text: fill("everything_good", { size: head.size }) });
    } catch (error) {
      if (!(error instanceof Unproven)) throw error;
      setSaid({ good: false, text: reason(error) });
      found(error);
    }
    setDone(undefined);
  };
  return (
    <section class="card everything">
      <div class="card-head"><h2>{t("everything")}</h2>
        {done === undefined ? <button type="button" onClick={() => void run()}>{t("everything")}</button>
          : <button type="button" onClick={() => { stopped.current = true; }}>{t("stop")}</button>}
      </div>
      <p class="soft">{t("everything_hint")}</p>
      {done !== undefined && <Bar of={done} most={head.size} label={t("everything")} />}
      <p class={said ? `said ${said.good ? "good" : "bad"}` : "said"} role="status">{said && <><Mark of={said.good ? "good" : "bad"} /> {said.text}</>}</p>
    </section>
  );
}
