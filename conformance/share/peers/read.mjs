// Asks the Node readers what they see. Pages come in on standard input, one JSON object a line
// ({id, url, html}); one answer a line goes out for each page and reader ({id, peer, fields} or
// {id, peer, error}). `node read.mjs [peer …]` asks only those. A page that is `live` stands at its
// url: who insists on fetching may, and follows what the page says of oEmbed.
import readline from "node:readline";
import domino from "domino";
import { getPreviewFromContent } from "link-preview-js";
import metascraper from "metascraper";
import ogs from "open-graph-scraper";
import metadataParser from "page-metadata-parser";
import { unfurl } from "unfurl.js";

const RULES = "author date description image lang logo publisher title url audio video".split(" ");
const rules = await Promise.all(RULES.map((name) => import(`metascraper-${name}`)));
// Its icons it would look for on the network; here every icon that a page names is taken to be there.
const icons = { favicon: false, google: false, resolveFaviconUrl: async (url) => ({ url }) };
const { default: icon } = await import("metascraper-logo-favicon");
const scrape = metascraper([...rules.map((rule) => rule.default()), icon(icons)]);
// What the readers expect of newer Nodes.
Promise.withResolvers ??= () => {
  const made = {};
  made.promise = new Promise((resolve, reject) => Object.assign(made, { resolve, reject }));
  return made;
};
// A page that keeps a reader busy for longer is one it did not read.
const LIMIT_MS = 300_000;

const peers = {
  metascraper: ({ url, html }) => scrape({ url, html, validateUrl: false }),

  async "open-graph-scraper"({ html }) {
    const { result } = await ogs({ html });
    const date = result.articlePublishedTime ?? result.articleDate ?? result.ogDate ?? result.dcDate;
    return {
      title: result.ogTitle ?? result.twitterTitle ?? result.dcTitle,
      description: result.ogDescription ?? result.twitterDescription ?? result.dcDescription,
      image: result.ogImage?.[0]?.url ?? result.twitterImage?.[0]?.url,
      publisher: result.ogSiteName ?? result.articlePublisher ?? result.dcPublisher,
      author: result.author ?? result.articleAuthor ?? result.dcCreator ?? result.twitterCreator,
      lang: result.ogLocale ?? result.dcLanguage ?? result.inLanguage,
      url: result.ogUrl ?? result.twitterUrl,
      logo: result.favicon,
      price: result.ogPriceAmount ?? result.ogProductPriceAmount,
      currency: result.ogPriceCurrency ?? result.ogProductPriceCurrency,
      raw: result,
      video: result.ogVideo?.[0]?.url,
      audio: result.ogAudioURL ?? result.ogAudio,
      date,
    };
  },

  async "unfurl.js"({ url, html, live }) {
    const headers = { "content-type": "text/html; charset=utf-8" };
    // It insists on fetching: what it fetches is the page it was given.
    const local = { oembed: false, fetch: async () => new Response(html, { headers }) };
    const told = await unfurl(url, live ? {} : local);
    const og = told.open_graph ?? {};
    const twitter = told.twitter_card ?? {};
    return {
      title: og.title ?? twitter.title ?? told.title,
      description: og.description ?? twitter.description ?? told.description,
      image: og.images?.[0]?.url ?? twitter.images?.[0]?.url,
      publisher: og.site_name,
      author: told.author,
      lang: og.locale,
      url: og.url ?? told.canonical_url,
      canonical: told.canonical_url,
      logo: told.favicon,
      video: og.videos?.[0]?.url,
      audio: og.audio?.[0]?.url,
      date: og.articles?.[0]?.published_time,
      oembed: told.oEmbed,
    };
  },

  async "link-preview-js"({ url, html }) {
    const headers = { "content-type": "text/html; charset=utf-8" };
    const told = await getPreviewFromContent({ url, headers, status: 200, data: html });
    return {
      title: told.title,
      description: told.description,
      image: told.images?.[0],
      publisher: told.siteName,
      author: told.author,
      url: told.url,
      logo: told.favicons?.[0],
      video: told.videos?.[0]?.url,
    };
  },

  async "page-metadata-parser"({ url, html }) {
    const told = metadataParser.getMetadata(domino.createWindow(html, url).document, url);
    const { title, description, image, provider, language, icon } = told;
    return { title, description, image, publisher: provider, lang: language, logo: icon, url: told.url };
  },
};

const timeout = (ms) =>
  new Promise((_, refuse) => setTimeout(() => refuse(new Error("too slow")), ms).unref());

const wanted = process.argv.slice(2);
const named = Object.entries(peers).filter(([name]) => !wanted.length || wanted.includes(name));
for await (const line of readline.createInterface({ input: process.stdin })) {
  const page = JSON.parse(line);
  for (const [peer, read] of named) {
    const answer = { id: page.id, peer };
    try {
      answer.fields = await Promise.race([read(page), timeout(LIMIT_MS)]);
    } catch (error) {
      answer.error = String(error?.message ?? error);
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
}
