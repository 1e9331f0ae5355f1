// One pastes anything, and everything in it becomes a card.

import { useRef, useState } from "preact/hooks";
import { type Trouble, type WhoAmI, post } from "../api";
import { Empty, Failure, Skeleton, useLoad } from "../ui";
import { fill, t } from "../words";
import { FoundCard } from "./found";
import type { Forms, Found } from "./types";

interface Answer { text: string; found?: Found[]; trouble?: Trouble }

export function ReadPage({ me }: { me: WhoAmI }) {
  const [text, write] = useState("");
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<Answer>();
  const forms = useLoad<Forms>("/share/forms");
  const turn = useRef(0);
  const read = async () => {
    if (!text.trim()) return;
    const mine = turn.current += 1;
    setBusy(true);
    const said: Answer = await post<{ found: Found[] }>("/share/read", { text }).then(
      ({ found }) => ({ text, found }),
      (trouble: Trouble) => ({ text, trouble }),
    );
    // Whoever asks again meanwhile wants to see the later answer.
    if (mine !== turn.current) return;
    setAnswer(said);
    setBusy(false);
  };
  const submit = (event: Event) => { event.preventDefault(); void read(); };
  const typed = (event: KeyboardEvent) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event); };
  const found = answer?.found;
  return (
    <>
      <form class="card paste" onSubmit={submit}>
        <label>{t("pasted")}
          <textarea rows={4} value={text} onInput={(e) => write(e.currentTarget.value)} onKeyDown={typed} autocomplete="off" spellcheck={false} dir="auto" />
        </label>
        <p class="actions"><button class="main" disabled={busy || !text.trim()}>{t("read_it")}</button><span class="soft small keys">{t("read_hint")}</span></p>
      </form>
      <p class="visually-hidden" role="status">{busy ? t("loading") : found ? fill("found_count", { count: found.length }) : ""}</p>
      {forms.trouble && <Failure of={forms.trouble} retry={forms.again} />}
      {busy && <section class="card"><Skeleton rows={8} /></section>}
      {!busy && answer?.trouble && <Failure of={answer.trouble} retry={() => void read()} />}
      {!busy && !answer && <section class="card"><Empty title="share_empty" hint="share_empty_hint" /></section>}
      {!busy && found?.length === 0 && <section class="card"><Empty title="found_none" hint="found_none_hint" /></section>}
      {!busy && answer && !!found?.length && (
        <>
          {(found.length > 1 || answer.text.trim().length > 200) && <Message text={answer.text} found={found} />}
          <ol class="founds">{found.map((one, nth) => <li key={`${turn.current}-${nth}`}><FoundCard of={one} nth={nth + 1} many={found.length > 1} forms={forms.data} me={me} /></li>)}</ol>
        </>
      )}
    </>
  );
}

/** The message, and in it where each thing stands. */
function Message({ text, found }: { text: string; found: Found[] }) {
  const parts = [];
  let at = 0;
  const ordered = found.map((one, nth) => ({ span: one.span, nth: nth + 1 })).sort((a, b) => a.span[0] - b.span[0]);
  for (const { span: [from, to], nth } of ordered) {
    if (from < at || to > text.length) continue;
    parts.push(text.slice(at, from), <mark key={nth}><a href={`#found-${nth}`} class="nth">{nth}</a>{text.slice(from, to)}</mark>);
    at = to;
  }
  parts.push(text.slice(at));
  return (
    <section class="card">
      <div class="card-head"><h2>{t("in_message")}</h2><span class="badge calm">{fill("found_count", { count: found.length })}</span></div>
      <p class="message" dir="auto">{parts}</p>
    </section>
  );
}
