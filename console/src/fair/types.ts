// What the interface says about cases and indicators.

export interface Text { zh: string; en: string }
export interface CaseLine {
  intake: number; time: string; gate: string; action: string; action_named: Text | null; subject: string; state: string;
  camp: string | null; leaves: number;
}
export interface LeafLine {
  index: number; kind: string; time: string; verdict: string | null; end: string | null; reviewer: string | null;
  appeal_until: string | null; committed: number; opened: boolean;
}
export interface Attribute { name: string; named: Text | null; value: Text | null }
export interface OtherSide {
  taken_from: number | null; side: string | null; tried: number; swapped: { name: string; named: Text | null; ours: string; theirs: string }[]; verdict: string; rules: string[];
  ours: string; same: boolean;
}
export interface Explained {
  current: boolean; standard: string; rules: { id: string; permits: boolean | null; reason: Text | null; remedy: Text | null }[];
  remedy: Text | null; other: OtherSide | null; no_other: string | null;
}
export interface Case extends CaseLine {
  story: LeafLine[]; protected: Attribute[]; facts: Attribute[]; decided: Explained | null;
}

// The report, as `fair/report/schema/report.schema.json` has it; what the board does not show is left out.

export type Word = "equal_shown" | "unequal_within_margin" | "unequal_shown" | "not_enough_evidence" | "value";
export interface Side { cases: number; pending: number; value: number | null }
export interface Estimate { measure: string; value: number; low: number | null; high: number | null; level: number | null }
export interface Measured {
  kind: "indicator"; unit: string; headline: boolean; outsiders: Side; insiders: Side; estimate: Estimate | null;
  difference: { test: string; p: number; p_holm: number | null; p_bh: number | null } | null;
  equality: { test: string; margin_low: number | null; margin_high: number | null; measure: string; p_not_worse: number; p_not_better: number | null } | null;
  monitored: { monitor: string; log_e: number; log_e_max: number; p: number; alarmed_at: number | null } | null;
  verdict: Word; reach: { detectable: number | null; outsiders_needed: number | null; outsiders_missing: number | null } | null;
  strata: string[]; strata_used: number;
}
export interface Kpi {
  section: number; name: Text; definition: Text; log: { from: number; to: number; size: number };
  quantity: Measured | { kind: "plain" } | { kind: "absent" }; shown: Text; shown_interval: Text | null; command: string;
}
export interface ForestRow {
  indicator: string; stratum: string | null; measure: string; outsiders: number; insiders: number; value: number; low: number | null;
  high: number | null; margin_low: number | null; margin_high: number | null;
}
export interface Curve {
  indicator: string; outsiders: boolean; ticks: { time: number; cases: number }[];
  moments: { time: number; at_risk: number; undecided: number; low: number | null; high: number | null }[];
}
export interface Sequence {
  indicator: string; margin_low: number | null; margin_high: number | null;
  points: { index: number; time: number; outsiders: number; insiders: number; value: number | null; low: number | null; high: number | null; log_e: number }[];
}
export interface Report {
  period: { from: number; to: number; first_day: string; last_day: string }; log: { origin: string; size: number };
  basis: { cases: number; pending: number; alpha: number; missing: { side: number; strata: number; value: number; false_openings: number } };
  summary: { kpi: string; verdict: Word; before: Word | null }[]; kpis: Record<string, Kpi>; alarms: string[];
  series: { forest: ForestRow[]; survival: Curve[]; sequences: Sequence[] }; unknown: { kind: string; says: Text }[];
}
