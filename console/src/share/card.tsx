// A card as we show it ourselves: what is known, and nothing else.

import { money } from "../ui";
import { fill, t, told } from "../words";
import { Pic } from "./pic";
import type { Card } from "./types";

/** Words that mean something else on other pages have another key. */
const KEYS: Record<string, string> = { shop: "shop_kind", live: "live_kind" };
export const kindOf = (kind: string): string => told(KEYS[kind] ?? kind);

const two = (n: number) => String(n).padStart(2, "0");
/** Seconds as `1:02:03`. */
export function duration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
export function priceOf({ amount, up_to: to }: { amount: { minor: number; currency: string }; up_to?: { minor: number; currency: string } }): string {
  return to ? `${money(amount)} – ${money(to)}` : money(amount);
}
export function ratingOf({ milli, best_milli: best, count }: { milli: number; best_milli: number; count?: number }): string {
  return [`★ ${milli / 1000}`, fill("of_best", { best: best / 1000 }), count === undefined ? "" : fill("rated_by", { count })].filter(Boolean).join(" · ");
}

export function CardView({ of, pictures }: { of: Card; pictures: boolean }) {
  const [image] = of.images ?? [];
  const line = [of.seller?.value, of.author?.value, of.site?.value].filter((one, at, all) => one && all.indexOf(one) === at);
  return (
    <div class="our-card">
      {image ? <Pic of={image.value} pictures={pictures} tall /> : <span class="pic none" aria-hidden="true">{t("no_picture")}</span>}
      <div>
        <p class="our-title"><bdi>{of.title?.value ?? t("untitled")}</bdi></p>
        {of.price && <p class="our-price">{priceOf(of.price.value)}{of.availability && <span class="badge">{told(of.availability.value)}</span>}</p>}
        {of.text && <p class="our-text"><bdi>{of.text.value}</bdi></p>}
        <p class="soft small">{of.seconds && <span class="dot">{duration(of.seconds.value)}</span>}{of.rating && <span class="dot">{ratingOf(of.rating.value)}</span>}{line.map((one) => <bdi key={one} class="dot">{one}</bdi>)}</p>
      </div>
    </div>
  );
}
