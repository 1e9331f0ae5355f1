// Reconciliation: what each wallet's bill said, and what does not agree.

import { useState } from "preact/hooks";
import { type Difference, type Known, type Page, type Report, type ReportLine, type Sums, type WhoAmI, change, download } from "../api";
import { Link, go } from "../route";
import { Badge, Bar, type Column, Empty, Failure, Head, Id, Money, More, Skeleton, Table, When, local, money, useAct, useLoad, usePages } from "../ui";
import { spoken, t } from "../words";
import { Choice } from "./payments";

export function ReportsPage({ me }: { me: WhoAmI }) {
  const [wallet, setWallet] = useState("");
  const list = usePages<ReportLine>(`/reports${wallet ? `?wallet=${encodeURIComponent(wallet)}` : ""}`);
  const wallets = useLoad<Page<Known>>("/wallets?limit=200");
  const names: [string, string][] = (wallets.data?.items ?? []).map((w) => [w.key, w.key]);
  const columns: Column<ReportLine>[] = [
    { key: "day", head: t("day"), cell: (r) => <span class="num">{r.day}</span> },
    { key: "wallet", head: t("wallet"), cell: (r) => <strong>{r.wallet}</strong> },
    { key: "matched", head: t("matched"), right: true, cell: (r) => <span class="num">{r.report.classes.matched?.count ?? 0}</span> },
    { key: "open", head: t("open_differences"), right: true, cell: (r) => r.open ? <span class="badge warn num">{r.open}</span> : <span class="badge good num">0</span> },
    { key: "mended", head: t("mended"), right: true, cell: (r) => <span class="num">{r.mended}</span> },
    { key: "waiting", head: t("waiting_pool"), right: true, cell: (r) => <span class="num">{r.waiting}</span> },
    { key: "at", head: t("run_at"), right: true, cell: (r) => <When at={r.at} /> },
  ];
  return (
    <>
      <Head title={t("reports")} />
      <Run me={me} wallets={names} done={list.again} />
      <search class="filters"><Choice label={t("wallet")} value={wallet} set={setWallet} of={names} /></search>
      <section class="card flush">
        {list.trouble && <Failure of={list.trouble} retry={list.again} />}
        {list.loading && <Skeleton />}
        {!list.loading && !list.trouble && !list.items.length && <Empty title="no_reports" hint="no_reports_hint" />}
        {list.items.length > 0 && <Table label={t("reports")} columns={columns} rows={list.items} id={(r) => `${r.wallet}|${r.day}`} to={(r) => `reports/${encodeURIComponent(r.wallet)}/${r.day}`} />}
        <More more={list.more} />
      </section>
    </>
  );
}

function Run({ me, wallets, done }: { me: WhoAmI; wallets: [string, string][]; done: () => void }) {
  const { busy, act, note } = useAct();
  const may = me.scopes.includes("write");
  const yesterday = new Date(new Date(me.now).getTime() - 16 * 3600_000).toISOString().slice(0, 10);
  const run = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const [wallet, day] = [String(form.get("wallet")), String(form.get("day"))];
    void act(async () => {
      await change("POST", `/reports/${encodeURIComponent(wallet)}/${day}`, {});
      done();
      go(`reports/${encodeURIComponent(wallet)}/${day}`);
    });
  };
  return (
    <form class="card inline-form" onSubmit={run}>
      <label>{t("wallet")}<select name="wallet" required>{wallets.map(([key]) => <option key={key}>{key}</option>)}</select></label>
      <label>{t("day")}<input type="date" name="day" defaultValue={yesterday} required /></label>
      <button class="main" disabled={busy || !may} title={may ? "" : t("no_scope")}>{t("reconcile")}</button>
      {note}
    </form>
  );
}

export function ReportPage({ wallet, day, me }: { wallet: string; day: string; me: WhoAmI }) {
  const path = `/reports/${encodeURIComponent(wallet)}/${day}`;
  const loaded = useLoad<Report>(path);
  const { busy, act, note } = useAct();
  const may = me.scopes.includes("money");
  const mend = (which: string) => act(async () => {
    const { items } = await change<{ items: unknown[] }>("POST", `${path}/corrections`, { which });
    loaded.again();
    return `${t("mended_msg")}: ${items.length}`;
  });
  const r = loaded.data;
  return (
    <>
      <Head title={`${wallet} · ${day}`} sub={<Link to="reports">← {t("reports")}</Link>}>
        <button type="button" onClick={() => act(() => download(`${path}/csv?lang=${spoken()}`, `${wallet}-${day}.csv`))}>{t("csv")}</button>
        {!!r?.items.length && <button type="button" class="main" disabled={busy || !may} title={may ? "" : t("no_scope")} onClick={() => mend("safe")}>{t("mend_safe")}</button>}
      </Head>
      {note}
      {loaded.trouble && <Failure of={loaded.trouble} retry={loaded.again} />}
      {!r && !loaded.trouble && <Skeleton rows={8} />}
      {r && <Classes of={r} />}
      {r && (
        <section class="card flush">
          <div class="card-head"><h2>{t("open_differences")}</h2></div>
          {r.items.length ? <Table label={t("open_differences")} columns={columns(mend, busy || !may)} rows={r.items} id={(d) => d.id} />
            : <Empty title="all_clean" hint="all_clean_hint" />}
        </section>
      )}
      {r && r.mended_items.length > 0 && (
        <section class="card flush">
          <div class="card-head"><h2>{t("mended")}</h2></div>
          <Table label={t("mended")} columns={columns()} rows={r.mended_items} id={(d) => d.id} />
        </section>
      )}
    </>
  );
}

const CLASSES = ["matched", "over", "short", "status_mismatch", "amount_mismatch", "fee_mismatch", "duplicate", "pooled"] as const;

function Classes({ of }: { of: Report }) {
  const { classes } = of.report;
  const all = Math.max(1, ...CLASSES.map((name) => classes[name]?.count ?? 0));
  return (
    <section class="card">
      <p class="soft small">{t("our_rows")} <strong class="num">{of.report.our_rows}</strong> · {t("their_rows")} <strong class="num">{of.report.their_rows}</strong></p>
      <ul class="classes">
        {CLASSES.map((name) => {
          const tally = classes[name];
          const count = tally?.count ?? 0;
          return (
            <li key={name} class={count ? "" : "soft"}>
              <span>{t(name)}</span>
              <Bar of={count} most={all} tone={name === "matched" ? "" : name === "pooled" ? "calm" : "pays"} label={t(name)} />
              <span class="right num">{count}</span>
              <span class="right small">{sums(tally?.sums)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function sums(of: Record<string, Sums> | undefined): string {
  return Object.entries(of ?? {}).map(([currency, s]) => money({ minor: (s.their_paid || s.our_paid) - (s.their_refunded || s.our_refunded), currency })).join(" ");
}

const columns = (mend?: (which: string) => void, off?: boolean): Column<Difference>[] => [
  { key: "class", head: t("class"), cell: (d) => <Badge of={d.class} /> },
  { key: "order", head: t("order"), cell: (d) => d.ours?.payment ? <Id of={d.ours.payment} to={`payments/${d.ours.payment}`} /> : <Id of={d.theirs?.order ?? d.ours?.order ?? ""} /> },
  { key: "ours", head: t("our_amount"), right: true, cell: (d) => <Money of={d.ours?.amount} /> },
  { key: "theirs", head: t("their_amount"), right: true, cell: (d) => <Money of={d.theirs?.amount} /> },
  { key: "text", head: t("suggestion"), wide: true, cell: (d) => local(d.correction.zh, d.correction.en) },
  ...(mend ? [{ key: "mend", head: "", right: true, cell: (d: Difference) => d.correction.entries.length > 0 && <button type="button" class="quiet" disabled={off} onClick={() => mend(d.id)}>{t("mend")}</button> }] : []),
];
