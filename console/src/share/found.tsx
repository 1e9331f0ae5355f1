// One thing that was found: its card, where each field was read, what the standard says, and how it looks
// everywhere.

import { useState } from "preact/hooks";
import type { WhoAmI } from "../api";
import { Copy, local } from "../ui";
import { t } from "../words";
import { CardView, kindOf } from "./card";
import { Fields } from "./fields";
import { Looks } from "./looks";
import { MakeLink } from "./make";
import { named } from "./names";
import type { Forms, Found, ShortLink } from "./types";
import { StepBadge, Verdict } from "./verdict";
import { Ways } from "./ways";

export function FoundCard({ of, nth, many, forms, me }: { of: Found; nth: number; many: boolean; forms: Forms | undefined; me: WhoAmI }) {
  // Of many only the first is drawn at once: each look is a question to the server.
  const [seen, see] = useState(nth === 1);
  const [made, setMade] = useState<ShortLink>();
  const { card } = of;
  const where = of.code ?? of.url ?? "";
  const title = card?.title?.value ?? where;
  return (
    <article class="card found" id={`found-${nth}`} aria-labelledby={`found-${nth}-title`}>
      <header class="found-head">
        {many && <span class="nth" aria-hidden="true">{nth}</span>}
        <h2 id={`found-${nth}-title`}><bdi>{title || t("untitled")}</bdi></h2>
        {of.platform && <span class="badge"><bdi>{named(of.platform)}</bdi></span>}
        {card?.kind && <span class="badge">{kindOf(card.kind.value)}</span>}
        {card && <StepBadge of={card.safety} />}
      </header>
      <p class="small soft as-found">{t(of.code ? "found_code" : "found_link")} <bdi class="id">{where}</bdi> <Copy text={where} /> <code><bdi>{of.shape}</bdi></code></p>
      {of.error && <div class="said bad"><p><strong><bdi>{local(of.error.reason.zh, of.error.reason.en)}</bdi></strong></p><p><bdi>{local(of.error.remedy.zh, of.error.remedy.en)}</bdi></p></div>}
      {card?.note && <div class="said warn"><p><strong><bdi>{local(card.note.reason_zh, card.note.reason_en)}</bdi></strong></p><p><bdi>{local(card.note.remedy_zh, card.note.remedy_en)}</bdi></p></div>}
      {card && (
        <>
          <div class="beside">
            <CardView of={card} pictures={!!forms?.pictures} />
            <div><Verdict of={card.safety} /><Ways of={card} /></div>
          </div>
          <Fields of={card} />
          <details class="looks-of" open={nth === 1} onToggle={(e) => e.currentTarget.open && see(true)}>
            <summary>{t("looks")}</summary>
            {seen && <Looks of={card} forms={forms} link={made?.standing === "live" ? made.link : undefined} />}
          </details>
          {card.url && card.safety?.step !== "refuse" && <MakeLink url={card.url.value} card={card} me={me} made={made} setMade={setMade} />}
        </>
      )}
    </article>
  );
}
