// One payment: where it stands, what can be done, and everything that happened to it.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Offer, type Page, type Payment, type Refund, type WhoAmI, change, type Happening } from "../api";
import { Badge, type Column, Copy, Failure, Head, Id, Money, Skeleton, Table, When, money, useAct, useLoad } from "../ui";
import { type Word, t, told } from "../words";
import { Timeline } from "./timeline";

const EVERY = 5_000;

export function PaymentPage({ id, me }: { id: string; me: WhoAmI }) {
  const payment = useLoad<Payment>(`/payments/${id}`, EVERY);
  const line = useLoad<Page<Happening>>(`/payments/${id}/timeline`, EVERY);
  const again = () => { payment.again(); line.again(); };
  const p = payment.data;
  if (!p) return <><Head title={t("payments")} />{payment.trouble ? <Failure of={payment.trouble} retry={again} /> : <Skeleton rows={10} />}</>;
  return (
    <>
      <Head title={p.order} sub={<bdi>{p.subject}</bdi>}>
        <button type="button" onClick={again}>{t("refresh")}</button>
      </Head>
      <section class="card summary">
        <div><p class="big num">{money(p.amount)}</p><Badge of={p.phase} /></div>
        <Facts p={p} me={me} />
      </section>
      <div class="columns">
        <div>
          <Offers p={p} />
          <Refunds p={p} me={me} again={again} />
        </div>
        <section class="card">
          {line.trouble && <Failure of={line.trouble} retry={line.again} />}
          {line.data ? <Timeline items={line.data.items} payment={id} me={me} again={again} /> : !line.trouble && <Skeleton rows={8} />}
        </section>
      </div>
    </>
  );
}

function Fact({ name, children }: { name: Word; children: ComponentChildren }) {
  return <div><dt>{t(name)}</dt><dd>{children}</dd></div>;
}

function Facts({ p, me }: { p: Payment; me: WhoAmI }) {
  return (
    <dl class="facts">
      <Fact name="number"><span class="id">{p.id}</span> <Copy text={p.id} /></Fact>
      <Fact name="merchant">{p.merchant}</Fact>
      <Fact name="front"><span class="id">{p.front}</span></Fact>
      <Fact name="created"><When at={p.created} full /></Fact>
      {p.paid_at ? <Fact name="paid_at"><When at={p.paid_at} full /></Fact> : <Fact name="expires"><When at={p.expires} full /></Fact>}
      {p.closed_at && <Fact name="closed_at"><When at={p.closed_at} full /> {p.closed_by && <span class="soft">{p.closed_by}</span>}</Fact>}
      <Fact name="refundable"><Money of={p.refundable} quiet /></Fact>
      <Fact name="due">{p.due ? <When at={p.due} full /> : <span class="soft">{t("at_rest")}</span>}</Fact>
      <Fact name="drawn">{p.direct ? <span class="soft">{t("direct")}</span> : p.order_drawn.join(" · ")}</Fact>
      {!p.direct && <Fact name="cashier"><a href={`${me.public_url}/c/${p.id}`} target="_blank" rel="noreferrer">/c/…{p.id.slice(-6)}</a></Fact>}
    </dl>
  );
}

function Offers({ p }: { p: Payment }) {
  if (!p.offers.length) return null;
  const columns: Column<Offer>[] = [
    { key: "wallet", head: t("wallet"), cell: (o) => <strong>{o.wallet}</strong> },
    { key: "state", head: t("state"), cell: (o) => <><Badge of={o.state} />{o.fault && <p class="minus small">{o.fault}</p>}</> },
    { key: "number", head: t("wallet_no"), cell: (o) => o.wallet_no ? <Id of={o.wallet_no} /> : <span class="soft">—</span> },
    { key: "fee", head: t("fee"), right: true, cell: (o) => <Money of={o.fee} /> },
    { key: "buyer", head: t("buyer"), cell: (o) => o.buyer ? <span class="id">{o.buyer}</span> : <span class="soft">—</span> },
  ];
  return (
    <section class="card">
      <div class="card-head"><h2>{t("offers")}</h2></div>
      <Table label={t("offers")} columns={columns} rows={p.offers} id={(o) => o.order} />
    </section>
  );
}

function Refunds({ p, me, again }: { p: Payment; me: WhoAmI; again: () => void }) {
  const [open, setOpen] = useState(false);
  const may = me.scopes.includes("money");
  const columns: Column<Refund>[] = [
    { key: "number", head: t("number"), cell: (r) => <Id of={r.refund} /> },
    { key: "amount", head: t("amount"), right: true, cell: (r) => <Money of={r.amount} /> },
    { key: "state", head: t("state"), cell: (r) => <><Badge of={r.status} />{r.kind !== "merchant" && <span class="soft small"> {told(r.kind)}</span>}{r.fault && <p class="minus small">{r.fault}</p>}</> },
    { key: "time", head: t("time"), right: true, cell: (r) => <When at={r.done_at ?? r.created} /> },
  ];
  if (!p.refunds.length && !p.refundable.minor) return null;
  return (
    <section class="card">
      <div class="card-head"><h2>{t("refunds")}</h2>
        {p.refundable.minor > 0 && <button type="button" disabled={!may} title={may ? "" : t("no_scope")} aria-expanded={open} onClick={() => setOpen(!open)}>{t("refund_it")}</button>}
      </div>
      {open && <RefundForm p={p} done={again} />}
      {p.refunds.length > 0 && <Table label={t("refunds")} columns={columns} rows={p.refunds} id={(r) => r.wallet_no} />}
    </section>
  );
}

/** Minor units of a decimal text, by digits only; nothing if it is no amount. */
function minorOf(text: string): number | undefined {
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : undefined;
}

function RefundForm({ p, done }: { p: Payment; done: () => void }) {
  const { busy, act, note } = useAct();
  // Drawn once: the same form sent twice is the same refund.
  const [number, setNumber] = useState(() => `OP${Date.now()}`);
  const left = `${Math.floor(p.refundable.minor / 100)}.${String(p.refundable.minor % 100).padStart(2, "0")}`;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const minor = minorOf(String(form.get("amount")));
    const reason = String(form.get("reason") ?? "").trim();
    void act(async () => {
      if (!minor) throw Object.assign(new Error(), { detail: t("refund_amount"), status: 422 });
      await change("POST", `/payments/${p.id}/refunds`, { refund: number, minor, ...(reason ? { reason } : {}) });
      setNumber(`OP${Date.now()}`);
      done();
      return t("refund_done_msg");
    });
  };
  return (
    <form class="inline-form" onSubmit={send}>
      <label>{t("refund_amount")}<input name="amount" inputMode="decimal" pattern="\d+(\.\d{1,2})?" defaultValue={left} required /></label>
      <label>{t("reason")}<input name="reason" maxLength={80} /></label>
      <label>{t("refund_number")}<input value={number} onInput={(e) => setNumber(e.currentTarget.value)} required /></label>
      <button class="main" disabled={busy}>{t("refund_it")}</button>
      {note}
    </form>
  );
}
