// Everything that happened to a payment, top to bottom.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Entry, type Happening, type Posting, type WhoAmI, change } from "../api";
import { Id, Money, When, money, useAct } from "../ui";
import { type Word, t, told } from "../words";

const SHOWN = ["state", "notice", "posting", "exchange"] as const;
const TITLES: Record<string, Word> = { state: "show_states", notice: "show_notices", posting: "show_postings", exchange: "show_exchanges" };

export function Timeline({ items, payment, me, again }: { items: Happening[]; payment: string; me: WhoAmI; again: () => void }) {
  const [hidden, hide] = useState<readonly string[]>([]);
  const flip = (kind: string) => hide(hidden.includes(kind) ? hidden.filter((k) => k !== kind) : [...hidden, kind]);
  return (
    <>
      <div class="card-head"><h2>{t("timeline")}</h2>
        <div class="chips" role="group" aria-label={t("filter")}>
          {SHOWN.map((kind) => (
            <button key={kind} type="button" class="chip" aria-pressed={!hidden.includes(kind)} onClick={() => flip(kind)}>{t(TITLES[kind] ?? "all")}</button>
          ))}
        </div>
      </div>
      <ol class="timeline">
        {items.filter((item) => !hidden.includes(item.kind)).map((item, i) => (
          <li key={i} class={`${item.kind} ${item.kind === "state" ? item.name : ""}`}>
            <When at={item.at} full />
            <One of={item} payment={payment} me={me} again={again} />
          </li>
        ))}
      </ol>
    </>
  );
}

function One({ of, payment, me, again }: { of: Happening; payment: string; me: WhoAmI; again: () => void }) {
  switch (of.kind) {
    case "state":
      return <p><strong>{told(`ev_${of.name}`)}</strong>{of.wallet && <> · {of.wallet}</>}{of.amount && <> · <Money of={of.amount} /></>}{of.number && <> <Id of={of.number} /></>}</p>;
    case "note":
      return <p class="note"><strong>{t("note")}</strong> {of.text}</p>;
    case "exchange":
      return <Exchange of={of} />;
    case "notice":
      return <Notice of={of} payment={payment} may={me.scopes.includes("write")} again={again} />;
    case "posting":
      return <Booked of={of} />;
  }
}

function Exchange({ of }: { of: Extract<Happening, { kind: "exchange" }> }) {
  // A notice goes the other way round: the wallet asks us, and we ask the merchant.
  const far = (of.direction === "ask-in" || of.direction === "answer-out") === (of.call === "notice") ? "wallet" : "merchant";
  const way = of.direction.endsWith("in") ? `${t(far)} → ${t("bridge")}` : `${t("bridge")} → ${t(far)}`;
  return (
    <details>
      <summary><span class="way">{way}</span> <code>{of.dialect} {of.call}</code>{of.status > 0 && <span class={`badge ${of.status < 400 ? "plain" : "bad"}`}>{of.status}</span>}</summary>
      <pre tabIndex={0}>{pretty(of.text)}</pre>
      <p class="soft small">{t("redacted")}</p>
    </details>
  );
}

/** JSON with its lines broken, whatever stands before it; any other text as it is. */
function pretty(text: string): string {
  const at = text.search(/[{[]/);
  if (at < 0) return text;
  try {
    return text.slice(0, at) + JSON.stringify(JSON.parse(text.slice(at)), null, 2);
  } catch {
    return text;
  }
}

function Notice({ of, payment, may, again }: { of: Extract<Happening, { kind: "notice" }>; payment: string; may: boolean; again: () => void }) {
  const { busy, act, note } = useAct();
  const send = () => act(async () => {
    await change("POST", `/payments/${payment}/notices/${encodeURIComponent(of.id)}/resend`);
    again();
    return t("resent");
  });
  const state = of.done ? "acknowledged" : of.due ? "not_acknowledged" : "given_up";
  return (
    <div>
      <p><strong>{t("notice")}</strong> <span class={`badge ${of.done ? "good" : of.due ? "warn" : "bad"}`}>{t(state)}</span> <span class="soft">{of.attempts} {t("attempts")}</span></p>
      {of.url && <p class="small clip-all">{of.url}</p>}
      {!of.done && of.last_error && <p class="minus small clip-all">{of.last_error}</p>}
      {!of.done && <p class="small">{of.due && <>{t("next_try")} <When at={of.due} /> </>}<button type="button" class="quiet" disabled={busy || !may} title={may ? "" : t("no_scope")} onClick={send}>{t("resend")}</button></p>}
      {note}
    </div>
  );
}

/** A booking as T-accounts: debits left, credits right. */
export function Booked({ of, head }: { of: Posting; head?: ComponentChildren }) {
  const accounts = new Map<string, Entry[]>();
  for (const entry of of.entries) {
    const key = `${entry.merchant}|${entry.wallet}|${entry.account}`;
    accounts.set(key, [...(accounts.get(key) ?? []), entry]);
  }
  return (
    <div>
      <p><strong>{t("posting")}</strong> <span class="soft">{of.memo}</span> {head}</p>
      <div class="t-accounts">
        {[...accounts.values()].map((entries) => {
          const first = entries[0] as Entry;
          const side = (debit: boolean) => entries.filter((e) => e.debit === debit).map((e, i) => <span key={i} class="num">{money(e.amount)}</span>);
          return (
            <table key={first.account + first.wallet} class="t">
              <caption>{told(first.account)}<span class="soft small">{first.merchant} · {first.wallet}</span></caption>
              <thead class="visually-hidden"><tr><th scope="col">{t("debit")}</th><th scope="col">{t("credit")}</th></tr></thead>
              <tbody><tr><td>{side(true)}</td><td>{side(false)}</td></tr></tbody>
            </table>
          );
        })}
      </div>
    </div>
  );
}
