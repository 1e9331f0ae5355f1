// One leaf: what it says, what it keeps closed, and its way to the root.

import { useEffect, useState } from "preact/hooks";
import { query as asked } from "../api";
import { Link, go } from "../route";
import { Skeleton, local } from "../ui";
import { fill, spoken, t, told } from "../words";
import { Unproven, base64 } from "../verify/bytes";
import type { Hash } from "../verify/hash";
import { type Field, type Json, type Members, fieldsOf, isMembers, readCanonical } from "../verify/record";
import { type Leaf, type Seen, look } from "../verify/watch";
import { Mark, reason } from "./log";
import { opened } from "./opened";
import { PathPicture } from "./path";

/** Which leaf to look at, by the root: an index that nobody could choose beforehand. */
function drawn(root: Hash, size: number): number {
  const number = root.subarray(0, 6).reduce((sum, byte) => sum * 256 + byte, 0);
  return number % size;
}

export function LeafCard({ seen, query, found }: { seen: Seen; query: URLSearchParams; found: (why: Unproven) => void }) {
  const head = seen.head;
  const size = head?.size ?? 0;
  const index = query.has("leaf") ? Number(query.get("leaf")) : size - 1;
  const [shown, setShown] = useState<{ index: number; leaf?: Leaf; why?: Unproven }>();
  useEffect(() => {
    if (!head || !seen.tiles || !size) return;
    let late = false;
    look({ head, tiles: seen.tiles }, index).then(
      (leaf) => late || setShown({ index, leaf }),
      (thrown: unknown) => {
        if (late) return;
        const why = thrown instanceof Unproven ? thrown : new Unproven("no_such_leaf", { index, size });
        setShown({ index, why });
        found(why);
      },
    );
    return () => { late = true; };
  }, [seen.tiles, index]);
  if (!head || !size) return null;
  const to = (leaf: number) => go(`fair/log${asked({ leaf: String(leaf) })}`, true);
  const enter = (event: SubmitEvent) => {
    event.preventDefault();
    to(Number(new FormData(event.target as HTMLFormElement).get("leaf")));
  };
  const now = shown?.index === index ? shown : undefined;
  return (
    <section class="card" data-leaf={now?.leaf ? index : undefined}>
      <div class="card-head"><h2>{fill("leaf_link", { index })}</h2>
        <form class="row-form" onSubmit={enter}>
          <button type="button" disabled={index <= 0} onClick={() => to(index - 1)}>← {t("previous")}</button>
          <label><span class="visually-hidden">{t("leaf_index")}</span><input key={index} name="leaf" type="number" min={0} max={size - 1} step={1} required defaultValue={index} /></label>
          <button>{t("show")}</button>
          <button type="button" disabled={index >= size - 1} onClick={() => to(index + 1)}>{t("next")} →</button>
          <button type="button" class="quiet" title={t("by_chance_hint")} onClick={() => to(drawn(head.root, size))}>{t("by_chance")}</button>
        </form>
      </div>
      {!now && <Skeleton rows={4} />}
      {now?.why && <p class="said bad" role="alert"><Mark of="bad" /> {reason(now.why)}</p>}
      {now?.leaf && <Shown of={now.leaf} />}
    </section>
  );
}

function Shown({ of }: { of: Leaf }) {
  const members = readCanonical(of.bytes);
  return (
    <div class="columns leaf">
      <div>
        <p class="leaf-good"><Mark of="good" /> {t("leaf_good")} <span class="id soft">{base64(of.hash)}</span></p>
        {members?.v === 1 && typeof members.kind === "string" ? <Members of={members} index={of.index} />
          : <><p class="soft small">{t("leaf_other")}</p><pre>{new TextDecoder().decode(of.bytes)}</pre></>}
        <p><a class="button" href={`/log/receipt/${of.index}`} download={`leaf-${of.index}.tlog-proof`}>{t("receipt")}</a></p>
      </div>
      <PathPicture of={of} />
    </div>
  );
}

const FIELDS = new Set(["protected", "facts", "remedy", "grounds", "v"]);
const TIMES = new Set(["time", "appeal_until", "consultation_from", "consultation_until", "from", "to"]);

function Members({ of, index }: { of: Members; index: number }) {
  const shown = opened(index);
  const plain = Object.entries(of).filter(([name]) => !FIELDS.has(name));
  return (
    <dl class="fields">
      {plain.map(([name, value]) => <div key={name}><dt>{label(name)}</dt><dd><Value name={name} of={value} /></dd></div>)}
      {fieldsOf(of).map((field) => <div key={field.name}><dt>{label(field.name)}</dt><dd><Shut of={field} shown={shown} /></dd></div>)}
    </dl>
  );
}

/** A member's name in words, if it has any; of `facts.amount` the words are ours and the rest is not. */
export function label(name: string): string {
  const [group = "", rest] = name.split(".");
  const word = `leaf_${group}`;
  const text = told(word) === word ? group : told(word);
  return rest === undefined ? text : `${text} · ${rest}`;
}

function Shut({ of, shown }: { of: Field; shown: Map<string, Json> | undefined }) {
  if (!of.committed) return <Value name={of.name} of={of.open ?? null} />;
  const value = shown?.get(of.name);
  if (value !== undefined) return <><span class="badge good">{t("opened")}</span> <Value name={of.name} of={value} /></>;
  return <span title={t("committed_hint")}><span class="badge calm">{t("committed")}</span> <span class="id soft">{base64(of.committed).slice(0, 12)}…</span></span>;
}

/** A value of a leaf: times as people write them, references as links. */
export function Value({ name, of }: { name: string; of: Json }) {
  if (typeof of === "number" && TIMES.has(name)) {
    const at = new Date(of);
    return <time dateTime={at.toISOString()} class="num">{at.toLocaleString(spoken() === "zh" ? "zh-CN" : "en-GB")}</time>;
  }
  if (isMembers(of) && typeof of.index === "number" && typeof of.hash === "string") {
    return <Link to={`fair/log${asked({ leaf: String(of.index) })}`}>{fill("leaf_link", { index: of.index })}</Link>;
  }
  if (isMembers(of) && typeof of.zh === "string" && typeof of.en === "string") return <bdi>{local(of.zh, of.en)}</bdi>;
  if (typeof of === "string") return <bdi class={/^[A-Za-z0-9+/]{43}=$/.test(of) ? "id clip-all" : "clip-all"}>{told(of)}</bdi>;
  if (Array.isArray(of) && of.every((one) => typeof one === "string")) return <>{of.length ? of.map((one) => <span key={one} class="badge">{one}</span>) : "—"}</>;
  return <code class="clip-all">{JSON.stringify(of)}</code>;
}
