// The ways to open what a card means. Only what the standard opens is a link here; all else is text.

import { Copy } from "../ui";
import { type Word, t } from "../words";
import { named } from "./names";
import type { Card, Opening } from "./types";

/** An address that a page may link to: of the web, and nothing that a page could run. */
export const isWeb = (url: string): boolean => /^https?:\/\//i.test(url);

function detail(of: Opening): string {
  if (of.by === "mini") return [named(of.host), of.app_id].filter(Boolean).join(" · ");
  return of.by === "app" ? [of.system, of.store_id].filter(Boolean).join(" · ") : "";
}
const addressOf = (of: Opening): string => (of.by === "mini" ? of.link ?? of.path ?? "" : of.url);

export function Ways({ of }: { of: Card }) {
  const ways = (of.openings ?? []).map((one) => one.value);
  const url = of.url?.value;
  if (url && !ways.some((way) => way.by === "web" && way.url === url)) ways.push({ by: "web", url });
  const opens = (of.safety?.step ?? "open") === "open";
  return (
    <section class="ways">
      <h3>{t("ways")}</h3>
      {ways.length === 0 && <p class="soft">{t("no_ways")}</p>}
      <ul>
        {ways.map((way, nth) => (
          <li key={nth}>
            <span class="badge">{t(`way_${way.by}` as Word)}</span> {detail(way) && <bdi class="soft small">{detail(way)}</bdi>}
            <span class="way-address">
              {opens && isWeb(addressOf(way)) ? <a href={addressOf(way)} target="_blank" rel="noreferrer noopener"><bdi>{addressOf(way)}</bdi></a> : <bdi class="id">{addressOf(way)}</bdi>}
              {addressOf(way) && <Copy text={addressOf(way)} />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
