// Every field of a card, with where it was read.

import { type Column, Table } from "../ui";
import { t, told } from "../words";
import { duration, kindOf, priceOf, ratingOf } from "./card";
import type { Card, Told } from "./types";

const SOURCES: Record<string, string> = { state: "state_from", platform: "platform_from" };
export const sourceOf = (from: string): string => told(SOURCES[from] ?? from);

interface Row { id: string; name: string; value: string; from: string }
const columns = (): Column<Row>[] => [
  { key: "field", head: t("field"), cell: (row) => told(row.name) },
  { key: "from", head: t("read_from"), cell: (row) => <span class="badge">{sourceOf(row.from)}</span> },
  { key: "value", head: t("value"), wide: true, cell: (row) => <bdi class="clip-all">{row.value}</bdi> },
];

export function Fields({ of }: { of: Card }) {
  const rows: Row[] = [];
  function row<T>(name: string, one: Told<T> | undefined, show: (value: T) => string) {
    if (one) rows.push({ id: `${name}${rows.length}`, name, value: show(one.value), from: one.from });
  }
  const same = (value: string) => value;
  const sized = ({ url, width, height }: { url: string; width?: number; height?: number }) => (width && height ? `${url} (${width} × ${height})` : url);
  row("url", of.url, same);
  row("kind", of.kind, kindOf);
  row("title", of.title, same);
  row("text", of.text, same);
  for (const image of of.images ?? []) row("images", image, sized);
  row("icon", of.icon, same);
  row("video", of.video, sized);
  row("audio", of.audio, sized);
  row("price", of.price, priceOf);
  row("seller", of.seller, same);
  row("availability", of.availability, told);
  row("rating", of.rating, ratingOf);
  row("seconds", of.seconds, duration);
  row("published", of.published, same);
  row("modified", of.modified, same);
  row("author", of.author, same);
  row("site", of.site, same);
  row("language", of.language, same);
  return (
    <details class="fields-of">
      <summary>{t("read_where")} <span class="soft">({rows.length})</span></summary>
      <Table label={t("read_where")} rows={rows} brief id={(row) => row.id} columns={columns()} />
    </details>
  );
}
