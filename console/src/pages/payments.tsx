// Every payment, the newest first.

import { useEffect, useState } from "preact/hooks";
import { type Known, type Page, type PaymentLine, query as asked } from "../api";
import { go } from "../route";
import { Badge, type Column, Empty, Failure, Head, Id, Money, More, Skeleton, Table, When, useLoad, usePages } from "../ui";
import { t } from "../words";

const PHASES = ["created", "awaiting", "unknown", "failed", "closed", "paid", "refunding", "partly_refunded", "refunded"] as const;
const FIELDS = ["find", "phase", "wallet", "merchant", "day"] as const;

export const paymentColumns = (): Column<PaymentLine>[] => [
  { key: "order", head: t("order"), cell: (p) => <Id of={p.order} /> },
  { key: "subject", head: t("subject"), wide: true, cell: (p) => <bdi class="clip">{p.subject}</bdi> },
  { key: "amount", head: t("amount"), right: true, cell: (p) => <Money of={p.amount} /> },
  { key: "state", head: t("state"), cell: (p) => <Badge of={p.phase} /> },
  { key: "wallet", head: t("wallet"), cell: (p) => p.wallet ?? <span class="soft">—</span> },
  { key: "merchant", head: t("merchant"), cell: (p) => p.merchant },
  { key: "time", head: t("time"), right: true, cell: (p) => <When at={p.created} /> },
];

export function PaymentsPage({ query }: { query: URLSearchParams }) {
  const filter = Object.fromEntries(FIELDS.map((field) => [field, query.get(field) ?? ""])) as Record<(typeof FIELDS)[number], string>;
  const narrowed = FIELDS.some((field) => filter[field]);
  const list = usePages<PaymentLine>(`/payments${asked({ ...filter, limit: "50" })}`);
  const merchants = useLoad<Page<Known>>("/merchants?limit=200");
  const wallets = useLoad<Page<Known>>("/wallets?limit=200");
  const set = (field: string, value: string) => go(`payments${asked({ ...filter, [field]: value })}`, true);
  return (
    <>
      <Head title={t("payments")}><button type="button" onClick={list.again}>{t("refresh")}</button></Head>
      <search class="filters" aria-label={t("filter")}>
        <Find value={filter.find} set={(value) => set("find", value)} />
        <Choice label={t("state")} value={filter.phase} set={(v) => set("phase", v)} of={PHASES.map((p) => [p, t(p)])} />
        <Choice label={t("wallet")} value={filter.wallet} set={(v) => set("wallet", v)} of={(wallets.data?.items ?? []).map((w) => [w.key, w.key])} />
        <Choice label={t("merchant")} value={filter.merchant} set={(v) => set("merchant", v)} of={(merchants.data?.items ?? []).map((m) => [m.key, String(m.name || m.key)])} />
        <label>{t("day")}<input type="date" value={filter.day} onChange={(e) => set("day", e.currentTarget.value)} /></label>
      </search>
      <section class="card flush">
        {list.trouble && <Failure of={list.trouble} retry={list.again} />}
        {list.loading && <Skeleton rows={10} />}
        {!list.loading && !list.trouble && list.items.length === 0 && (narrowed
          ? <Empty title="no_match" hint="no_match_hint"><button type="button" onClick={() => go("payments")}>{t("clear")}</button></Empty>
          : <Empty title="no_payments" hint="no_payments_hint" />)}
        {list.items.length > 0 && <Table label={t("payments")} columns={paymentColumns()} rows={list.items} brief id={(p) => p.id} to={(p) => `payments/${p.id}`} />}
        <More more={list.more} />
      </section>
    </>
  );
}

/** Looks for a number as soon as its writer pauses. */
function Find({ value, set }: { value: string; set: (value: string) => void }) {
  const [text, write] = useState(value);
  useEffect(() => write(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => set(text.trim()), 350);
    return () => clearTimeout(timer);
  });
  return (
    <label class="find">{t("find")}
      <input type="search" value={text} onInput={(e) => write(e.currentTarget.value)} autocomplete="off" spellcheck={false} />
    </label>
  );
}

export function Choice({ label, value, set, of, all = t("all") }: {
  label: string; value: string; set: (value: string) => void; of: [string, string][]; all?: string;
}) {
  return (
    <label>{label}
      <select value={value} onChange={(e) => set(e.currentTarget.value)}>
        <option value="">{all}</option>
        {of.map(([key, title]) => <option key={key} value={key}>{title}</option>)}
      </select>
    </label>
  );
}
