// One short link: what it is, how often it was opened, and withdrawing it.

import { useState } from "preact/hooks";
import { type WhoAmI, change } from "../api";
import { Link } from "../route";
import { Bar, Copy, Failure, Skeleton, When, useAct, useLoad } from "../ui";
import { fill, t, told } from "../words";
import { messenger } from "./names";
import { qr } from "./qr";
import type { Openings, ShortLink } from "./types";

const at = (code: string): string => `/share/links/${encodeURIComponent(code)}`;

export function LinkPage({ code, me }: { code: string; me: WhoAmI }) {
  const loaded = useLoad<ShortLink>(at(code));
  return (
    <>
      <p class="case-head"><Link to="share/links">← {t("links")}</Link></p>
      {loaded.trouble && <Failure of={loaded.trouble} retry={loaded.again} />}
      {!loaded.data && !loaded.trouble && <section class="card"><Skeleton /></section>}
      {loaded.data && <section class="card"><LinkView of={loaded.data} me={me} changed={loaded.again} /></section>}
    </>
  );
}

const TONES: Record<string, string> = { live: "good", expired: "", withdrawn: "bad" };
export const Standing = ({ of }: { of: ShortLink }) => <span class={`badge ${TONES[of.standing] ?? ""}`}>{told(of.standing)}</span>;

export function LinkView({ of, me, changed }: { of: ShortLink; me: WhoAmI; changed: (now: ShortLink) => void }) {
  return (
    <div class="short" data-code={of.code}>
      <Scan of={of.link} />
      <div class="short-facts">
        <p><strong class="code">{of.code}</strong> <Copy text={of.code} /> <Standing of={of} /></p>
        <dl class="facts">
          <div class="whole"><dt>{t("link")}</dt><dd><bdi class="id">{of.link}</bdi> <Copy text={of.link} /></dd></div>
          <div class="whole"><dt>{t("leads_to")}</dt><dd><bdi class="id">{of.url}</bdi></dd></div>
          <div><dt>{t("created")}</dt><dd><When at={of.created} /></dd></div>
          <div><dt>{t("ends")}</dt><dd>{of.expires ? <When at={of.expires} /> : t("ends_never")}</dd></div>
        </dl>
        <p class="dt">{t("to_paste")} <Copy text={of.text} /></p>
        <pre tabIndex={0} dir="auto">{of.text}</pre>
        {of.withdrawn && <p class="said bad">{fill("withdrawn_because", { at: of.withdrawn.at.slice(0, 16).replace("T", " "), why: of.withdrawn.why })}</p>}
        <Opened code={of.code} />
        {of.standing === "live" && <Withdraw of={of} me={me} changed={changed} />}
      </div>
    </div>
  );
}

/** The code to scan, dark on light in every theme: cameras expect it so. */
function Scan({ of }: { of: string }) {
  const modules = qr(of);
  if (!modules) return null;
  const side = modules.length + 8;
  const dark = modules.flatMap((row, y) => row.map((one, x) => (one ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join("");
  return (
    <svg class="scan" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={fill("scan", { link: of })} shape-rendering="crispEdges">
      <path class="paper" d={`M0 0h${side}v${side}h-${side}z`} /><path class="ink" d={dark} />
    </svg>
  );
}

/** How often it was opened, day by day and by kind of app. */
function Opened({ code }: { code: string }) {
  const loaded = useLoad<Openings>(`${at(code)}/openings`);
  const days = loaded.data?.days.map(({ day, by }) => ({ day, by, sum: Object.values(by).reduce((sum, one) => sum + one, 0) })) ?? [];
  const most = Math.max(1, ...days.map((one) => one.sum));
  const total = days.reduce((sum, one) => sum + one.sum, 0);
  return (
    <section class="opened-days">
      <h3>{t("openings")}{total > 0 && <span class="soft"> · {t("total")} <span class="num">{total}</span></span>}</h3>
      {loaded.trouble && <Failure of={loaded.trouble} retry={loaded.again} />}
      {loaded.data && days.length === 0 && <p class="soft">{t("no_openings")}</p>}
      <ul>
        {days.map(({ day, by, sum }) => (
          <li key={day}>
            <span class="num">{day}</span><Bar of={sum} most={most} label={`${day}: ${sum}`} /><span class="num">{sum}</span>
            <span class="soft small by">{Object.entries(by).map(([app, count]) => `${app === "browser" ? t("browser") : messenger(app)} ${count}`).join(" · ")}</span>
          </li>
        ))}
      </ul>
      <p class="soft small">{t("openings_hint")}</p>
    </section>
  );
}

function Withdraw({ of, me, changed }: { of: ShortLink; me: WhoAmI; changed: (now: ShortLink) => void }) {
  const [why, write] = useState("");
  const { busy, act, note } = useAct();
  const may = me.scopes.includes("write");
  const withdraw = (event: SubmitEvent) => {
    event.preventDefault();
    void act(async () => { changed(await change<ShortLink>("DELETE", at(of.code), { why: why.trim() })); });
  };
  return (
    <details class="withdraw">
      <summary>{t("withdraw")}…</summary>
      <form class="stack" onSubmit={withdraw}>
        <label>{t("withdraw_why")}<input value={why} onInput={(e) => write(e.currentTarget.value)} required maxLength={200} autocomplete="off" /></label>
        <p class="soft small">{t("withdraw_sure")}</p>
        <p class="actions"><button class="danger" disabled={busy || !may || !why.trim()} title={may ? "" : t("no_scope")}>{t("withdraw")}</button></p>
        {note}
      </form>
    </details>
  );
}
