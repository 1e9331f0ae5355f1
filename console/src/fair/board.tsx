// The fairness board: what the log shows about both sides, in one sentence, one table and three pictures.

import { query as asked } from "../api";
import { Link, go } from "../route";
import { type Column, Empty, Failure, Skeleton, Table, local, useLoad } from "../ui";
import { fill, t } from "../words";
import { digits } from "./chart";
import { Forest, forestRows } from "./forest";
import { Confidence, isDrawn } from "./sequence";
import { Survival } from "./survival";
import type { Kpi, Measured, Report, Text, Word } from "./types";

const say = (text: Text): string => local(text.zh, text.en);

/** Told apart by sign and word, not by colour alone. */
const SIGNS: Record<Word, [string, string]> = {
  equal_shown: ["=", "good"], unequal_within_margin: ["≈", "calm"], unequal_shown: ["≠", "bad"], not_enough_evidence: ["?", "warn"], value: ["·", ""],
};
export function Verdict({ of }: { of: Word }) {
  const [sign, tone] = SIGNS[of];
  return <span class={`badge verdict-badge ${tone}`}><span aria-hidden="true">{sign}</span> {t(of)}</span>;
}

export function BoardPage({ query }: { query: URLSearchParams }) {
  const [from, to] = [query.get("from") ?? "", query.get("to") ?? ""];
  const loaded = useLoad<Report>(`/fairness${asked({ from, to })}`);
  const set = (fields: Record<string, string>) => go(`fair/board${asked({ from, to, ...fields })}`, true);
  return (
    <>
      <search class="filters" aria-label={t("filter")}>
        <label>{t("leaf_from")}<input type="date" value={from || loaded.data?.period.first_day || ""} onChange={(e) => set({ from: e.currentTarget.value })} /></label>
        <label>{t("leaf_to")}<input type="date" value={to || loaded.data?.period.last_day || ""} onChange={(e) => set({ to: e.currentTarget.value })} /></label>
      </search>
      {loaded.trouble?.status === 404 && <section class="card"><Empty title="no_log_title" hint="no_log_hint" /></section>}
      {loaded.trouble && loaded.trouble.status !== 404 && <Failure of={loaded.trouble} retry={loaded.again} />}
      {!loaded.data && !loaded.trouble && <Skeleton rows={10} />}
      {loaded.data && <Board of={loaded.data} />}
    </>
  );
}

function Board({ of }: { of: Report }) {
  const rows = Object.entries(of.kpis).flatMap(([id, kpi]): Row[] => (kpi.quantity.kind === "indicator" ? [{ id, kpi, of: kpi.quantity }] : []));
  const judged = rows.filter((row) => row.of.verdict !== "value");
  const [told, silent] = [judged.filter(hasCases), judged.filter((row) => !hasCases(row))];
  const curves = [...new Set(of.series.survival.filter(({ moments }) => moments.length).map(({ indicator }) => indicator))];
  const sequences = of.series.sequences.filter(isDrawn);
  return (
    <>
      <Summary of={of} />
      {!judged.some((row) => row.of.outsiders.cases && row.of.insiders.cases) && <Missing of={of} />}
      {of.basis.cases > 0 && (
        <>
          <section class="card flush"><div class="card-head"><h2>{t("indicators")}</h2></div>
            {told.length > 0 && <Table label={t("indicators")} columns={columns()} rows={told.sort((a, b) => Number(b.of.headline) - Number(a.of.headline))} id={(r) => r.id} />}
            {silent.length > 0 && (
              <details class="silent"><summary>{fill("indicators_silent", { count: silent.length })}</summary>
                <Table label={t("indicators")} columns={columns()} rows={silent} id={(r) => r.id} />
              </details>
            )}
          </section>
          {forestRows(of).length > 0 && <section class="card"><h2>{t("forest")}</h2><Forest of={of} /></section>}
          <div class="columns even">
            {curves.map((id) => <section key={id} class="card"><h2>{t("survival")}</h2><Survival of={of} curves={of.series.survival.filter((curve) => curve.indicator === id)} /></section>)}
            {sequences.map((one) => <section key={one.indicator} class="card"><h2>{t("sequence")}</h2><Confidence of={of} sequence={one} /></section>)}
          </div>
        </>
      )}
      <NotKnown of={of} />
    </>
  );
}

const hasCases = ({ of }: Row): boolean => of.outsiders.cases + of.insiders.cases > 0;

/** What there is to say, in one sentence. */
function Summary({ of }: { of: Report }) {
  const count = (word: Word) => of.summary.filter(({ verdict }) => verdict === word).length;
  const about = {
    cases: of.basis.cases.toLocaleString("en-US"), pending: of.basis.pending.toLocaleString("en-US"), all: of.summary.length,
    equal: count("equal_shown") + count("unequal_within_margin"), unequal: count("unequal_shown"), unsure: count("not_enough_evidence"),
  };
  const tone = about.unequal || of.alarms.length ? "bad" : about.unsure || !of.summary.length ? "unsure" : "good";
  return (
    <section class={`card verdict summary-line ${tone}`} data-board={tone}>
      <p class="big">{fill(of.basis.cases ? "board_sentence" : "board_nothing", about)}</p>
      {of.alarms.length > 0 && <p><strong>{fill("board_alarms", { names: of.alarms.map((id) => (of.kpis[id] ? say((of.kpis[id] as Kpi).name) : id)).join(local("、", ", ")) })}</strong></p>}
      <ul class="lights">{of.summary.map((light) => <li key={light.kpi}><Verdict of={light.verdict} /> <span>{of.kpis[light.kpi] ? say((of.kpis[light.kpi] as Kpi).name) : light.kpi}</span></li>)}</ul>
      <p class="soft small">{fill("board_basis", { from: of.period.first_day, to: of.period.last_day, size: of.log.size.toLocaleString("en-US") })} <Link to="fair/log">{t("log")}</Link></p>
    </section>
  );
}

interface Row { id: string; kpi: Kpi; of: Measured }

const columns = (): Column<Row>[] => [
  { key: "name", head: t("indicator"), wide: true, cell: (r) => <Name of={r} /> },
  { key: "verdict", head: t("board_verdict"), cell: (r) => <Verdict of={r.of.verdict} /> },
  { key: "gap", head: t("gap"), right: true, cell: (r) => <span class="num">{say(r.kpi.shown)}{r.kpi.shown_interval && <><br /><span class="soft small">{say(r.kpi.shown_interval)}</span></>}</span> },
  { key: "out", head: t("outsiders"), right: true, cell: (r) => <SideCell of={r.of.outsiders} unit={r.of.unit} /> },
  { key: "in", head: t("insiders"), right: true, cell: (r) => <SideCell of={r.of.insiders} unit={r.of.unit} /> },
];

function SideCell({ of, unit }: { of: Measured["outsiders"]; unit: string }) {
  const crude = unit === "gap" ? "share" : unit;
  return <span class="num">{digits(of.value, crude)}<br /><span class="soft small">{of.cases.toLocaleString("en-US")}{of.pending > 0 && ` · ${of.pending.toLocaleString("en-US")} ${t("pending").toLowerCase()}`}</span></span>;
}

/** An indicator's name, and everything that is needed to doubt it. */
function Name({ of: { id, kpi, of } }: { of: Row }) {
  const p = of.difference?.p_holm ?? of.difference?.p_bh ?? of.difference?.p;
  return (
    <details class="indicator">
      <summary>{say(kpi.name)} <code class="soft">{id}</code></summary>
      <p>{say(kpi.definition)}</p>
      {of.verdict === "not_enough_evidence" && of.reach && <p>{of.reach.detectable !== null && fill("could_see", { gap: digits(of.reach.detectable, of.unit) })} {of.reach.outsiders_missing !== null && of.reach.outsiders_missing > 0 && fill("more_needed", { count: of.reach.outsiders_missing.toLocaleString("en-US") })}</p>}
      <p class="soft small">
        {of.difference && p !== undefined && `${of.difference.test} p = ${digits(p)} · `}
        {of.equality && `${of.equality.test} p = ${digits(of.equality.p_not_worse)} · `}
        {of.monitored && `${t("evidence_against")} 1 : ${digits(Math.exp(of.monitored.log_e_max))} · `}
        {fill("from_leaves", { from: kpi.log.from, to: kpi.log.to })}
      </p>
      <p><code class="clip-all">{kpi.command}</code></p>
    </details>
  );
}

/** Why there is nothing to show, and what would change that. */
function Missing({ of }: { of: Report }) {
  return (
    <section class="card">
      <Empty title="board_empty" hint="board_empty_hint" />
      <ol class="missing">
        <li>{t("board_needs_cases")}</li>
        <li>{t("board_needs_own")}</li>
        <li>{t("board_needs_openings")}{of.basis.missing.side > 0 && ` (${of.basis.missing.side})`}</li>
        <li>{t("board_needs_time")}</li>
      </ol>
    </section>
  );
}

function NotKnown({ of }: { of: Report }) {
  if (!of.unknown.length) return null;
  return (
    <details class="card"><summary>{fill("not_known", { count: of.unknown.length })}</summary>
      <ul class="unknown">{of.unknown.map((one, i) => <li key={i}>{say(one.says)}</li>)}</ul>
    </details>
  );
}
