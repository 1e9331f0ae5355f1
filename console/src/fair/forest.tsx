// All gaps on one axis: each is measured in its own margin, so that one band holds for all.

import { type Column, local } from "../ui";
import { t } from "../words";
import { Figure, digits, useNarrow } from "./chart";
import type { ForestRow, Report } from "./types";

interface Frame { width: number; row: number; left: number; right: number; narrow: boolean }
const TOP = 34;
/** Names stand beside their rows, or above them where there is no room. */
const DESK: Frame = { width: 720, row: 40, left: 196, right: 590, narrow: false };
const PHONE: Frame = { width: 350, row: 54, left: 8, right: 342, narrow: true };
/** Margins to either side of equality that the axis shows. */
const REACH = 2.5;

/** Ratios are equal at 1 and belong on a logarithm, everything else at 0. */
const isRatio = (row: ForestRow): boolean => row.margin_low !== null && row.margin_low > 0;

/** How many margins a value is away from equality; null where there is no margin. */
function inMargins(row: ForestRow, value: number | null): number | null {
  if (value === null) return null;
  const ratio = isRatio(row);
  const gap = ratio ? Math.log(value) : value;
  const side = (gap < 0 ? row.margin_low : row.margin_high) ?? row.margin_low ?? row.margin_high;
  if (side === null) return null;
  const margin = Math.abs(ratio ? Math.log(side) : side);
  return margin > 0 ? gap / margin : null;
}
const pixelsIn = ({ left, right }: Frame) => (margins: number): number => (left + right) / 2 + (Math.max(-REACH, Math.min(REACH, margins)) / REACH) * ((right - left) / 2);

/** The gaps that can be drawn: of wholes, with a margin. */
export const forestRows = (of: Report): ForestRow[] => of.series.forest.filter((row) => row.stratum === null && inMargins(row, row.value) !== null);

export function Forest({ of }: { of: Report }) {
  const frame = useNarrow() ? PHONE : DESK;
  const rows = forestRows(of);
  const pixels = pixelsIn(frame);
  const floor = TOP + rows.length * frame.row;
  const height = floor + 46;
  const name = (row: ForestRow) => { const kpi = of.kpis[row.indicator]; return kpi ? local(kpi.name.zh, kpi.name.en) : row.indicator; };
  const shown = (row: ForestRow) => { const kpi = of.kpis[row.indicator]; return kpi ? local(kpi.shown.zh, kpi.shown.en) : digits(row.value); };
  const columns: Column<ForestRow>[] = [
    { key: "name", head: t("indicator"), cell: name },
    { key: "stratum", head: t("stratum"), cell: (r) => r.stratum ?? t("whole") },
    { key: "value", head: t("gap"), right: true, cell: (r) => <span class="num">{digits(r.value)}</span> },
    { key: "low", head: t("low"), right: true, cell: (r) => <span class="num">{digits(r.low)}</span> },
    { key: "high", head: t("high"), right: true, cell: (r) => <span class="num">{digits(r.high)}</span> },
    { key: "margin", head: t("margin"), right: true, cell: (r) => <span class="num">{digits(r.margin_low)} … {digits(r.margin_high)}</span> },
  ];
  return (
    <Figure wide title={t("forest_title")} width={frame.width} height={height} columns={columns} rows={of.series.forest} id={(r) => `${r.indicator}|${r.stratum}`}>
      <rect x={pixels(-1)} y={TOP - 10} width={pixels(1) - pixels(-1)} height={floor - TOP + 12} class="band" />
      <line x1={pixels(0)} x2={pixels(0)} y1={TOP - 10} y2={floor + 2} class="zero" />
      <text x={pixels(0)} y={TOP - 16} text-anchor="middle">{t("equal")}</text>
      {[-1, 1].map((at) => <text key={at} x={pixels(at)} y={floor + 18} text-anchor="middle">{at < 0 ? "−δ" : "+δ"}</text>)}
      <text x={frame.left} y={floor + 36}>← {t("outsiders_lower")}</text>
      <text x={frame.right} y={floor + 36} text-anchor="end">{t("outsiders_higher")} →</text>
      {rows.map((row, at) => <Row key={row.indicator} row={row} frame={frame} top={TOP + at * frame.row} name={name(row)} shown={shown(row)} verdict={verdictOf(of, row)} />)}
    </Figure>
  );
}

const verdictOf = (of: Report, row: ForestRow): string => {
  const quantity = of.kpis[row.indicator]?.quantity;
  return quantity?.kind === "indicator" ? quantity.verdict : "value";
};

function Row({ row, frame, top, name, shown, verdict }: { row: ForestRow; frame: Frame; top: number; name: string; shown: string; verdict: string }) {
  const { width, left, right, narrow } = frame;
  const pixels = pixelsIn(frame);
  const [low, high] = [inMargins(row, row.low) ?? -REACH, inMargins(row, row.high) ?? REACH];
  const x = pixels(inMargins(row, row.value) ?? 0);
  const y = top + (narrow ? 30 : 14);
  const label = narrow ? top + 12 : y + 4;
  return (
    <g class={`effect ${verdict}`}>
      <text x="4" y={label} class="name">{name}</text>
      <line x1={pixels(low)} x2={pixels(high)} y1={y} y2={y} />
      {low <= -REACH ? <path d={`M${left} ${y}l7 -4v8z`} /> : <line x1={pixels(low)} x2={pixels(low)} y1={y - 5} y2={y + 5} />}
      {high >= REACH ? <path d={`M${right} ${y}l-7 -4v8z`} /> : <line x1={pixels(high)} x2={pixels(high)} y1={y - 5} y2={y + 5} />}
      <path d={`M${x} ${y - 7}l7 7l-7 7l-7 -7z`} />
      <text x={width - 4} y={label} text-anchor="end" class="name">{shown}</text>
    </g>
  );
}
