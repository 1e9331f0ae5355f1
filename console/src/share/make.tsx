// Making a short link of something that was found.

import { useState } from "preact/hooks";
import { type WhoAmI, change } from "../api";
import { useAct } from "../ui";
import { fill, t } from "../words";
import { LinkView } from "./link";
import type { Card, ShortLink } from "./types";

const DAYS = [1, 7, 30, 365] as const;

export function MakeLink({ url, card, me, made, setMade }: { url: string; card: Card; me: WhoAmI; made: ShortLink | undefined; setMade: (made: ShortLink) => void }) {
  const [days, choose] = useState(0);
  const { busy, act, note } = useAct();
  const may = me.scopes.includes("write");
  const make = (event: SubmitEvent) => {
    event.preventDefault();
    const expires = days ? { expires: new Date(Date.parse(me.now) + days * 86_400_000).toISOString() } : {};
    void act(async () => setMade(await change<ShortLink>("POST", "/share/links", { url, card, ...expires })));
  };
  return (
    <section class="make">
      <form class="inline-form" onSubmit={make}>
        <label>{t("ends")}
          <select value={String(days)} onChange={(e) => choose(Number(e.currentTarget.value))}>
            <option value="0">{t("ends_never")}</option>
            {DAYS.map((count) => <option key={count} value={String(count)}>{fill("ends_days", { count })}</option>)}
          </select>
        </label>
        <button disabled={busy || !may} title={may ? "" : t("no_scope")}>{t(made ? "make_another" : "make_link")}</button>
        {note}
      </form>
      {made && <LinkView of={made} me={me} changed={setMade} />}
    </section>
  );
}
