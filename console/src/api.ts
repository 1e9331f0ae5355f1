// The operator's interface, as the console uses it. The token lives for the tab only.

export interface Amount { minor: number; currency: string }
export interface Page<T> { items: T[]; next?: string }
export interface WhoAmI {
  name: string; scopes: string[]; sandbox: boolean; public_url: string; version: string; now: string;
}
export interface WalletDay {
  wallet: string; dialect: string | null; payments: number; earned: Amount; fee: Amount;
  refund_pending: Amount; unclaimed: Amount; wallet_owes: Amount;
}
export interface Overview {
  day: string; phases: Record<string, number>; counted: number; more: boolean;
  notices_waiting: number; notices_more: boolean; wallets: WalletDay[];
}
export interface PaymentLine {
  id: string; merchant: string; front: string; order: string; subject: string; amount: Amount;
  phase: string; wallet: string | null; created: string;
}
export interface Offer {
  wallet: string; dialect: string; order: string; state: string; wallet_no: string | null;
  paid: Amount | null; fee: Amount | null; paid_at: string | null; buyer: string | null;
  next_ask: string | null; fault: string | null;
}
export interface Refund {
  refund: string; wallet_no: string; kind: string; status: string; amount: Amount; offer: number;
  created: string; done_at: string | null; reason: string | null; fault: string | null;
}
export interface Payment extends PaymentLine {
  version: number; scene: string; expires: string; due: string | null; paid_at: string | null;
  refunded: Amount; refundable: Amount; closed_at: string | null; closed_by: string | null;
  direct: boolean; order_drawn: string[]; offers: Offer[]; winner: number | null;
  refunds: Refund[]; notes: { at: string; text: string }[];
}
export interface Entry {
  merchant: string; wallet: string; account: string; debit: boolean; amount: Amount;
}
export interface Posting {
  key: string; payment: string | null; day: string; memo: string; entries: Entry[];
}
export interface Notice {
  id: string; payment: string; front: string; url: string | null; about: string | null;
  attempts: number; done: boolean; due: string | null; last_error: string | null;
}
export type Happening = { at: string } & (
  | { kind: "state"; name: string; wallet?: string; amount?: Amount; number?: string }
  | { kind: "note"; text: string }
  | { kind: "exchange"; direction: string; dialect: string; call: string; status: number; text: string }
  | ({ kind: "notice" } & Notice)
  | ({ kind: "posting" } & Posting)
);
export interface AccountName {
  merchant: string; wallet: string; account: string; title: string; title_zh: string;
}
export interface Balance extends AccountName { debit: Amount; credit: Amount; net: Amount }
export interface Position extends AccountName {
  opening: Amount; debit: Amount; credit: Amount; closing: Amount;
}
export interface Netting {
  day: string;
  lines: {
    wallet: string; merchant: string; earned: Amount; fee: Amount; refund_pending: Amount;
    unclaimed: Amount; wallet_owes: Amount; commission: Amount;
  }[];
  parties: { party: string; name: string; net: Amount }[];
}
export interface Sums {
  our_paid: number; our_refunded: number; our_fee_micro: number;
  their_paid: number; their_refunded: number; their_fee_micro: number;
}
export interface ReportLine {
  wallet: string; day: string; version: number; at: string | null; open: number; mended: number;
  waiting: number;
  report: {
    our_rows: number; their_rows: number;
    classes: Record<string, { count: number; sums: Record<string, Sums> }>;
  };
}
export interface SideRow {
  order: string; refund: string | null; wallet_no: string | null; payment?: string; amount: Amount;
  fee_micro: number;
}
export interface Difference {
  id: string; class: string; age_days: number; ours: SideRow | null; theirs: SideRow | null;
  correction: { person: boolean; zh: string; en: string; entries: unknown[] };
}
export interface Report extends ReportLine { items: Difference[]; mended_items: Difference[] }
export interface Known {
  key: string; source: "configuration" | "interface"; version: number; [field: string]: unknown;
}
export interface Platform {
  name: string; title: string; title_zh: string; pay: Record<string, boolean>;
}

/** What went wrong, in the server's own words. */
export class Trouble extends Error {
  constructor(readonly status: number, title: string, readonly detail: string) { super(title); }
}

const KEY = "drawbridge-token";
let token = sessionStorage.getItem(KEY) ?? "";

/** Takes a token out of the address (`#token=…`), so that it does not stay in the history. */
export function takeToken(): void {
  const found = /^#token=([\w.-]+)$/.exec(location.hash)?.[1];
  if (!found) return;
  setToken(found);
  history.replaceState(null, "", location.pathname + location.search);
}
export function setToken(value: string): void {
  token = value;
  if (value) sessionStorage.setItem(KEY, value);
  else sessionStorage.removeItem(KEY);
}
export const hasToken = (): boolean => token !== "";

type Ask = { method?: string; body?: unknown; headers?: Record<string, string> };

async function send(path: string, ask: Ask = {}): Promise<Response> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, ...ask.headers };
  const init: RequestInit = { method: ask.method ?? "GET", headers, cache: "no-store" };
  if (ask.body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(ask.body);
  }
  let reply: Response;
  try {
    reply = await fetch(path, init);
  } catch {
    throw new Trouble(0, "unreachable", "");
  }
  if (reply.ok) return reply;
  const told = await reply.json().catch(() => ({}));
  throw new Trouble(reply.status, told.title ?? reply.statusText, told.detail ?? "");
}

export async function get<T>(path: string): Promise<T> {
  return (await send(`/api/v1${path}`)).json();
}

/** Asks about something that is too long for an address. Nothing is changed by it. */
export async function post<T>(path: string, body: unknown): Promise<T> {
  return (await send(`/api/v1${path}`, { method: "POST", body })).json();
}

/** A file, as it is. */
export async function blob(path: string): Promise<Blob> {
  return (await send(`/api/v1${path}`)).blob();
}

/** Changes something, once, however often the network makes us ask. */
export async function change<T>(method: string, path: string, body?: unknown, version?: number): Promise<T> {
  const headers: Record<string, string> = { "idempotency-key": crypto.randomUUID?.() ?? String(Math.random()) };
  if (version !== undefined) headers["if-match"] = `"${version}"`;
  const reply = await send(`/api/v1${path}`, { method, body, headers });
  return reply.status === 204 ? (undefined as T) : reply.json();
}

/** The sandbox's own control, which is no part of the interface. */
export async function play<T>(method: string, path: string, body?: unknown): Promise<T> {
  return (await send(`/sandbox${path}`, { method, body })).json();
}

/** Fetches a file and hands it to the browser. */
export async function download(path: string, name: string): Promise<void> {
  const file = await blob(path);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A query string of what is said. */
export function query(fields: Record<string, string | undefined>): string {
  const said = Object.entries(fields).filter((pair): pair is [string, string] => !!pair[1]);
  return said.length ? `?${new URLSearchParams(said)}` : "";
}
