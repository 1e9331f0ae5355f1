// What the charts of the board have in common.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Column, Table } from "../ui";
import { t } from "../words";

export interface Scale { (value: number): number; ticks: number[] }

/** From `from..to` to pixels, with some four round ticks. */
export function scale(from: number, to: number, low: number, high: number): Scale {
  const [a, b] = from === to ? [from - 1, to + 1] : [from, to];
  const raw = (b - a) / 5;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= raw) ?? unit;
  const ticks: number[] = [];
  for (let at = Math.ceil(a / step) * step; at <= b + step / 1e6; at += step) ticks.push(Number(at.toPrecision(12)));
  const to_pixels = (value: number) => low + ((Math.min(Math.max(value, a), b) - a) / (b - a)) * (high - low);
  return Object.assign(to_pixels, { ticks });
}

const PHONE = "(max-width: 46rem)";
/** Whether there is a phone's width only, also when it is turned. */
export function useNarrow(): boolean {
  const [narrow, set] = useState(matchMedia(PHONE).matches);
  useEffect(() => {
    const media = matchMedia(PHONE);
    const told = () => set(media.matches);
    media.addEventListener("change", told);
    return () => media.removeEventListener("change", told);
  }, []);
  return narrow;
}

/** A picture, its sentence, and its numbers. */
export function Figure<T>({ title, width, height, children, columns, rows, id, wide }: {
  title: string; width: number; height: number; children: ComponentChildren; columns: Column<T>[]; rows: T[]; id: (row: T) => string; wide?: boolean;
}) {
  return (
    <figure class={`picture chart ${wide ? "wide" : ""}`}>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>{children}</svg>
      <figcaption class="soft small">{title}</figcaption>
      <details><summary>{t("as_table")}</summary><Table label={title} columns={columns} rows={rows} id={id} /></details>
    </figure>
  );
}

/** A number with the digits that matter. */
export function digits(value: number | null, unit = ""): string {
  if (value === null) return "—";
  if (unit === "share" || unit === "gap") return `${(value * 100).toFixed(1)}${unit === "gap" ? " pt" : " %"}`.replace("-", "−");
  const text = Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 1 ? value.toFixed(1) : String(Number(value.toPrecision(2)));
  return text.replace("-", "−") + (unit === "hours" ? " h" : unit === "milliseconds" ? " ms" : unit === "basis_points" ? " bp" : "");
}
