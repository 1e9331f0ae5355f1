// Every short link.

import { type Column, Empty, Failure, More, Skeleton, Table, When, usePages } from "../ui";
import { t } from "../words";
import { Standing } from "./link";
import type { ShortLink } from "./types";

const columns = (): Column<ShortLink>[] => [
  { key: "code", head: t("code"), cell: (one) => <span class="id">{one.code}</span> },
  { key: "standing", head: t("standing"), cell: (one) => <Standing of={one} /> },
  { key: "title", head: t("title"), wide: true, cell: (one) => <bdi class="clip">{one.card?.title?.value ?? one.url}</bdi> },
  { key: "created", head: t("created"), right: true, cell: (one) => <When at={one.created} /> },
  { key: "ends", head: t("ends"), right: true, cell: (one) => (one.expires ? <When at={one.expires} /> : <span class="soft">{t("ends_never")}</span>) },
];

export function LinksPage() {
  const list = usePages<ShortLink>("/share/links?limit=50");
  return (
    <section class="card flush">
      <div class="card-head"><h2>{t("links")}</h2><button type="button" onClick={list.again}>{t("refresh")}</button></div>
      {list.trouble && <Failure of={list.trouble} retry={list.again} />}
      {list.loading && <Skeleton rows={8} />}
      {!list.loading && !list.trouble && list.items.length === 0 && !list.more && <Empty title="no_links" hint="no_links_hint" />}
      {list.items.length > 0 && <Table label={t("links")} columns={columns()} rows={list.items} id={(one) => one.code} to={(one) => `share/links/${encodeURIComponent(one.code)}`} />}
      <More more={list.more} />
    </section>
  );
}
