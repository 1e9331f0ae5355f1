// A messenger's look in the page's own words: layouts here, colours in looks.css. Nothing in it can be
// pressed; it is a picture of what others see.

import type { ComponentChildren } from "preact";
import { t } from "../../words";
import { Pic } from "../pic";
import type { Line } from "./markup";
import type { Drawn } from "./read";

interface Ask { of: Drawn; platform: string; pictures: boolean }

export function Drawing({ of, platform, pictures }: Ask) {
  const layout = LAYOUTS[of.layout];
  return (
    <div class={`chat at-${of.layout}`}>
      {of.layout === "page" && <p class="from-page">{t("source_of_page")}</p>}
      {!!of.above?.length && <div class="said-above"><Lines of={of.above} /></div>}
      {layout({ of, platform, pictures })}
      {of.feed && <Feed of={of.feed} alt={of.alt} pictures={pictures} />}
    </div>
  );
}

function Lines({ of }: { of: Line[] }) {
  return <>{of.map((line, nth) => <p key={nth} dir="auto">{line.map((bit, at) => <span key={at} class={`${bit.href === undefined ? "" : "as-link"} ${bit.bold ? "as-bold" : ""}`} title={bit.href}>{bit.text}</span>)}</p>)}</>;
}

const Image = ({ of, pictures, kind = "" }: { of: Drawn; pictures: boolean; kind?: string }) =>
  of.image ? <Pic of={{ url: of.image, alt: of.alt }} pictures={pictures} tall={kind !== "thumb"} class={kind} /> : null;

/** A page as a friend sees it: title, and below it words beside a small picture. */
function Bubble({ of, pictures }: Ask) {
  return (
    <div class="bubble">
      <p class="d-title"><bdi>{of.title}</bdi></p>
      <div class="d-row"><div class="d-text"><Lines of={of.lines} /></div><Image of={of} pictures={pictures} kind="thumb" /></div>
    </div>
  );
}

function Feed({ of, alt, pictures }: { of: { title: string; image?: string }; alt: string | undefined; pictures: boolean }) {
  return (
    <div class="feed">
      <p class="feed-name">{t("moments")}</p>
      <div class="feed-row">{of.image && <Pic of={{ url: of.image, alt }} pictures={pictures} class="thumb" />}<p><bdi>{of.title}</bdi></p></div>
    </div>
  );
}

/** A page of a mini program: five by four, under its title. */
function Mini({ of, pictures }: Ask) {
  return (
    <div class="mini">
      {of.head && <p class="d-foot"><bdi>{of.head}</bdi></p>}
      <p class="d-title"><bdi>{of.title}</bdi></p>
      {of.lines.length > 0 && <div class="d-text"><Lines of={of.lines} /></div>}
      {of.image ? <Image of={of} pictures={pictures} kind="wide" /> : <span class="pic none wide">{t("no_picture")}</span>}
      <p class="d-foot">◈ {t("way_mini")}</p>
    </div>
  );
}

/** A preview behind a bar: most messengers of the open web. */
function Strip({ of, pictures }: Ask) {
  const facts = of.facts?.filter(([, value]) => value) ?? [];
  return (
    <div class={`strip ${of.large ? "large" : ""}`}>
      <div class="d-words">
        {of.head && <p class="d-head"><bdi>{of.head}</bdi></p>}
        {of.title && <p class="d-title as-link"><bdi>{of.title}</bdi></p>}
        <div class="d-text"><Lines of={of.lines} /></div>
        {facts.length > 0 && <dl>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div>)}</dl>}
        {of.foot && <p class="d-foot"><bdi>{of.foot}</bdi></p>}
      </div>
      <Image of={of} pictures={pictures} kind={of.large ? "wide" : "thumb"} />
    </div>
  );
}

const Words = ({ of }: Ask) => <div class="words"><Lines of={of.lines} /></div>;

/** A robot's card: a coloured head, words, a button. */
function Panel({ of, pictures }: Ask) {
  return (
    <div class="panel">
      {of.large && <Image of={of} pictures={pictures} kind="wide" />}
      {of.title && <p class="d-title"><bdi>{of.title}</bdi></p>}
      <div class="d-body">
        <div class="d-text"><Lines of={of.lines} /></div>
        {of.button && <p class="d-button">{of.button}</p>}
        {of.foot && <p class="d-foot"><bdi>{of.foot}</bdi></p>}
      </div>
    </div>
  );
}

const LAYOUTS: Record<Drawn["layout"], (ask: Ask) => ComponentChildren> = { bubble: Bubble, mini: Mini, strip: Strip, words: Words, panel: Panel, page: Strip };
