// The small parts that pages are made of.

import type { ComponentChildren, JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Amount, type Page, Trouble, get } from "./api";
import { Link } from "./route";
import { type Word, spoken, t, told } from "./words";

const PLACES: Record<string, number> = { JPY: 0, KRW: 0, VND: 0, KWD: 3, BHD: 3, OMR: 3, JOD: 3, TND: 3 };
const grouped = new Intl.NumberFormat("en-US");

/** An amount as text: integers only, so that no sum is ever rounded. */
export function money({ minor, currency }: Amount): string {
  const places = PLACES[currency] ?? 2;
  const size = Math.abs(minor);
  const whole = grouped.format(Math.floor(size / 10 ** places));
  const part = places ? `.${String(size % 10 ** places).padStart(places, "0")}` : "";
  const sign = currency === "CNY" ? "¥" : `${currency} `;
  return `${minor < 0 ? "−" : ""}${sign}${whole}${part}`;
}

export function Money({ of, quiet }: { of: Amount | null | undefined; quiet?: boolean }) {
  if (!of) return <span class="soft">—</span>;
  const kind = of.minor === 0 && quiet ? "num soft" : of.minor < 0 ? "num minus" : "num";
  return <span class={kind}>{money(of)}</span>;
}

const two = (n: number) => String(n).padStart(2, "0");

let ahead = 0;
/** A sandbox may have moved its clock: today is its today. */
export function setNow(now: string): void {
  ahead = Date.parse(now) - Date.now();
}

/** A moment in Beijing time, as the server wrote it: what it shares with now is left out. */
export function When({ at, full }: { at: string | null; full?: boolean }) {
  if (!at) return <span class="soft">—</span>;
  const [day = "", rest = ""] = at.split("T");
  const clock = (rest.split(/[+Z]/)[0] ?? "").slice(0, full ? 12 : 8);
  const now = new Date(Date.now() + ahead + 8 * 3600_000);
  const year = String(now.getUTCFullYear());
  const today = `${year}-${two(now.getUTCMonth() + 1)}-${two(now.getUTCDate())}`;
  const shown = full ? `${day} ` : day === today ? "" : `${day.startsWith(year) ? day.slice(5) : day} `;
  return <time dateTime={at} title={`${day} ${clock}`} class="num">{shown}{clock}</time>;
}

const TONES: Record<string, string> = {
  paid: "good", done: "good", matched: "good", refunded: "calm", partly_refunded: "calm",
  refunding: "busy", awaiting: "busy", open: "busy", paying: "busy", asked: "busy", processing: "busy",
  closing: "busy", unknown: "warn", pooled: "busy", allow: "good", restrict: "warn", refuse: "bad", pending: "busy", appealed: "busy", lifted: "calm", abnormal: "bad", failed: "bad", refused: "bad",
};
export function Badge({ of }: { of: string }) {
  return <span class={`badge ${TONES[of] ?? "plain"}`}>{told(of)}</span>;
}

/** A long number: its head and tail, the whole for those who copy it. */
export function Id({ of, to }: { of: string; to?: string }) {
  const short = of.length > 20 ? `${of.slice(0, 8)}…${of.slice(-6)}` : of;
  return to ? <Link to={to} class="id" title={of}>{short}</Link> : <span class="id" title={of}>{short}</span>;
}

/** How much of the most there is. */
export function Bar({ of, most, label, tone = "" }: { of: number; most: number; label: string; tone?: string }) {
  const width = `${Math.round((100 * of) / Math.max(1, most))}%`;
  return <span class={`meter ${tone}`} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={most} aria-valuenow={of}><i style={{ width }} /></span>;
}

export function Copy({ text }: { text: string }) {
  const [done, setDone] = useState(false);
  const copy = () => navigator.clipboard?.writeText(text).then(() => {
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  }, () => {});
  return <button type="button" class="quiet" onClick={copy}>{done ? t("copied") : t("copy")}</button>;
}

export function Empty({ title, hint, children }: { title: Word; hint?: Word; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Arch />
      <p class="empty-title">{t(title)}</p>
      {hint && <p class="soft">{t(hint)}</p>}
      {children}
    </div>
  );
}

/** The sign of the house. */
export function Arch() {
  return (
    <svg viewBox="0 0 32 32" class="arch" aria-hidden="true">
      <path d="M5 24V10h4v3h3v-3h2v14M27 24V10h-4v3h-3v-3h-2v14M5 24h22M9 24c0-5 3-8 7-8s7 3 7 8" />
    </svg>
  );
}

export function Failure({ of, retry }: { of: Trouble; retry?: () => void }) {
  const unreachable = of.status === 0;
  return (
    <div class="failure" role="alert">
      <p><strong>{unreachable ? t("unreachable") : of.message}</strong></p>
      <p class="soft">{unreachable ? t("unreachable_hint") : of.detail}</p>
      {retry && <button type="button" onClick={retry}>{t("retry")}</button>}
    </div>
  );
}

/** Grey bars where something will be. */
export function Skeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div class="skeleton" role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, i) => <span key={i} class={`bar w${(i * 7) % 4}`} />)}
    </div>
  );
}

export interface Loaded<T> { data: T | undefined; trouble: Trouble | undefined; again: () => void }

/** Loads once, and again whenever `path` changes or `again` is called; every so often if asked to. */
export function useLoad<T>(path: string | null, every = 0): Loaded<T> {
  const [state, set] = useState<{ path?: string; data?: T; trouble?: Trouble }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (path === null) return;
    let late = false;
    get<T>(path).then(
      (data) => late || set({ path, data }),
      (trouble: Trouble) => late || set((old) => ({ path, trouble, data: old.path === path ? old.data : undefined })),
    );
    const timer = every ? setTimeout(() => document.hidden || setTurn((n) => n + 1), every) : 0;
    return () => { late = true; clearTimeout(timer); };
  }, [path, turn, every]);
  const again = useCallback(() => setTurn((n) => n + 1), []);
  const current = state.path === path;
  return { data: current ? state.data : undefined, trouble: current ? state.trouble : undefined, again };
}

/** A list that goes on while its end is in sight. */
export function usePages<T>(path: string) {
  const [items, setItems] = useState<T[]>([]);
  const [next, setNext] = useState<string | undefined>("");
  const [trouble, setTrouble] = useState<Trouble>();
  const asked = useRef("");
  const load = useCallback(async (fresh: boolean, after: string) => {
    const mark = `${path}|${after}`;
    if (asked.current === mark) return;
    asked.current = mark;
    const glue = path.includes("?") ? "&" : "?";
    try {
      const page = await get<Page<T>>(after ? `${path}${glue}after=${encodeURIComponent(after)}` : path);
      if (asked.current !== mark) return;
      setTrouble(undefined);
      setItems((old) => (fresh ? page.items : [...old, ...page.items]));
      setNext(page.next);
    } catch (error) {
      if (asked.current !== mark) return;
      setTrouble(error as Trouble);
    }
    if (asked.current === mark) asked.current = "";
  }, [path]);
  useEffect(() => {
    setItems([]);
    setNext("");
    asked.current = "";
    void load(true, "");
  }, [load]);
  const more = useCallback(() => { if (next) void load(false, next); }, [next, load]);
  return { items, loading: next === "" && !trouble, more: next ? more : undefined, trouble, again: () => void load(true, "") };
}

/** The end of a list: loads on when it comes into sight, or by hand. */
export function More({ more }: { more: (() => void) | undefined }) {
  const ref = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!ref.current || !more) return;
    const watch = new IntersectionObserver((seen) => seen.some((s) => s.isIntersecting) && more());
    watch.observe(ref.current);
    return () => watch.disconnect();
  }, [more]);
  return more ? <p class="center"><button ref={ref} type="button" onClick={more}>{t("more")}</button></p> : null;
}

/** Tabs that the arrow keys move between. */
export function Tabs({ of, now, go }: { of: [string, string][]; now: string; go: (tab: string) => void }) {
  const move = (event: JSX.TargetedKeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = of.findIndex(([key]) => key === now);
    const next = of[(at + step + of.length) % of.length];
    if (!next) return;
    go(next[0]);
    const tabs = event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]");
    tabs[(at + step + of.length) % of.length]?.focus();
  };
  return (
    <div class="tabs" role="tablist" onKeyDown={move}>
      {of.map(([key, title]) => (
        <button key={key} type="button" role="tab" aria-selected={key === now} tabIndex={key === now ? 0 : -1} onClick={() => go(key)}>
          {title}
        </button>
      ))}
    </div>
  );
}

export interface Column<T> { head: string; cell: (row: T) => ComponentChildren; right?: boolean; key: string; wide?: boolean }

/** A table that becomes a list of cards on a phone. */
export function Table<T>({ label, columns, rows, id, to, brief }: {
  label: string; columns: Column<T>[]; rows: T[]; id: (row: T) => string; to?: (row: T) => string; brief?: boolean;
}) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={label}>
      <table class={brief ? "brief" : ""}>
        <thead><tr>{columns.map((c) => <th key={c.key} scope="col" class={c.right ? "right" : ""}>{c.head}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={id(row)} class={to ? "link" : ""}>
              {columns.map((c, i) => (
                <td key={c.key} data-head={c.head} class={`at-${c.key} ${c.right ? "right" : ""} ${c.wide ? "wide" : ""}`}>
                  {i === 0 && to ? <Link to={to(row)} class="row-link">{c.cell(row)}</Link> : c.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The heading of a page, and what can be done on it. */
export function Head({ title, children, sub }: { title: string; sub?: ComponentChildren; children?: ComponentChildren }) {
  useEffect(() => { document.title = `${title} · Drawbridge`; }, [title]);
  return (
    <header class="page-head">
      <div><h1 tabIndex={-1}>{title}</h1>{sub && <p class="soft">{sub}</p>}</div>
      {children && <div class="actions">{children}</div>}
    </header>
  );
}

/** Does something and says what came of it. */
export function useAct() {
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ good: boolean; text: string }>();
  const act = async (what: () => Promise<string | void>) => {
    setBusy(true);
    setSaid(undefined);
    try {
      const text = await what();
      if (text) setSaid({ good: true, text });
    } catch (error) {
      const trouble = error as Trouble;
      setSaid({ good: false, text: trouble.detail || (trouble.status === 0 ? t("unreachable") : trouble.message) });
    }
    setBusy(false);
  };
  const note = <p class={`said ${said ? (said.good ? "good" : "bad") : ""}`} role="status">{said?.text}</p>;
  return { busy, act, note };
}

export const local = (zh: string, en: string): string => (spoken() === "zh" ? zh : en);
