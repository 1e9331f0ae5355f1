// The proof that the log only grew, drawn: the subtrees that together are old tree and new tree.

import { type Column, Table } from "../ui";
import { fill, t } from "../words";
import { brief } from "../verify/hash";
import type { Part } from "../verify/watch";

const [WIDTH, HEIGHT, FLOOR] = [360, 130, 104];
const range = ({ start, end }: { start: number; end: number }): string => (end - start === 1 ? `${start}` : `${start}–${end - 1}`);

export function GrowthPicture({ parts, old, size }: { parts: Part[]; old: number; size: number }) {
  // By the logarithm, or what came last would not be seen beside what was there.
  const weights = parts.map(({ span }) => 1 + Math.log2(span.end - span.start));
  const all = weights.reduce((sum, one) => sum + one, 0);
  const unit = (WIDTH - 4) / all;
  const tallest = Math.max(...weights);
  let at = 2;
  const columns: Column<Part>[] = [
    { key: "part", head: t("part"), cell: (p) => <span class="num">{range(p.span)}</span> },
    { key: "was", head: t("state"), cell: (p) => t(p.old ? "part_old" : "part_new") },
    { key: "hash", head: t("hash"), cell: (p) => <span class="id">{brief(p.hash)}…</span> },
  ];
  return (
    <figure class="picture">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={fill("growth_picture", { old, size })}>
        {parts.map((part, i) => {
          const [left, right] = [at, at + (weights[i] ?? 0) * unit];
          at = right;
          const top = FLOOR - 14 - ((weights[i] ?? 0) / tallest) * 76;
          const middle = (left + right) / 2;
          return (
            <g key={part.span.start} class={part.old ? "was" : "new"}>
              <path d={`M${left + 1} ${FLOOR}L${middle} ${top}L${right - 1} ${FLOOR}Z`} />
              {right - left > 34 && <text x={middle} y={FLOOR + 16} text-anchor="middle">{range(part.span)}</text>}
            </g>
          );
        })}
        <line x1="0" x2={WIDTH} y1={FLOOR} y2={FLOOR} class="axis" />
      </svg>
      <figcaption class="soft small">{fill("growth_picture", { old, size })}</figcaption>
      <details><summary>{t("as_table")}</summary><Table label={t("growth")} columns={columns} rows={parts} id={(p) => String(p.span.start)} /></details>
    </figure>
  );
}
