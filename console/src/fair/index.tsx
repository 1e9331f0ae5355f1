// The pages about fairness: the board, the decisions, the log.

import { go } from "../route";
import { Head, Tabs } from "../ui";
import { t } from "../words";
import { LogPage } from "./log";

export function FairPages({ parts, query }: { parts: string[]; query: URLSearchParams }) {
  const tab = parts[0] ?? "log";
  return (
    <>
      <Head title={t(tab as "log")} sub={tab === "log" ? t("log_sub") : undefined} />
      <Tabs of={[["log", t("log")]]} now={tab} go={(next) => go(`fair/${next}`)} />
      {tab === "log" && <LogPage query={query} />}
    </>
  );
}
