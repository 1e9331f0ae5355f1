// The same card in every messenger, drawn from what the interface writes for each.

import { useEffect, useRef, useState } from "preact/hooks";
import { type Trouble, post } from "../../api";
import { Copy, Skeleton, local } from "../../ui";
import { fill, t } from "../../words";
import { messenger } from "../names";
import { Bitmap } from "../pic";
import type { Card, Form, Forms, Written } from "../types";
import { Drawing } from "./drawing";
import { drawn } from "./read";

type Tone = "light" | "dark";
/** What the console itself looks like now. */
function toneNow(): Tone {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** What shows the open forms: chats take a text and a picture, crawlers all else. */
const OPEN: Record<string, string> = { text: "text", png: "picture", svg: "picture" };

/** The forms of each messenger, in the order in which the server tells them. */
export function byMessenger(forms: Form[]): [string, Form[]][] {
  const groups = new Map<string, Form[]>();
  for (const form of forms) {
    const shown = form.platform ?? OPEN[form.name] ?? "web";
    groups.set(shown, [...(groups.get(shown) ?? []), form]);
  }
  return [...groups];
}

/** `link` is shared instead of the card's own address: a short one of ours. */
export function Looks({ of, forms, link }: { of: Card; forms: Forms | undefined; link: string | undefined }) {
  const [tone, setTone] = useState<Tone>(toneNow);
  const [page, setPage] = useState("");
  const groups = byMessenger(forms?.forms ?? []);
  return (
    <section class="looks" aria-label={t("looks")}>
      <div class="card-head">
        <p class="soft small">{t("looks_hint")}</p>
        <div class="actions">
          <label class="row">{t("tone")}
            <select value={tone} onChange={(e) => setTone(e.currentTarget.value as Tone)}>
              {(["light", "dark"] as const).map((one) => <option key={one} value={one}>{t(`theme_${one}`)}</option>)}
            </select>
          </label>
          <label class="row">{t("sharing_page")}<input type="url" value={page} placeholder="https://" onChange={(e) => setPage(e.currentTarget.value.trim())} autocomplete="off" spellcheck={false} /></label>
        </div>
      </div>
      {!forms && <Skeleton rows={4} />}
      <div class="look-grid">{groups.map(([platform, all]) => <Look key={platform} platform={platform} forms={all} of={of} tone={tone} page={page} link={link} pictures={!!forms?.pictures} />)}</div>
    </section>
  );
}

interface State { written?: Written; trouble?: Trouble }

function Look({ platform, forms, of, tone, page, link, pictures }: { platform: string; forms: Form[]; of: Card; tone: Tone; page: string; link: string | undefined; pictures: boolean }) {
  const [as, choose] = useState(forms[0]?.name ?? "");
  const [state, set] = useState<State>({});
  const form = forms.find((one) => one.name === as);
  useEffect(() => {
    let late = false;
    set({});
    // An open form is a page itself, and is on none.
    const on = page && form?.platform ? { page } : {};
    post<Written>("/share/write", { card: of, as, ...on, ...(link && { link }) }).then(
      (written) => late || set({ written }),
      (trouble: Trouble) => late || set({ trouble }),
    );
    return () => { late = true; };
  }, [of, as, page, link]);
  const { written, trouble } = state;
  return (
    <figure class="look" data-form={as}>
      <figcaption>
        <strong>{messenger(platform)}</strong>
        {forms.length > 1
          ? <select aria-label={`${messenger(platform)}: ${t("form")}`} value={as} onChange={(e) => choose(e.currentTarget.value)}>{forms.map((one) => <option key={one.name} value={one.name}>{local(one.title.zh, one.title.en)}</option>)}</select>
          : form && <span class="soft small">{local(form.title.zh, form.title.en)}</span>}
      </figcaption>
      <div class={`screen ${tone} skin-${/^[a-z]+$/.test(platform) ? platform : "other"}`}>
        {!written && !trouble && <Skeleton rows={3} />}
        {trouble && <div class="not-carried"><p><strong>{t("not_carried")}</strong></p><p>{trouble.detail || trouble.message}</p></div>}
        {written && (written.base64 ? <Png of={written.base64} title={of.title?.value ?? ""} /> : <Shown of={written} platform={platform} pictures={pictures} />)}
      </div>
      {written?.text !== undefined && <Raw of={written.text} />}
    </figure>
  );
}

function Shown({ of, platform, pictures }: { of: Written; platform: string; pictures: boolean }) {
  const what = drawn(of);
  return what ? <Drawing of={what} platform={platform} pictures={pictures} /> : <p class="no-drawing">{t("no_drawing")}</p>;
}

/** What is sent, to be read and copied. */
function Raw({ of }: { of: string }) {
  let text = of;
  try { text = JSON.stringify(JSON.parse(of), null, 2); } catch { /* It is no JSON, and stands as it is. */ }
  return (
    <details class="raw">
      <summary>{t("raw")}</summary>
      <Copy text={of} />
      <pre tabIndex={0}>{text}</pre>
    </details>
  );
}

function Png({ of, title }: { of: string; title: string }) {
  const [got, setGot] = useState<ImageBitmap>();
  const alive = useRef(true);
  useEffect(() => {
    alive.current = true;
    const bytes = Uint8Array.from(atob(of), (one) => one.charCodeAt(0));
    createImageBitmap(new Blob([bytes], { type: "image/png" })).then((bitmap) => alive.current && setGot(bitmap), () => {});
    return () => { alive.current = false; };
  }, [of]);
  return got ? <Bitmap of={got} label={fill("picture_of_card", { title })} class="png" /> : <Skeleton rows={3} />;
}
