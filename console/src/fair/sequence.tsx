// A gap as it stood while the log grew, within limits that hold however often one looks.

import { type Column, local } from "../ui";
import { fill, spoken, t } from "../words";
import { Figure, digits, scale } from "./chart";
import type { Report, Sequence } from "./types";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, FLOOR] = [480, 240, 56, 468, 14, 196];
type Point = Sequence["points"][number];

/** A line needs two points. */
export const isDrawn = ({ points }: Sequence): boolean => points.filter(({ value }) => value !== null).length > 1;

export function Confidence({ of, sequence }: { of: Report; sequence: Sequence }) {
  const kpi = of.kpis[sequence.indicator];
  const unit = kpi?.quantity.kind === "indicator" ? kpi.quantity.unit : "";
  const points = sequence.points;
  const last = points.at(-1);
  if (!last || points.length < 2) return null;
  const { margin_low, margin_high } = sequence;
  // The first limits are as wide as can be: what the axis shows is set by the later half, margin and zero.
  const later = points.slice(Math.floor(points.length / 3));
  const seen = [...later.flatMap((p) => [p.low, p.high, p.value]), margin_low, margin_high, 0].filter((v): v is number => v !== null);
  const [least, most] = [Math.min(...seen), Math.max(...seen)];
  const room = (most - least) * 0.12;
  const y = scale(least - room, most + room, FLOOR, TOP);
  const x = scale(points[0]?.index ?? 0, last.index, LEFT, RIGHT);
  const known = points.filter((p) => p.low !== null && p.high !== null);
  const edge = [...known.map((p) => [p.index, p.high]), ...known.slice().reverse().map((p) => [p.index, p.low])] as [number, number][];
  const line = points.filter((p) => p.value !== null).map((p, i) => `${i ? "L" : "M"}${x(p.index)} ${y(p.value ?? 0)}`).join("");
  const columns: Column<Point>[] = [
    { key: "leaf", head: t("leaf"), cell: (p) => <span class="num">{p.index}</span> },
    { key: "time", head: t("time"), cell: (p) => <span class="num">{new Date(p.time).toLocaleString(spoken() === "zh" ? "zh-CN" : "en-GB")}</span> },
    { key: "gap", head: t("gap"), right: true, cell: (p) => <span class="num">{digits(p.value, unit)}</span> },
    { key: "low", head: t("low"), right: true, cell: (p) => <span class="num">{digits(p.low, unit)}</span> },
    { key: "high", head: t("high"), right: true, cell: (p) => <span class="num">{digits(p.high, unit)}</span> },
  ];
  const bandTop = margin_high === null ? TOP : y(margin_high);
  const bandFloor = margin_low === null ? FLOOR : y(margin_low);
  return (
    <Figure title={fill("sequence_title", { name: kpi ? local(kpi.name.zh, kpi.name.en) : sequence.indicator })} width={WIDTH} height={HEIGHT} columns={columns} rows={points} id={(p) => String(p.index)}>
      {(margin_low !== null || margin_high !== null) && <rect x={LEFT} y={bandTop} width={RIGHT - LEFT} height={Math.max(0, bandFloor - bandTop)} class="band" />}
      {y.ticks.map((tick) => <g key={tick}><line x1={LEFT} x2={RIGHT} y1={y(tick)} y2={y(tick)} class={tick === 0 ? "zero" : "grid"} /><text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">{digits(tick, unit === "share" ? "gap" : unit)}</text></g>)}
      {edge.length > 2 && <path d={`M${edge.map(([i, v]) => `${x(i)} ${y(v)}`).join("L")}Z`} class="spread out-only" />}
      <path d={line} class="curve out-only" />
      {x.ticks.map((tick) => <text key={tick} x={x(tick)} y={FLOOR + 16} text-anchor="middle">{tick}</text>)}
      <text x={RIGHT} y={FLOOR + 32} text-anchor="end">{t("by_leaf")}</text>
    </Figure>
  );
}
