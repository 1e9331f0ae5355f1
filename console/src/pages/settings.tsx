// Who is who, and what is spoken.

import { useState } from "preact/hooks";
import { type Known, type Page, type Platform, type WhoAmI, change } from "../api";
import { go } from "../route";
import { Empty, Failure, Head, Skeleton, Tabs, local, useAct, useLoad } from "../ui";
import { t } from "../words";

const KINDS = ["merchants", "fronts", "wallets"] as const;
type Kind = (typeof KINDS)[number];
const NEW: Record<Kind, object> = {
  merchants: { id: "", name: "", wallets: [], always_cashier: false, standing: "good", licence_lapsed: false, risk: 0 },
  fronts: { serves: "", dialect: "", merchant: "", apps: [], ours: [{ key: "file:" }], theirs: [{ key: "file:" }], endpoint: "" },
  wallets: { name: "", owner: "", dialect: "", merchant: "", apps: [], ours: [{ key: "file:" }], theirs: [{ key: "file:" }], endpoint: "https://" },
};

export function SettingsPage({ query, me }: { query: URLSearchParams; me: WhoAmI }) {
  const tab = query.get("tab") ?? "merchants";
  return (
    <>
      <Head title={t("settings")} />
      <Tabs of={[...KINDS, "platforms" as const].map((one) => [one, t(one)])} now={tab} go={(next) => go(`settings?tab=${next}`, true)} />
      {tab === "platforms" ? <Matrix /> : <Objects key={tab} kind={tab as Kind} me={me} />}
    </>
  );
}

function Objects({ kind, me }: { kind: Kind; me: WhoAmI }) {
  const loaded = useLoad<Page<Known>>(`/${kind}?limit=200`);
  const [making, make] = useState(false);
  const may = me.scopes.includes(kind === "merchants" ? "write" : "admin");
  const items = loaded.data?.items;
  return (
    <section class="card flush">
      <div class="card-head"><h2>{t(kind)}</h2><button type="button" disabled={!may} title={may ? "" : t("no_scope")} aria-expanded={making} onClick={() => make(!making)}>{t("create")}</button></div>
      {making && <Editor kind={kind} spec={NEW[kind]} done={() => { make(false); loaded.again(); }} cancel={() => make(false)} />}
      {loaded.trouble && <Failure of={loaded.trouble} retry={loaded.again} />}
      {!items && !loaded.trouble && <Skeleton />}
      {items?.length === 0 && <Empty title="no_objects" hint="no_objects_hint" />}
      <ul class="objects">{items?.map((one) => <One key={one.key} of={one} kind={kind} may={may} again={loaded.again} />)}</ul>
    </section>
  );
}

/** What can be said of an object in one line. */
function gist(of: Known): string {
  const said = (name: string) => (typeof of[name] === "string" ? of[name] : "");
  const wallets = Array.isArray(of.wallets) ? of.wallets.join(" · ") : "";
  return [said("name") !== of.key ? said("name") : "", said("serves"), said("owner"), said("dialect"), said("endpoint"), wallets].filter(Boolean).join(" — ");
}

function One({ of, kind, may, again }: { of: Known; kind: Kind; may: boolean; again: () => void }) {
  const [editing, edit] = useState(false);
  const { busy, act, note } = useAct();
  const { key, source, version, ...spec } = of;
  const mine = source === "interface";
  const remove = () => {
    if (!confirm(t("sure"))) return;
    void act(async () => { await change("DELETE", `/${kind}/${encodeURIComponent(key)}`, undefined, version); again(); });
  };
  return (
    <li>
      <details>
        <summary><strong class="id">{key}</strong><span class="soft clip">{gist(of)}</span><span class="badge plain">{t(mine ? "interface_src" : "configuration")}</span></summary>
        {editing ? <Editor kind={kind} spec={spec} at={key} version={version} done={() => { edit(false); again(); }} cancel={() => edit(false)} /> : <pre tabIndex={0}>{JSON.stringify(spec, null, 2)}</pre>}
        {mine && !editing && (
          <p class="actions">
            <button type="button" disabled={!may} onClick={() => edit(true)}>{t("edit")}</button>
            <button type="button" class="danger" disabled={!may || busy} onClick={remove}>{t("remove")}</button>
          </p>
        )}
        {!mine && <p class="soft small">{t("from_file")}</p>}
        {note}
      </details>
    </li>
  );
}

function Editor({ kind, spec, at, version, done, cancel }: {
  kind: Kind; spec: object; at?: string; version?: number; done: () => void; cancel: () => void;
}) {
  const [text, write] = useState(JSON.stringify(kind === "merchants" ? { ...NEW[kind], ...spec } : spec, null, 2));
  const { busy, act, note } = useAct();
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    void act(async () => {
      let body: Record<string, unknown>;
      try { body = JSON.parse(text); } catch { throw Object.assign(new Error(), { detail: t("not_json"), status: 422 }); }
      // A field that was struck out is to go: a merge patch says so with null.
      for (const name of Object.keys(spec)) if (at && !(name in body)) body[name] = null;
      if (at) await change("PATCH", `/${kind}/${encodeURIComponent(at)}`, body, version);
      else await change("POST", `/${kind}`, body);
      done();
    });
  };
  return (
    <form class="stack editor" onSubmit={save}>
      <label>{t("spec")}<textarea rows={14} spellcheck={false} value={text} onInput={(e) => write(e.currentTarget.value)} /></label>
      <p class="soft small">{t(kind === "merchants" ? "standing_hint" : "secret_hint")}</p>
      <p class="actions"><button class="main" disabled={busy}>{t("save")}</button><button type="button" onClick={cancel}>{t("cancel")}</button></p>
      {note}
    </form>
  );
}

function Matrix() {
  const loaded = useLoad<Page<Platform>>("/platforms");
  if (loaded.trouble) return <Failure of={loaded.trouble} retry={loaded.again} />;
  if (!loaded.data) return <Skeleton />;
  const items = loaded.data.items;
  const calls = ["charge", "query", "close", "cancel", "refund", "refund_query", "bill", "bill_file", "certificates", "notice", "return"];
  return (
    <section class="card flush">
      <div class="table-scroll" tabIndex={0} role="region" aria-label={t("platforms")}>
        <table class="matrix">
          <thead><tr><th scope="col">{t("platform")}</th>{calls.map((call) => <th key={call} scope="col"><code>{call}</code></th>)}</tr></thead>
          <tbody>
            {items.map((p) => (
              <tr key={p.name}>
                <th scope="row">{local(p.title_zh, p.title)} <code class="soft">{p.name}</code></th>
                {calls.map((call) => <td key={call}>{p.pay[call] ? <span class="yes" title={t("spoken")}>●<span class="visually-hidden">{t("spoken")}</span></span> : <span class="soft" title={t("not_spoken")}>·<span class="visually-hidden">{t("not_spoken")}</span></span>}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="soft small pad">{t("matrix_hint")}</p>
    </section>
  );
}
