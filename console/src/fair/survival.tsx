// How many cases are still undecided after how long, on both sides; a tick is a case that is pending.

import { type Column, local } from "../ui";
import { fill, t } from "../words";
import { Figure, digits, scale } from "./chart";
import type { Curve, Report } from "./types";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, FLOOR] = [480, 260, 44, 468, 14, 212];
type Moment = Curve["moments"][number] & { outsiders: boolean };

/** A curve that keeps its height until the next moment. */
function steps(of: Curve, x: (v: number) => number, y: (v: number) => number, end: number): string {
  // At its intake every case is undecided.
  let path = `M${x(0)} ${y(1)}`;
  for (const { time, undecided } of of.moments) path += `H${x(time)}V${y(undecided)}`;
  return `${path}H${x(end)}`;
}

/** What a curve stands at, some time after the intake. */
const at = (of: Curve, time: number): number => of.moments.filter((moment) => moment.time <= time).at(-1)?.undecided ?? 1;

function band(of: Curve, x: (v: number) => number, y: (v: number) => number): string {
  const known = of.moments.filter((moment) => moment.low !== null && moment.high !== null);
  if (known.length < 2) return "";
  let above = "", below = "";
  known.forEach((moment, i) => {
    const until = known[i + 1]?.time ?? moment.time;
    above += `${i ? "L" : "M"}${x(moment.time)} ${y(moment.high ?? 1)}L${x(until)} ${y(moment.high ?? 1)}`;
    below = `L${x(until)} ${y(moment.low ?? 0)}L${x(moment.time)} ${y(moment.low ?? 0)}${below}`;
  });
  return `${above}${below}Z`;
}

export function Survival({ of, curves }: { of: Report; curves: Curve[] }) {
  const kpi = of.kpis[curves[0]?.indicator ?? ""];
  const end = Math.max(1, ...curves.flatMap((curve) => [...curve.moments, ...curve.ticks].map(({ time }) => time)));
  const x = scale(0, end, LEFT, RIGHT);
  const y = scale(0, 1, FLOOR, TOP);
  const rows = curves.flatMap((curve) => curve.moments.map((moment): Moment => ({ ...moment, outsiders: curve.outsiders })));
  const columns: Column<Moment>[] = [
    { key: "side", head: t("which_side"), cell: (m) => t(m.outsiders ? "outsiders" : "insiders") },
    { key: "time", head: t("hours"), right: true, cell: (m) => <span class="num">{digits(m.time)}</span> },
    { key: "risk", head: t("at_risk"), right: true, cell: (m) => <span class="num">{m.at_risk}</span> },
    { key: "share", head: t("undecided"), right: true, cell: (m) => <span class="num">{digits(m.undecided, "share")}</span> },
  ];
  const name = kpi ? local(kpi.name.zh, kpi.name.en) : "";
  return (
    <Figure title={fill("survival_title", { name })} width={WIDTH} height={HEIGHT} columns={columns} rows={rows} id={(m) => `${m.outsiders}|${m.time}`}>
      {y.ticks.map((tick) => <g key={tick}><line x1={LEFT} x2={RIGHT} y1={y(tick)} y2={y(tick)} class="grid" /><text x={LEFT - 6} y={y(tick) + 4} text-anchor="end">{Math.round(tick * 100)}%</text></g>)}
      {x.ticks.map((tick) => <text key={tick} x={x(tick)} y={FLOOR + 16} text-anchor="middle">{tick}</text>)}
      <text x={RIGHT} y={FLOOR + 32} text-anchor="end">{t("hours_since")}</text>
      {curves.map((curve) => (
        <g key={String(curve.outsiders)} class={curve.outsiders ? "out" : "in"}>
          <path d={band(curve, x, y)} class="spread" />
          <path d={steps(curve, x, y, end)} class="curve" />
          {curve.ticks.map((tick) => { const level = y(at(curve, tick.time)); return <line key={tick.time} x1={x(tick.time)} x2={x(tick.time)} y1={level - 6} y2={level + 6} class="tick" />; })}
        </g>
      ))}
      <Legend y={FLOOR + 34} />
    </Figure>
  );
}

/** Told apart by line as well as by colour. */
export function Legend({ y }: { y: number }) {
  return (
    <g>
      {(["out", "in"] as const).map((side, i) => (
        <g key={side} class={side}><line x1={LEFT + i * 110} x2={LEFT + 26 + i * 110} y1={y} y2={y} class="curve" /><text x={LEFT + 32 + i * 110} y={y + 4}>{t(side === "out" ? "outsiders" : "insiders")}</text></g>
      ))}
    </g>
  );
}
