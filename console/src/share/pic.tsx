// Strangers' pictures. The console never fetches one itself: whoever keeps it would learn who looks. Where
// the node hands pictures on, drawn anew, its drawing is shown; elsewhere a frame says what would be there.

import { useEffect, useRef, useState } from "preact/hooks";
import { blob, query } from "../api";
import { t } from "../words";
import type { Picture } from "./types";

const hostOf = (url: string): string => { try { return new URL(url).host; } catch { return ""; } };

/** Most pictures that are kept: a card is drawn in a dozen looks, and each of its pictures is asked for once. */
const KEPT_MAX = 24;
const kept = new Map<string, Promise<ImageBitmap>>();
function bitmapOf(url: string): Promise<ImageBitmap> {
  const known = kept.get(url);
  if (known) return known;
  const asked = blob(`/share/pictures${query({ url })}`).then((file) => createImageBitmap(file));
  // One that did not come may come later; until then it is not asked for by every look.
  asked.catch(() => setTimeout(() => kept.delete(url), 30_000));
  if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? "");
  kept.set(url, asked);
  return asked;
}

/** The frame has the size that the picture will have: nothing moves when it comes. */
export function Pic({ of, pictures, tall, class: kind = "" }: { of: Picture; pictures: boolean; tall?: boolean; class?: string }) {
  const [got, setGot] = useState<{ url: string; bitmap: ImageBitmap }>();
  useEffect(() => {
    if (!pictures || !/^https?:/i.test(of.url)) return;
    let late = false;
    // If it does not come it stays a frame: a card is a card without its picture.
    bitmapOf(of.url).then((bitmap) => late || setGot({ url: of.url, bitmap }), () => {});
    return () => { late = true; };
  }, [of.url, pictures]);
  const label = of.alt || t("thumb");
  if (got?.url === of.url) return <Bitmap of={got.bitmap} label={label} class={`pic ${kind}`} />;
  const size = of.width && of.height ? `${of.width} × ${of.height}` : "";
  return (
    <span class={`pic none ${kind}`} role="img" aria-label={label} title={of.url}>
      {tall ? <span aria-hidden="true"><span>{hostOf(of.url)}</span><span>{size}</span></span> : <span aria-hidden="true">▧</span>}
    </span>
  );
}

/** Pixels, drawn by the page itself: its policy lets in no picture but the server's files. */
export function Bitmap({ of, label, class: kind }: { of: ImageBitmap; label: string; class: string }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pen = ref.current?.getContext("2d");
    pen?.clearRect(0, 0, of.width, of.height);
    pen?.drawImage(of, 0, 0);
  }, [of]);
  return <canvas ref={ref} class={kind} width={of.width} height={of.height} role="img" aria-label={label} />;
}
