// The log, verified by the browser itself.

import { useCallback, useEffect, useState } from "preact/hooks";
import { Empty, Failure, Skeleton, useLoad } from "../ui";
import { type Word, fill, spoken, t } from "../words";
import { Unproven, base64, unbase64 } from "../verify/bytes";
import { type Check, type Seen, type State, type Trust, isLie, watch, withLie } from "../verify/watch";
import { Everything } from "./everything";
import { Files } from "./files";
import { GrowthPicture } from "./growth";
import { LeafCard } from "./leaf";
import { forget, fromServer, ownPolicy, remember, remembered, save, setOwnPolicy } from "./trust";
import { type Witnessing, WitnessingCards } from "./witnessing";

/** What the node says of its log; the key is believed from the first visit on, or from a policy of one's own. */
export interface LogState extends Witnessing { leaves: number; key?: string; policy?: string; state?: string; age?: number; trouble?: string }

export function LogPage({ query }: { query: URLSearchParams }) {
  const told = useLoad<LogState>("/log");
  if (told.trouble) return <Failure of={told.trouble} retry={told.again} />;
  if (!told.data) return <Skeleton />;
  const { key, policy = null, state, age = 0, leaves, published, trouble } = told.data;
  if (!key) return <><section class="card"><Empty title="no_log_title" hint="no_log_hint" /></section><WitnessingCards of={told.data} /></>;
  return (
    <>
      {trouble && <p class="said bad" role="alert">{trouble}</p>}
      {state === "behind" && <p class="said bad" role="alert">{fill("log_behind", { age, count: leaves - published })}</p>}
      <Watched of={{ vkey: key, policy }} query={query} />
      <WitnessingCards of={told.data} />
    </>
  );
}

function Watched({ of, query }: { of: Trust; query: URLSearchParams }) {
  const [seen, setSeen] = useState<Seen>();
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => { setSeen(undefined); setTurn((n) => n + 1); }, []);
  useEffect(() => {
    let late = false;
    const policy = ownPolicy() ?? of.policy;
    void watch(fromServer, { vkey: of.vkey, policy }, remembered()).then((now) => {
      if (late) return;
      remember(now, of.vkey);
      setSeen(now);
    });
    return () => { late = true; };
  }, [of.vkey, of.policy, turn]);
  const found = useCallback((why: Unproven) => { if (isLie(why)) setSeen((now) => now && withLie(now, why)); }, []);
  return (
    <>
      <Verdict of={seen} again={again} vkey={of.vkey} />
      {seen && <div class="columns even"><CheckpointCard of={seen} /><GrowthCard of={seen} /></div>}
      {seen?.head && seen.tiles && <LeafCard seen={seen} query={query} found={found} />}
      {seen?.head && seen.tiles && <div class="columns even"><Files seen={seen} found={found} /><Everything seen={seen} found={found} /></div>}
      {seen && <TrustCard again={again} served={of.policy} />}
    </>
  );
}

const SIGNS: Record<State, string> = { good: "✓", bad: "✗", unsure: "?", none: "–" };
export const Mark = ({ of }: { of: State }) => <span class={`mark ${of}`} aria-hidden="true">{SIGNS[of]}</span>;

/** What is wrong, in words. */
export function reason(why: Unproven): string {
  const word = `bad_${why.code}` as Word;
  return fill(word, why.about);
}

function Verdict({ of, again, vkey }: { of: Seen | undefined; again: () => void; vkey: string }) {
  if (!of) return <section class="card verdict" role="status"><p class="big">{t("log_checking")}</p><Skeleton rows={3} /></section>;
  const state = of.state as "good" | "bad" | "unsure";
  const evidence = () => save("drawbridge-log-evidence.txt", [of.old?.note, of.head && new TextDecoder().decode(of.head.bytes)].filter(Boolean).join("\n---\n") || vkey);
  return (
    <section class={`card verdict ${state}`} role={state === "bad" ? "alert" : "status"} data-state={state}>
      <div class="verdict-head">
        <Mark of={state} />
        <div><p class="big">{t(`log_${state}`)}</p><p>{t(`log_${state}_hint`)}</p></div>
      </div>
      <ul class="checks">
        {of.checks.map((check) => (
          <li key={check.name} class={check.state}>
            <Mark of={check.state} /><span><strong>{t(`check_${check.name}`)}</strong> <span class="soft">{said(check, of)}</span></span>
          </li>
        ))}
      </ul>
      <div class="actions">
        <button type="button" onClick={again}>{t("check_again")}</button>
        {state === "bad" && <button type="button" onClick={evidence}>{t("evidence")}</button>}
        {state === "bad" && <button type="button" class="danger" onClick={() => { if (confirm(t("forget_sure"))) { forget(); again(); } }}>{t("forget")}</button>}
      </div>
    </section>
  );
}

const date = (ms: number): string => new Date(ms).toLocaleString(spoken() === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });

/** What came of a check, in words. */
function said({ name, state, why }: Check, { old, head, key }: Seen): string {
  if (why) return reason(why);
  const size = head?.size ?? 0;
  switch (name) {
    case "key": return old ? fill("key_known", { date: date(old.first) }) : t("key_first");
    case "signed": return t(state === "good" ? "signed_good" : "signed_unsure");
    case "cosigned":
      if (state === "good") return fill("cosigned_good", { count: head?.signed.filter((one) => one.state === "good" && one.key !== key).length ?? 0 });
      return t(state === "none" ? "cosigned_none" : "cosigned_unsure");
    case "root": return t("root_good");
    case "read": return "";
    case "grown":
      if (!old) return t("grown_none");
      return fill(old.size === size ? "grown_same" : "grown_good", { old: old.size, size });
  }
}

function CheckpointCard({ of }: { of: Seen }) {
  const { head, key } = of;
  return (
    <section class="card">
      <div class="card-head"><h2>{t("checkpoint")}</h2></div>
      <dl class="facts">
        <div><dt>{t("origin")}</dt><dd><bdi>{head?.origin ?? key?.name ?? "—"}</bdi></dd></div>
        <div><dt>{t("leaves_n")}</dt><dd class="num">{head ? head.size.toLocaleString("en-US") : "—"}</dd></div>
        <div class="whole"><dt>{t("root")}</dt><dd class="id">{head ? base64(head.root) : "—"}</dd></div>
        {key && <div class="whole"><dt>{t("vkey")}</dt><dd class="id">{key.vkey}</dd></div>}
      </dl>
      {head && (
        <>
          <h3>{t("signers")}</h3>
          <ul class="signers">
            {head.signed.map((one) => {
              const state: State = one.state === "good" ? "good" : one.state === "unchecked" ? "unsure" : "none";
              const who = one.key === key ? t("the_log") : one.state === "unknown" ? t("a_stranger") : t("a_witness");
              return (
                <li key={one.name + one.id}><Mark of={state} /><span><bdi class="id">{one.name}</bdi> <span class="soft small">{who}{one.time ? ` · ${date(one.time * 1000)}` : ""}</span></span></li>
              );
            })}
          </ul>
        </>
      )}
    </section>
  );
}

function GrowthCard({ of }: { of: Seen }) {
  const { old, head, parts } = of;
  return (
    <section class="card">
      <div class="card-head"><h2>{t("growth")}</h2></div>
      <dl class="facts">
        <div><dt>{t("seen_last")}</dt><dd>{old ? `${old.size.toLocaleString("en-US")} · ${date(old.at)}` : "—"}</dd></div>
        {old && <div class="whole"><dt>{t("root")}</dt><dd class="id">{unbase64(old.root) ? old.root : "—"}</dd></div>}
      </dl>
      {old && head && parts.length > 0 ? <GrowthPicture parts={parts} old={old.size} size={head.size} />
        : <p class="soft">{old && head && of.state !== "bad" ? fill("grown_same", { size: head.size }) : old ? "" : t("grown_none")}</p>}
    </section>
  );
}

/** A person's own word on whom to trust, above the node's. */
function TrustCard({ again, served }: { again: () => void; served: string | null }) {
  const [said, setSaid] = useState(false);
  const enter = (event: SubmitEvent) => {
    event.preventDefault();
    setOwnPolicy(String(new FormData(event.target as HTMLFormElement).get("policy") ?? ""));
    setSaid(true);
    again();
  };
  return (
    <details class="card">
      <summary>{t("own_policy")}</summary>
      <form class="stack" onSubmit={enter}>
        <p class="soft">{t("own_policy_hint")}</p>
        <label>{t("policy_text")}<textarea name="policy" rows={6} spellcheck={false} defaultValue={ownPolicy() ?? served ?? ""} /></label>
        <button class="main">{t("save")}</button>
        <p class={said ? "said good" : "said"} role="status">{said ? t("policy_saved") : ""}</p>
      </form>
    </details>
  );
}
