// The way of a leaf to the root, drawn from below upwards: what it is joined with at every step.

import { type Column, Table } from "../ui";
import { fill, t } from "../words";
import { brief } from "../verify/hash";
import type { Leaf } from "../verify/watch";

const [WIDTH, RISE, BOX] = [360, 46, { width: 104, height: 32 }];
const range = ({ start, end }: { start: number; end: number }): string => (end - start === 1 ? `${start}` : `${start}–${end - 1}`);

export function PathPicture({ of }: { of: Leaf }) {
  const height = (of.steps.length + 1) * RISE + 12;
  const level = (at: number) => height - 26 - at * RISE;
  const name = fill("path_picture", { index: of.index, count: of.steps.length });
  return (
    <figure class="picture path">
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={name}>
        {of.steps.map((step, at) => {
          const x = step.side === "later" ? WIDTH - BOX.width / 2 - 2 : BOX.width / 2 + 2;
          const [y, up] = [level(at), level(at + 1)];
          return (
            <g key={at}>
              <path d={`M${WIDTH / 2} ${y}V${up}`} class="way" />
              <path d={`M${x} ${y - BOX.height / 2}V${(y + up) / 2}H${WIDTH / 2}`} class="joins" />
              <Node x={x} y={y} kind="beside" first={brief(of.proof[at] ?? new Uint8Array())} second={range(step.span)} />
            </g>
          );
        })}
        {of.passed.map((hash, at) => (
          <Node key={at} x={WIDTH / 2} y={level(at)} kind={at === of.passed.length - 1 ? "root" : "on"} first={brief(hash)}
            second={at === 0 ? `#${of.index}` : at === of.passed.length - 1 ? t("root") : ""} />
        ))}
      </svg>
      <figcaption class="soft small">{name}</figcaption>
      <details><summary>{t("as_table")}</summary><PathTable of={of} /></details>
    </figure>
  );
}

function Node({ x, y, kind, first, second }: { x: number; y: number; kind: string; first: string; second: string }) {
  return (
    <g class={`node ${kind}`}>
      <rect x={x - BOX.width / 2} y={y - BOX.height / 2} width={BOX.width} height={BOX.height} rx="8" />
      <text x={x} y={second ? y - 2 : y + 4} text-anchor="middle">{first}</text>
      {second && <text x={x} y={y + 11} text-anchor="middle" class="span">{second}</text>}
    </g>
  );
}

interface Row { at: number; side: string; span: string; beside: string; result: string }

function PathTable({ of }: { of: Leaf }) {
  const rows = of.steps.map((step, at): Row => ({
    at: at + 1, side: t(step.side === "later" ? "right_side" : "left"), span: range(step.span),
    beside: brief(of.proof[at] ?? new Uint8Array()), result: brief(of.passed[at + 1] ?? new Uint8Array()),
  }));
  const columns: Column<Row>[] = [
    { key: "step", head: t("step"), cell: (r) => <span class="num">{r.at}</span> },
    { key: "side", head: t("side"), cell: (r) => r.side },
    { key: "span", head: t("leaves_span"), cell: (r) => <span class="num">{r.span}</span> },
    { key: "beside", head: t("hash"), cell: (r) => <span class="id">{r.beside}…</span> },
    { key: "result", head: t("result"), cell: (r) => <span class="id">{r.result}…</span> },
  ];
  return <Table label={t("path")} columns={columns} rows={rows} id={(r) => String(r.at)} />;
}
