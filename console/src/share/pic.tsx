// Strangers' pictures. The console never fetches one itself: whoever keeps it would learn who looks. Where
// the node hands pictures on, drawn anew, its drawing is shown; elsewhere a frame says what would be there.

import { useEffect, useRef, useState } from "preact/hooks";
import { blob, query } from "../api";
import { t } from "../words";
import type { Picture } from "./types";

const hostOf = (url: string): string => { try { return new URL(url).host; } catch { return ""; } };

export function Pic({ of, pictures, tall, class: kind = "" }: { of: Picture; pictures: boolean; tall?: boolean; class?: string }) {
  const [got, setGot] = useState<ImageBitmap>();
  useEffect(() => {
    if (!pictures || !/^https?:/.test(of.url)) return;
    let late = false;
    blob(`/share/pictures${query({ url: of.url })}`).then((file) => createImageBitmap(file)).then(
      (bitmap) => late || setGot(bitmap),
      // It stays a frame: a card is a card without its picture.
      () => {},
    );
    return () => { late = true; };
  }, [of.url, pictures]);
  const label = of.alt || t("thumb");
  if (got) return <Bitmap of={got} label={label} class={`pic ${kind}`} />;
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
  useEffect(() => { ref.current?.getContext("2d")?.drawImage(of, 0, 0); }, [of]);
  return <canvas ref={ref} class={kind} width={of.width} height={of.height} role="img" aria-label={label} />;
}
