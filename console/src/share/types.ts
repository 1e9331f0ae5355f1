// The interface of the share gate, as the console uses it. `Card` is canon's card as it is written in JSON.

import type { Amount } from "../api";

export interface Text { zh: string; en: string }
export interface Told<T> { value: T; from: string }
export interface Picture { url: string; width?: number; height?: number; alt?: string }
export interface Media { url: string; media_type?: string; width?: number; height?: number }
export type Opening =
  | { by: "web" | "universal"; url: string }
  | { by: "app"; url: string; system?: string; store_id?: string }
  | { by: "mini"; host: string; app_id?: string; path?: string; link?: string };
export interface Finding { rule: string; reason_zh: string; reason_en: string; remedy_zh: string; remedy_en: string }
export interface Safety { step: "open" | "warn" | "refuse"; findings?: Finding[]; decision?: number }
/** Why its page was not read. */
export interface Note { name: string; reason_zh: string; reason_en: string; remedy_zh: string; remedy_en: string }
export interface Card {
  url?: Told<string>; kind?: Told<string>; title?: Told<string>; text?: Told<string>; images?: Told<Picture>[];
  icon?: Told<string>; video?: Told<Media>; audio?: Told<Media>; price?: Told<{ amount: Amount; up_to?: Amount }>;
  seller?: Told<string>; availability?: Told<string>; rating?: Told<{ milli: number; best_milli: number; count?: number }>;
  seconds?: Told<number>; published?: Told<string>; modified?: Told<string>; author?: Told<string>; site?: Told<string>;
  language?: Told<string>; openings?: Told<Opening>[]; platform?: string; safety?: Safety;
  note?: Note;
}
export interface Found {
  span: [number, number]; platform: string | null; shape: string; url?: string | null; code?: string | null;
  card: Card | null; error: { reason: Text; remedy: Text } | null;
}
/** A form of a platform, or an open one. */
export interface Form { name: string; platform: string | null; title: Text }
/** `pictures` says that the node hands strangers' pictures on, drawn anew: at `/share/pictures?url=`. */
export interface Forms { forms: Form[]; pictures?: boolean }
export interface Written { media_type: string; text?: string; base64?: string }
export interface ShortLink {
  code: string; link: string; text: string; url: string; card?: Card; created: string; expires?: string | null;
  standing: "live" | "expired" | "withdrawn"; withdrawn?: { at: string; why: string } | null;
}
export interface Openings { days: { day: string; by: Record<string, number> }[] }
