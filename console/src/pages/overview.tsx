// What today brought, and what deserves a look.

import type { Overview, Page, PaymentLine, WalletDay } from "../api";
import { Link } from "../route";
import { type Column, Empty, Failure, Head, Money, Skeleton, Table, useLoad } from "../ui";
import { t } from "../words";
import { paymentColumns } from "./payments";

const EVERY = 15_000;

export function OverviewPage() {
  const day = useLoad<Overview>("/overview", EVERY);
  const latest = useLoad<Page<PaymentLine>>("/payments?limit=8", EVERY);
  return (
    <>
      <Head title={t("overview")} sub={day.data?.day} />
      {day.trouble && <Failure of={day.trouble} retry={day.again} />}
      {day.data ? <Day of={day.data} /> : !day.trouble && <Skeleton />}
      <section class="card">
        <div class="card-head"><h2>{t("latest")}</h2><Link to="payments" class="button quiet">{t("see_all")}</Link></div>
        {latest.data?.items.length === 0 && <Empty title="no_payments" hint="no_payments_hint" />}
        {latest.data && latest.data.items.length > 0 && (
          <Table label={t("latest")} columns={paymentColumns()} rows={latest.data.items} brief id={(p) => p.id} to={(p) => `payments/${p.id}`} />
        )}
        {!latest.data && !latest.trouble && <Skeleton />}
      </section>
    </>
  );
}

function Day({ of }: { of: Overview }) {
  const count = (...phases: string[]) => phases.reduce((sum, phase) => sum + (of.phases[phase] ?? 0), 0);
  const paid = count("paid", "refunding", "partly_refunded", "refunded");
  const watch = count("unknown", "failed");
  return (
    <>
      <ul class="tiles">
        <Tile title={t("counted")} value={of.counted} {...(of.more ? { hint: t("more_than") } : {})} to={`payments?day=${of.day}`} />
        <Tile title={t("paid")} value={paid} {...(of.counted ? { hint: `${Math.round((100 * paid) / of.counted)} %` } : {})} to={`payments?day=${of.day}&phase=paid`} />
        <Tile title={t("awaiting")} value={count("created", "awaiting")} to={`payments?day=${of.day}&phase=awaiting`} />
        <Tile title={t("to_watch")} value={watch} tone={watch ? "warn" : ""} hint={t("to_watch_hint")} to={`payments?day=${of.day}&phase=unknown`} />
        <Tile title={t("notices_waiting")} value={of.notices_waiting} atLeast={of.notices_more} tone={of.notices_waiting ? "warn" : ""} />
      </ul>
      <section class="card">
        <div class="card-head"><h2>{t("per_wallet")}</h2></div>
        {of.wallets.length ? <Table label={t("per_wallet")} columns={walletColumns()} rows={of.wallets} id={(w) => w.wallet + w.earned.currency} />
          : <Empty title="nothing_today" hint="nothing_today_hint" />}
      </section>
    </>
  );
}

function Tile({ title, value, atLeast = false, hint, tone = "", to }: { title: string; value: number; atLeast?: boolean; hint?: string; tone?: string; to?: string }) {
  const body = <><span class="tile-title">{title}</span><span class="tile-value num">{atLeast ? "≥ " : ""}{value.toLocaleString("en-US")}</span><span class="soft small">{hint ?? ""}</span></>;
  return <li class={`tile ${tone}`}>{to ? <Link to={to}>{body}</Link> : <div>{body}</div>}</li>;
}

const walletColumns = (): Column<WalletDay>[] => [
  { key: "wallet", head: t("wallet"), cell: (w) => <strong>{w.wallet}</strong> },
  { key: "payments", head: t("payments"), right: true, cell: (w) => <span class="num">{w.payments}</span> },
  { key: "earned", head: t("earned"), right: true, cell: (w) => <Money of={w.earned} /> },
  { key: "fee", head: t("fee"), right: true, cell: (w) => <Money of={w.fee} quiet /> },
  { key: "pending", head: t("refund_pending"), right: true, cell: (w) => <Money of={w.refund_pending} quiet /> },
  { key: "unclaimed", head: t("unclaimed"), right: true, cell: (w) => <Money of={w.unclaimed} quiet /> },
  { key: "owes", head: t("wallet_owes"), right: true, cell: (w) => <strong><Money of={w.wallet_owes} /></strong> },
];
