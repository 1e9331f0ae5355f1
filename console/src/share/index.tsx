// Links: what is in a message, as every messenger would show it, and short links of our own.

import type { WhoAmI } from "../api";
import { go } from "../route";
import { Head, Tabs } from "../ui";
import { t } from "../words";
import { LinkPage } from "./link";
import { LinksPage } from "./links";
import { ReadPage } from "./page";

export function SharePages({ parts, me }: { parts: string[]; me: WhoAmI }) {
  const [tab = "read", code] = parts;
  return (
    <>
      <Head title={t("share")} sub={t("share_sub")} />
      <Tabs of={[["read", t("share_read_tab")], ["links", t("links")]]} now={tab} go={(next) => go(next === "read" ? "share" : `share/${next}`)} />
      {/* What was pasted stays while one looks at the links. */}
      <div hidden={tab !== "read"}><ReadPage me={me} /></div>
      {tab === "links" && (code ? <LinkPage code={code} me={me} /> : <LinksPage />)}
    </>
  );
}
