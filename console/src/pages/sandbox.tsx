// Playing the buyer, the clock, and whatever can go wrong.

import { useEffect, useState } from "preact/hooks";
import { type Page, type Platform, play } from "../api";
import { Badge, Head, Money, When, local, useAct, useLoad } from "../ui";
import { type Word, t } from "../words";

export function SandboxPage() {
  const platforms = useLoad<Page<Platform>>("/platforms");
  const spoken = (platforms.data?.items ?? []).filter((p) => p.pay.charge);
  return (
    <>
      <Head title={t("sandbox")} />
      <div class="columns even">
        <div><Buyer of={spoken} /><Clock /></div>
        <Faults of={spoken} />
      </div>
    </>
  );
}

interface Paid { order: string; state: string; amount: { minor: number; currency: string } }

function Buyer({ of }: { of: Platform[] }) {
  const { busy, act, note } = useAct();
  const [paid, setPaid] = useState<Paid>();
  const pay = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const what = String(form.get("what")).trim();
    const ask = {
      [what.includes(":") ? "code" : "order"]: what,
      scan_only: form.has("scan"),
      ...(form.get("with") ? { dialect: form.get("with") } : {}),
    };
    void act(async () => { setPaid(undefined); setPaid(await play<Paid>("POST", "/pay", ask)); });
  };
  return (
    <section class="card">
      <h2>{t("buyer_pays")}</h2><p class="soft small">{t("buyer_pays_hint")}</p>
      <form class="stack" onSubmit={pay}>
        <label>{t("code_or_order")}<input name="what" required autocomplete="off" spellcheck={false} /></label>
        <label>{t("wallet")}<select name="with"><option value="">{t("any_wallet")}</option>{of.map((p) => <option key={p.name} value={p.name}>{local(p.title_zh, p.title)}</option>)}</select></label>
        <label class="check"><input type="checkbox" name="scan" /> {t("scan_only")}</label>
        <button class="main" disabled={busy}>{t("pay")}</button>
      </form>
      {note}
      {paid && <p class="result" role="status"><Badge of={paid.state} /> <Money of={paid.amount} /> <span class="id">{paid.order}</span></p>}
    </section>
  );
}

function Clock() {
  const [now, set] = useState<string>();
  const { busy, act, note } = useAct();
  const read = () => play<{ now: string }>("GET", "/clock").then((told) => set(told.now), () => {});
  useEffect(() => { void read(); const timer = setInterval(read, 5000); return () => clearInterval(timer); }, []);
  const move = (seconds: number) => act(async () => { set((await play<{ now: string }>("POST", "/clock", { advance_seconds: seconds })).now); });
  const steps: [Word, number][] = [["plus_minute", 60], ["plus_hour", 3600], ["plus_day", 86_400]];
  return (
    <section class="card">
      <h2>{t("clock")}</h2><p class="soft small">{t("clock_hint")}</p>
      <p class="big">{now ? <When at={now} full /> : "…"}</p>
      <p class="actions">{steps.map(([word, seconds]) => <button key={word} type="button" disabled={busy} onClick={() => move(seconds)}>{t(word)}</button>)}</p>
      {note}
    </section>
  );
}

const one = (when: object, act: object) => ({ rules: [{ when, do: act }] });
const EXAMPLES: [Word, object][] = [
  ["ex_none", { rules: [] }],
  ["ex_wrong_signature", one({ on: "notice", percent: 5 }, { kind: "wrong_signature" })],
  ["ex_lost", one({ on: "notice", next: 3 }, { kind: "lose_notice" })],
  ["ex_double", one({ on: "notice" }, { kind: "double_notice" })],
  ["ex_slow", one({ on: "query" }, { kind: "slow_reply", ms: 3000 })],
  ["ex_502", one({ on: "charge", nth: 1 }, { kind: "status", status: 502, after: true })],
  ["ex_limit", one({ on: "query", percent: 10 }, { kind: "refuse", reason: "too_often" })],
  ["ex_poor", one({ on: "pay" }, { kind: "insufficient_balance" })],
  ["ex_still", one({ on: "pay" }, { kind: "still_paying", seconds: 20 })],
  ["ex_late", one({ on: "pay" }, { kind: "pay_after_close" })],
  ["ex_migrate", { rules: [], migration: { percent: 20 } }],
];

function Faults({ of }: { of: Platform[] }) {
  const [dialect, setDialect] = useState("");
  const [merchant, setMerchant] = useState("*");
  const [text, setText] = useState("{\n  \"rules\": []\n}");
  const { busy, act, note } = useAct();
  const chosen = dialect || of[0]?.name || "";
  const path = `/script/${chosen}/${encodeURIComponent(merchant || "*")}`;
  const write = (script: object) => setText(JSON.stringify(script, null, 2));
  const read = () => act(async () => write(await play<object>("GET", path)));
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    void act(async () => {
      let script: unknown;
      try { script = JSON.parse(text); } catch { throw Object.assign(new Error(), { detail: t("not_json"), status: 422 }); }
      await play("PUT", path, script);
      return t("script_saved");
    });
  };
  return (
    <section class="card">
      <h2>{t("faults")}</h2><p class="soft small">{t("faults_hint")}</p>
      <form class="stack" onSubmit={save}>
        <div class="row-form">
          <label>{t("platform")}<select value={chosen} onChange={(e) => setDialect(e.currentTarget.value)}>{of.map((p) => <option key={p.name} value={p.name}>{local(p.title_zh, p.title)}</option>)}</select></label>
          <label>{t("merchant")}<input value={merchant} onInput={(e) => setMerchant(e.currentTarget.value)} /></label>
          <button type="button" onClick={read} disabled={busy}>{t("read_now")}</button>
        </div>
        <div class="chips" role="group" aria-label={t("examples")}>
          {EXAMPLES.map(([word, script]) => <button key={word} type="button" class="chip" onClick={() => write(script)}>{t(word)}</button>)}
        </div>
        <label>{t("spec")}<textarea rows={14} spellcheck={false} value={text} onInput={(e) => setText(e.currentTarget.value)} /></label>
        <button class="main" disabled={busy || !chosen}>{t("save")}</button>
      </form>
      {note}
    </section>
  );
}
