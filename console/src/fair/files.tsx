// Receipts and disclosures, dropped on the page and checked here.

import { useState } from "preact/hooks";
import { query as asked } from "../api";
import { go } from "../route";
import { fill, t } from "../words";
import { Unproven } from "../verify/bytes";
import { looksLikeReceipt, readReceipt } from "../verify/receipt";
import { readDisclosure, verifyDisclosure } from "../verify/record";
import { type Seen, checkReceipt, look } from "../verify/watch";
import { Mark, reason } from "./log";
import { open } from "./opened";

interface Judged { name: string; good: boolean; text: string; leaf?: number }
/** A receipt has some kilobytes, a disclosure at most the leaf it opens. */
const MAX_BYTES = 4_000_000;

async function judge(file: File, seen: Seen, found: (why: Unproven) => void): Promise<Judged> {
  const { name } = file;
  try {
    const bytes = new Uint8Array(await file.slice(0, MAX_BYTES).arrayBuffer());
    if (looksLikeReceipt(bytes)) {
      const receipt = readReceipt(bytes);
      const head = await checkReceipt(seen, receipt);
      return { name, good: true, text: fill("receipt_good", { index: receipt.index, size: head.size }), leaf: receipt.index };
    }
    const disclosure = readDisclosure(bytes);
    if (!disclosure) return { name, good: false, text: t("file_unknown") };
    if (!seen.head || !seen.tiles) throw new Unproven("no_log");
    const leaf = await look({ head: seen.head, tiles: seen.tiles }, disclosure.index);
    const fields = await verifyDisclosure(disclosure, leaf.bytes);
    open(disclosure.index, fields);
    return { name, good: true, text: fill("disclosure_good", { index: disclosure.index, count: fields.size }), leaf: disclosure.index };
  } catch (error) {
    if (error instanceof Unproven) found(error);
    if (error instanceof Unproven) return { name, good: false, text: reason(error) };
    throw error;
  }
}

export function Files({ seen, found: lie }: { seen: Seen; found: (why: Unproven) => void }) {
  const [judged, setJudged] = useState<Judged[]>([]);
  const [over, setOver] = useState(false);
  const take = async (files: FileList | null | undefined) => {
    const all = await Promise.all(Array.from(files ?? [], (file) => judge(file, seen, lie)));
    setJudged(all);
    const found = all.find((one) => one.leaf !== undefined);
    if (found) go(`fair/log${asked({ leaf: String(found.leaf) })}`, true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer?.files);
  };
  return (
    <section class="card">
      <div class="card-head"><h2>{t("files")}</h2></div>
      <label class={`drop ${over ? "over" : ""}`} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
        <span>{t("files_hint")}</span>
        <input type="file" multiple onChange={(e) => void take(e.currentTarget.files)} />
      </label>
      <ul class="judged" role="status">
        {judged.map((one) => (
          <li key={one.name} class={`said ${one.good ? "good" : "bad"}`}><Mark of={one.good ? "good" : "bad"} /> <span><bdi class="id">{one.name}</bdi><br />{one.text}</span></li>
        ))}
      </ul>
    </section>
  );
}
