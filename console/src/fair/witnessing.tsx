// How witnessing stands, on both sides: who cosigns this log, and what this node saw as a witness of others.

import { useLoad } from "../ui";
import { type Word, fill, spoken, t } from "../words";
import { Mark } from "./log";
import { save } from "./trust";

interface Asked { name: string; size: number; trouble?: string }
interface WatchedLog { origin: string; size: number; time?: number; trouble?: string }
/** What the node says of its witnesses, and of itself as one. */
export interface Witnessing { published: number; witnesses?: Asked[]; witness?: { key: string; logs: WatchedLog[] } }

interface Piece { what: "split" | "unproven" | "rolled_back"; origin: string; at: number; ours?: string; theirs: string; why?: string }

const date = (ms: number): string => new Date(ms).toLocaleString(spoken() === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" });
const count = (n: number): string => n.toLocaleString("en-US");

export function WitnessingCards({ of }: { of: Witnessing }) {
  const kept = useLoad<{ items: Piece[]; next?: string }>("/log/evidence");
  const pieces = kept.data?.items ?? [];
  const asked = of.witnesses ?? [];
  return (
    <>
      {pieces.length > 0 && <EvidenceCard of={pieces} more={kept.data?.next !== undefined} />}
      {(asked.length > 0 || of.witness) && (
        <div class="columns even">
          {asked.length > 0 && <AskedCard of={asked} published={of.published} />}
          {of.witness && <OwnCard of={of.witness.logs} />}
        </div>
      )}
    </>
  );
}

/** What proves, or makes likely, that somebody's log has two histories. */
function EvidenceCard({ of, more }: { of: Piece[]; more: boolean }) {
  const worst = of.some(({ what }) => what !== "unproven") ? "bad" : "unsure";
  return (
    <section class={`card verdict ${worst}`} role="alert" data-evidence={of.length}>
      <div class="verdict-head">
        <Mark of={worst} />
        <div><p class="big">{t("kept_title")}</p><p>{t("kept_hint")}</p></div>
      </div>
      <ul class="checks">
        {of.map((piece) => (
          <li key={piece.what + piece.origin + piece.at}>
            <Mark of={piece.what === "unproven" ? "unsure" : "bad"} />
            <div class="piece">
              <p><strong>{t(`kept_${piece.what}` as Word)}</strong> <bdi class="id">{piece.origin}</bdi> <span class="soft small">{date(piece.at)}</span></p>
              {piece.why && <p class="soft">{piece.why}</p>}
              <details>
                <summary>{t("kept_notes")}</summary>
                {piece.ours && <><h3>{t(piece.what === "rolled_back" ? "kept_stored" : "kept_ours")}</h3><pre tabIndex={0}>{piece.ours}</pre></>}
                <h3>{t(piece.what === "rolled_back" ? "kept_anchor" : "kept_theirs")}</h3><pre tabIndex={0}>{piece.theirs}</pre>
                <button type="button" onClick={() => save(`evidence-${piece.what}.txt`, [piece.ours, piece.theirs].filter(Boolean).join("\n---\n"))}>{t("evidence")}</button>
              </details>
            </div>
          </li>
        ))}
      </ul>
      {more && <p class="soft">{t("kept_more")}</p>}
    </section>
  );
}

function AskedCard({ of, published }: { of: Asked[]; published: number }) {
  return (
    <section class="card" data-witnesses={of.length}>
      <div class="card-head"><h2>{t("asked_title")}</h2></div>
      <ul class="signers">
        {of.map((one) => (
          <li key={one.name}>
            <Mark of={one.trouble ? "bad" : one.size >= published ? "good" : "unsure"} />
            <span><bdi class="id">{one.name}</bdi> <span class="soft small">{fill("asked_size", { size: count(one.size), of: count(published) })}</span>{one.trouble && <span class="soft"> {one.trouble}</span>}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function OwnCard({ of }: { of: WatchedLog[] }) {
  return (
    <section class="card" data-watched={of.length}>
      <div class="card-head"><h2>{t("own_title")}</h2></div>
      <ul class="signers">
        {of.map((one) => (
          <li key={one.origin}>
            <Mark of={one.trouble ? "bad" : one.time === undefined ? "none" : "good"} />
            <span><bdi class="id">{one.origin}</bdi> <span class="soft small">{one.time === undefined ? t("own_never") : fill("own_size", { size: count(one.size), date: date(one.time * 1000) })}</span>{one.trouble && <span class="soft"> {one.trouble}</span>}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
