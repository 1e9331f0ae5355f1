// One case: its story in the log, why it was decided so, what would change it, and the other side.

import { query as asked } from "../api";
import { Link } from "../route";
import { Badge, Failure, Skeleton, When, local, useLoad } from "../ui";
import { type Word, fill, t, told } from "../words";
import { actionOf } from "./cases";
import { Mark } from "./log";
import type { Attribute, Case, Explained, LeafLine, OtherSide, Text } from "./types";

const say = (text: Text): string => local(text.zh, text.en);
const named = (of: { name: string; named: Text | null }): string => (of.named ? say(of.named) : of.name);

export function CasePage({ intake }: { intake: string }) {
  const loaded = useLoad<Case>(`/cases/${encodeURIComponent(intake)}`);
  const of = loaded.data;
  if (loaded.trouble) return <Failure of={loaded.trouble} retry={loaded.again} />;
  if (!of) return <Skeleton rows={10} />;
  return (
    <>
      <p class="case-head"><Link to="fair/decisions">← {t("decisions")}</Link> <strong class="num">#{of.intake}</strong> <span>{told(of.gate)} · {actionOf(of)}</span> <Badge of={of.state} /></p>
      {of.decided ? <Why of={of.decided} state={of.state} /> : <section class="card"><h2>{t("why")}</h2><p>{t("undecided_yet")}</p></section>}
      <div class="columns even">
        {of.decided && <Other of={of.decided} />}
        <StoryCard of={of.story} />
      </div>
      <div class="columns even">
        <Attributes title="case_facts" hint="case_facts_hint" of={of.facts} />
        <Attributes title="case_protected" hint="case_protected_hint" of={of.protected} />
      </div>
    </>
  );
}

function Why({ of, state }: { of: Explained; state: string }) {
  return (
    <section class="card why">
      <div class="card-head"><h2>{t(state === "refuse" ? "why_refused" : state === "restrict" ? "why_restricted" : "why")}</h2><span class="soft small">{fill("by_standard", { version: of.standard })}</span></div>
      {!of.current && <p class="said bad">{t("no_other_other_standard")}</p>}
      {of.rules.length === 0 && <p>{t("no_rule")}</p>}
      <ul class="rules">
        {of.rules.map((rule) => (
          <li key={rule.id}><Mark of={rule.permits === null ? "none" : rule.permits ? "good" : "bad"} />
            <span><span>{rule.reason ? say(rule.reason) : t("rule_unknown")}</span> <code class="soft">{rule.id}</code></span></li>
        ))}
      </ul>
      {of.remedy && <div class="remedy"><h3>{t("what_changes")}</h3><p>{say(of.remedy)}</p></div>}
    </section>
  );
}

/** The same facts with everything protected exchanged, decided again. */
function Other({ of }: { of: Explained }) {
  return (
    <section class="card">
      <h2>{t("other_side")}</h2>
      {of.other ? <Sides of={of.other} /> : <p class="soft">{t(`no_other_${of.no_other ?? "closed"}` as Word)}</p>}
    </section>
  );
}

function Sides({ of }: { of: OtherSide }) {
  return (
    <>
      <p class={`said ${of.same ? "good" : "bad"}`}><Mark of={of.same ? "good" : "bad"} /> {t(of.same ? "other_same" : "other_differs")}</p>
      <table class="sides">
        <thead><tr><th scope="col"><span class="visually-hidden">{t("field")}</span></th><th scope="col">{t("this_side")}</th><th scope="col">{t("that_side")}</th></tr></thead>
        <tbody>
          {of.swapped.map((one) => <tr key={one.name}><th scope="row">{named(one)}</th><td><bdi>{one.ours}</bdi></td><td><bdi>{one.theirs}</bdi></td></tr>)}
          <tr class="verdicts"><th scope="row">{t("leaf_verdict")}</th><td><Badge of={of.ours} /></td><td><Badge of={of.verdict} /></td></tr>
        </tbody>
      </table>
      <p class="soft small">{of.taken_from === null ? fill("taken_side", { side: of.side ?? "" }) : fill("taken_from", { index: of.taken_from })} {fill("sides_tried", { count: of.tried })}</p>
    </>
  );
}

function StoryCard({ of }: { of: LeafLine[] }) {
  return (
    <section class="card">
      <h2>{t("story")}</h2>
      <ol class="timeline">
        {of.map((leaf) => (
          <li key={leaf.index} class={leaf.kind === "decision" ? "state" : ""}>
            <When at={leaf.time} full />
            <p><strong>{told(leaf.kind)}</strong> {leaf.verdict && <Badge of={leaf.verdict} />}{leaf.end && <Badge of={leaf.end} />}</p>
            {leaf.reviewer && <p class="soft small">{t("leaf_reviewer")} <bdi class="id">{leaf.reviewer}</bdi></p>}
            {leaf.appeal_until && <p class="soft small">{t("leaf_appeal_until")} <When at={leaf.appeal_until} full /></p>}
            <p class="small"><Link to={`fair/log${asked({ leaf: String(leaf.index) })}`}>{fill("leaf_link", { index: leaf.index })}</Link> · <a href={`/log/receipt/${leaf.index}`} download={`leaf-${leaf.index}.tlog-proof`}>{t("receipt")}</a>
              {leaf.committed > 0 && <span class="soft"> · {fill(leaf.opened ? "fields_opened" : "fields_closed", { count: leaf.committed })}</span>}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Attributes({ title, hint, of }: { title: Word; hint: Word; of: Attribute[] }) {
  return (
    <section class="card">
      <h2>{t(title)}</h2>
      <p class="soft small">{t(hint)}</p>
      {of.length === 0 && <p>—</p>}
      <dl class="fields">
        {of.map((one) => (
          <div key={one.name}><dt>{named(one)}</dt><dd>{one.value ? <bdi>{say(one.value)}</bdi> : <span class="badge calm" title={t("committed_hint")}>{t("committed")}</span>}</dd></div>
        ))}
      </dl>
    </section>
  );
}
