// What the published standard says about opening a link, why, and what helps.

import { Link } from "../route";
import { local } from "../ui";
import { type Word, fill, t } from "../words";
import type { Safety } from "./types";

const TONES = { open: "good", warn: "warn", refuse: "bad" } as const;

export function StepBadge({ of }: { of: Safety | undefined }) {
  return <span class={`badge ${of ? TONES[of.step] ?? "" : ""}`}>{t(of ? (`step_${of.step}` as Word) : "step_none")}</span>;
}

export function Verdict({ of }: { of: Safety | undefined }) {
  if (!of) return null;
  const findings = of.findings ?? [];
  return (
    <section class={`standard ${TONES[of.step] ?? ""}`}>
      <h3>{t("standard_says")}</h3>
      {findings.length === 0 && <p>{t("no_findings")}</p>}
      <ul>
        {findings.map((one) => (
          <li key={one.rule}>
            <p><strong><bdi>{local(one.reason_zh, one.reason_en)}</bdi></strong> <code><bdi>{one.rule}</bdi></code></p>
            <p>{t("what_helps")}<bdi>{local(one.remedy_zh, one.remedy_en)}</bdi></p>
          </li>
        ))}
      </ul>
      {of.decision !== undefined
        ? <p><Link to={`fair/decisions/${of.decision}`}>{fill("to_case", { case: of.decision })}</Link></p>
        : of.step !== "open" && <p class="small">{t("no_case")}</p>}
    </section>
  );
}
