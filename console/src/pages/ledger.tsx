// The books: a day's positions, who owes whom, every posting, and what the accounts hold.

import { type Balance, type Netting, type Page, type Position, type Posting, query as asked } from "../api";
import { Link, go } from "../route";
import { Bar, type Column, Empty, Failure, Head, type Loaded, Money, More, Skeleton, Table, Tabs, local, useLoad, usePages } from "../ui";
import { t } from "../words";
import { Booked } from "./timeline";

const TABS = ["positions", "netting", "postings", "balances"] as const;

export function LedgerPage({ query, now }: { query: URLSearchParams; now: string }) {
  const day = query.get("day") ?? now.slice(0, 10);
  const tab = query.get("tab") ?? "positions";
  const set = (fields: Record<string, string>) => go(`ledger${asked({ day, tab, ...fields })}`, true);
  return (
    <>
      <Head title={t("ledger")}>
        {tab !== "balances" && <label class="row">{t("day")}<input type="date" value={day} onChange={(e) => e.currentTarget.value && set({ day: e.currentTarget.value })} /></label>}
      </Head>
      <Tabs of={TABS.map((one) => [one, t(one)])} now={tab} go={(next) => set({ tab: next })} />
      {tab === "positions" && <Positions day={day} />}
      {tab === "netting" && <NettingOf day={day} />}
      {tab === "postings" && <Postings day={day} />}
      {tab === "balances" && <Balances />}
    </>
  );
}

function Shown<T>({ of, rows, columns, label, id }: {
  of: Loaded<unknown>; rows: T[] | undefined; columns: Column<T>[]; label: string; id: (row: T) => string;
}) {
  if (of.trouble) return <Failure of={of.trouble} retry={of.again} />;
  if (!rows) return <Skeleton rows={8} />;
  if (!rows.length) return <Empty title="no_books" hint="no_books_hint" />;
  return <Table label={label} columns={columns} rows={rows} id={id} />;
}

interface Named { merchant: string; wallet: string; account: string; title: string; title_zh: string }
const named = <T extends Named>(): Column<T>[] => [
  { key: "account", head: t("account"), cell: (r) => <strong>{local(r.title_zh, r.title)}</strong> },
  { key: "merchant", head: t("merchant"), cell: (r) => r.merchant },
  { key: "wallet", head: t("wallet"), cell: (r) => r.wallet },
];
const nameOf = (r: Named): string => `${r.merchant}|${r.wallet}|${r.account}`;

function Positions({ day }: { day: string }) {
  const loaded = useLoad<{ items: Position[] }>(`/ledger/positions/${day}`);
  const columns: Column<Position>[] = [
    ...named<Position>(),
    { key: "opening", head: t("opening"), right: true, cell: (r) => <Money of={r.opening} quiet /> },
    { key: "debit", head: t("debit"), right: true, cell: (r) => <Money of={r.debit} quiet /> },
    { key: "credit", head: t("credit"), right: true, cell: (r) => <Money of={r.credit} quiet /> },
    { key: "closing", head: t("closing_balance"), right: true, cell: (r) => <strong><Money of={r.closing} quiet /></strong> },
  ];
  return <section class="card flush"><Shown of={loaded} rows={loaded.data?.items} columns={columns} label={t("positions")} id={(r) => nameOf(r) + r.closing.currency} /></section>;
}

function Balances() {
  const loaded = useLoad<Page<Balance>>("/ledger/balances");
  const columns: Column<Balance>[] = [
    ...named<Balance>(),
    { key: "debit", head: t("debit"), right: true, cell: (r) => <Money of={r.debit} quiet /> },
    { key: "credit", head: t("credit"), right: true, cell: (r) => <Money of={r.credit} quiet /> },
    { key: "net", head: t("net"), right: true, cell: (r) => <strong><Money of={r.net} quiet /></strong> },
  ];
  const items = loaded.data?.items;
  const debits = items?.reduce((sum, r) => sum + r.debit.minor, 0);
  const credits = items?.reduce((sum, r) => sum + r.credit.minor, 0);
  return (
    <section class="card flush">
      <Shown of={loaded} rows={items} columns={columns} label={t("balances")} id={(r) => nameOf(r) + r.net.currency} />
      {items && items.length > 0 && debits === credits && <p class="proof"><span class="badge good">✓</span> {t("balanced")}</p>}
    </section>
  );
}

function NettingOf({ day }: { day: string }) {
  const loaded = useLoad<Netting>(`/ledger/netting/${day}`);
  const pairs: Column<Netting["lines"][number]>[] = [
    { key: "wallet", head: t("wallet"), cell: (r) => <strong>{r.wallet}</strong> },
    { key: "merchant", head: t("merchant"), cell: (r) => r.merchant },
    { key: "earned", head: t("earned"), right: true, cell: (r) => <Money of={r.earned} quiet /> },
    { key: "fee", head: t("fee"), right: true, cell: (r) => <Money of={r.fee} quiet /> },
    { key: "pending", head: t("refund_pending"), right: true, cell: (r) => <Money of={r.refund_pending} quiet /> },
    { key: "unclaimed", head: t("unclaimed"), right: true, cell: (r) => <Money of={r.unclaimed} quiet /> },
    { key: "owes", head: t("wallet_owes"), right: true, cell: (r) => <strong><Money of={r.wallet_owes} quiet /></strong> },
    { key: "commission", head: t("commission"), right: true, cell: (r) => <Money of={r.commission} quiet /> },
  ];
  const parties = loaded.data?.parties ?? [];
  const most = Math.max(1, ...parties.map((p) => Math.abs(p.net.minor)));
  return (
    <>
      <section class="card flush"><div class="card-head"><h2>{t("pairs")}</h2></div>
        <Shown of={loaded} rows={loaded.data?.lines} columns={pairs} label={t("pairs")} id={(r) => r.wallet + r.merchant + r.earned.currency} />
      </section>
      {parties.length > 0 && (
        <section class="card">
          <div class="card-head"><h2>{t("parties")}</h2></div>
          <ul class="parties">
            {parties.map((p) => (
              <li key={p.party + p.name + p.net.currency}>
                <span><strong>{p.name || t("operator")}</strong> <span class="soft small">{t(p.party as "merchant")}</span></span>
                <Bar of={Math.abs(p.net.minor)} most={most} tone={p.net.minor < 0 ? "pays" : ""} label={t(p.net.minor < 0 ? "pays" : "receives")} />
                <span class="right"><Money of={p.net} /> <span class="soft small">{t(p.net.minor < 0 ? "pays" : "receives")}</span></span>
              </li>
            ))}
          </ul>
          <p class="soft small">{t("netting_note")}</p>
        </section>
      )}
    </>
  );
}

function Postings({ day }: { day: string }) {
  const list = usePages<Posting>(`/ledger/postings?day=${day}`);
  return (
    <section class="card">
      {list.trouble && <Failure of={list.trouble} retry={list.again} />}
      {list.loading && <Skeleton rows={8} />}
      {!list.loading && !list.trouble && !list.items.length && <Empty title="no_books" hint="no_books_hint" />}
      <ol class="postings">
        {list.items.map((posting) => (
          <li key={posting.key}><Booked of={posting} head={posting.payment && <Link to={`payments/${posting.payment}`} class="id">…{posting.payment.slice(-8)}</Link>} /></li>
        ))}
      </ol>
      <More more={list.more} />
    </section>
  );
}
