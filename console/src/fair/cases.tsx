// Every case before every gate, the newest first.

import { query as asked } from "../api";
import { go } from "../route";
import { Badge, type Column, Empty, Failure, More, Skeleton, Table, When, local, usePages } from "../ui";
import { t, told } from "../words";
import { Choice } from "../pages/payments";
import type { CaseLine } from "./types";

const GATES = ["pay", "share", "mini", "shop", "ship"] as const;
const STATES = ["pending", "allow", "restrict", "refuse", "appealed", "lifted", "expired", "withdrawn"] as const;
const FIELDS = ["gate", "action", "state", "camp"] as const;

/** What was asked for, as people call it. */
export const actionOf = (of: CaseLine): string => (of.action_named ? local(of.action_named.zh, of.action_named.en) : of.action);

const columns = (): Column<CaseLine>[] => [
  { key: "case", head: t("case"), cell: (c) => <span class="num">#{c.intake}</span> },
  { key: "gate", head: t("leaf_gate"), cell: (c) => told(c.gate) },
  { key: "action", head: t("leaf_action"), wide: true, cell: (c) => actionOf(c) },
  { key: "state", head: t("state"), cell: (c) => <Badge of={c.state} /> },
  { key: "camp", head: t("camp"), cell: (c) => c.camp ? <bdi>{c.camp}</bdi> : <span class="soft" title={t("committed_hint")}>{t("committed")}</span> },
  { key: "subject", head: t("leaf_subject"), cell: (c) => <bdi class="id clip">{c.subject}</bdi> },
  { key: "time", head: t("time"), right: true, cell: (c) => <When at={c.time} /> },
];

export function CasesPage({ query }: { query: URLSearchParams }) {
  const filter = Object.fromEntries(FIELDS.map((field) => [field, query.get(field) ?? ""])) as Record<(typeof FIELDS)[number], string>;
  const narrowed = FIELDS.some((field) => filter[field]);
  const list = usePages<CaseLine>(`/cases${asked({ ...filter, limit: "50" })}`);
  const set = (field: string, value: string) => go(`fair/decisions${asked({ ...filter, [field]: value })}`, true);
  const typed = (field: "action" | "camp") => (event: Event) => set(field, (event.target as HTMLInputElement).value.trim());
  return (
    <>
      <search class="filters" aria-label={t("filter")}>
        <Choice label={t("leaf_gate")} value={filter.gate} set={(v) => set("gate", v)} of={GATES.map((g) => [g, told(g)])} />
        <Choice label={t("state")} value={filter.state} set={(v) => set("state", v)} of={STATES.map((s) => [s, t(s)])} />
        <label>{t("leaf_action")}<input key={`a${filter.action}`} defaultValue={filter.action} onChange={typed("action")} placeholder="pay.accept" autocomplete="off" spellcheck={false} /></label>
        <label>{t("camp")}<input key={`c${filter.camp}`} defaultValue={filter.camp} onChange={typed("camp")} autocomplete="off" spellcheck={false} /></label>
        {narrowed && <button type="button" class="quiet" onClick={() => go("fair/decisions")}>{t("clear")}</button>}
      </search>
      <section class="card flush">
        {list.trouble && <Failure of={list.trouble} retry={list.again} />}
        {list.loading && <Skeleton rows={10} />}
        {!list.loading && !list.trouble && list.items.length === 0 && !list.more && (narrowed ? <Empty title="no_case_match" hint="no_match_hint" /> : <Empty title="no_cases" hint="no_cases_hint" />)}
        {list.items.length > 0 && <Table label={t("decisions")} columns={columns()} rows={list.items} brief id={(c) => String(c.intake)} to={(c) => `fair/decisions/${c.intake}`} />}
        <More more={list.more} />
      </section>
    </>
  );
}
