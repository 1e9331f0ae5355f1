// The same card in every messenger, drawn from what the interface writes for each.

import { useEffect, useState } from "preact/hooks";
import { type Trouble, post } from "../../api";
import { Copy, Skeleton, local } from "../../ui";
import { fill, spoken, t } from "../../words";
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

interface State { to?: string; written?: Written; trouble?: Trouble }

function Look({ platform, forms, of, tone, page, link, pictures }: { platform: string; forms: Form[]; of: Card; tone: Tone; page: string; link: string | undefined; pictures: boolean }) {
  const [as, choose] = useState(forms[0]?.name ?? "");
  const [state, set] = useState<State>({});
  const form = forms.find((one) => one.name === as);
  // Only open forms have words of ours, and only pictures a tone: others are not asked for again.
  const tongue = form?.platform ? "" : spoken();
  const dark = tone === "dark" && OPEN[as] === "picture";
  // What was written answers this ask and no other: nothing is shown under the name of another form.
  const ask = JSON.stringify({ card: of, as, ...(page && { page }), ...(link && { link }), ...(tongue && { tongue }), ...(dark && { dark }) });
  useEffect(() => {
    let late = false;
    post<Written>("/share/write", JSON.parse(ask)).then(
      (written) => late || set({ to: ask, written }),
      (trouble: Trouble) => late || set({ to: ask, trouble }),
    );
    return () => { late = true; };
  }, [ask]);
  const { written, trouble } = state.to === ask ? state : {} as State;
  return (
    <figure class="look" data-form={as}>
      <figcaption>
        <strong>{messenger(platform)}</strong>
        {forms.length > 1
          ? <select aria-label={`${messenger(platform)}: ${t("form")}`} value={as} onChange={(e) => choose(e.currentTarget.value)}>{forms.map((one) => <option key={one.name} value={one.name}>{local(one.title.zh, one.title.en)}</option>)}</select>
          : form && <span class="soft small">{local(form.title.zh, form.title.en)}</span>}
      </figcaption>
      <div class={`screen ${tone} skin-${/^[a-z]+$/.test(platform) ? platform : "other"}`}>
        {!written && !trouble && (as === "png" ? <Coming /> : <Skeleton rows={3} />)}
        {trouble && <div class="not-carried"><p><strong>{t("not_carried")}</strong></p><p>{trouble.detail || trouble.message}</p></div>}
        {written && (written.base64 ? <Png of={written.base64} title={of.title?.value ?? ""} /> : <Shown of={written} card={of} platform={platform} pictures={pictures} />)}
      </div>
      {written?.text !== undefined && <Raw of={written.text} />}
    </figure>
  );
}

function Shown({ of, card, platform, pictures }: { of: Written; card: Card; platform: string; pictures: boolean }) {
  const what = drawn(of);
  if (!what) return <p class="no-drawing">{t("no_drawing")}</p>;
  // Most messengers are not told what is to be seen on a picture; the card knows it.
  const alt = what.alt ?? card.images?.find((one) => one.value.url === what.image)?.value.alt;
  return <Drawing of={{ ...what, alt }} platform={platform} pictures={pictures} />;
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
  const [got, setGot] = useState<{ of: string; bitmap: ImageBitmap }>();
  useEffect(() => {
    let late = false;
    const bytes = Uint8Array.from(atob(of), (one) => one.charCodeAt(0));
    createImageBitmap(new Blob([bytes], { type: "image/png" })).then((bitmap) => late || setGot({ of, bitmap }), () => {});
    return () => { late = true; };
  }, [of]);
  return got?.of === of ? <Bitmap of={got.bitmap} label={fill("picture_of_card", { title })} class="png" /> : <Coming />;
}

/** Where a picture of the card will be, as large as it will be. */
const Coming = () => <div class="png coming"><Skeleton rows={3} /></div>;
