// The pages about fairness: the board, the decisions, the log.

import { go } from "../route";
import { Head, Tabs } from "../ui";
import { t } from "../words";
import { BoardPage } from "./board";
import { CasePage } from "./case";
import { CasesPage } from "./cases";
import { LogPage } from "./log";

const TABS = ["board", "decisions", "log"] as const;

export function FairPages({ parts, query }: { parts: string[]; query: URLSearchParams }) {
  const tab = TABS.find((one) => one === parts[0]) ?? TABS[0];
  return (
    <>
      <Head title={t(tab)} sub={tab === "log" ? t("log_sub") : undefined} />
      <Tabs of={TABS.map((one) => [one, t(one)])} now={tab} go={(next) => go(`fair/${next}`)} />
      {tab === "board" && <BoardPage query={query} />}
      {tab === "decisions" && (parts[1] ? <CasePage intake={parts[1]} /> : <CasesPage query={query} />)}
      {tab === "log" && <LogPage query={query} />}
    </>
  );
}
