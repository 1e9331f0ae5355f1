// The pages about links in a real browser, against the node: what was pasted becomes cards, each is drawn as
// every messenger shows it with its picture, short links are made, opened, listed and withdrawn, and no word
// of a stranger does anything. The node's links lead into a small web of its own (server/tests/house/web.rs).

import { keeps, lies, message, messages, told } from "./tests/share/kept.mjs";

/** Where the first thing of a message is told otherwise by whoever plays a bad node. */
const LIES = new Set(lies.map((one) => one.name));

/** Browsers report every answer of 409 and 422. That a messenger cannot carry a card is one, that a picture
 * does not come the other, and the page says so itself: it is not held against the page. */
function unheard(opened) {
  const { said } = opened;
  said.push = (text) => (/status of (409|422)/.test(text) ? said.length : Array.prototype.push.call(said, text));
  return opened;
}

/** Tries it all. */
export async function sharesLinks({ open, judge, check, looks, at }) {
  const ask = async (method, path, body) => {
    const headers = { authorization: `Bearer ${at.token}`, "content-type": "application/json" };
    const reply = await fetch(`${at.base}/api/v1${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: reply.status, body: await reply.json() };
  };
  const visit = async (look, path = "") => unheard(await open(look, `/console/share${path}#token=${at.token}`));
  const forms = await keeps(ask, check);
  // While there is none yet.
  for (const look of looks) await noLinks(look, { visit, judge });
  for (const look of looks) {
    const opened = await visit(look);
    await opened.page.waitForSelector(".empty");
    await judge(`share, nothing pasted (${look.name})`, opened);
    for (const { name } of [...messages, ...lies]) await reads(name, { opened, judge, check, look, forms });
    await opened.context.close();
    await links(look, { visit, judge, check, ask });
  }
  await waitsAndFails({ visit, judge, check, look: looks[0] });
  for (const look of looks) await showsPictures(look, { visit, judge, check });
  for (const look of looks.slice(0, 2)) await withoutPictures(look, { visit, judge, check });
  await speaksAsItIsSpokenTo({ visit, check, look: looks[0] });
  await everyForm({ visit, judge, check, look: looks[0] });
}

/** Pastes a message, by keyboard alone, and gives what was read. */
async function paste(page, name) {
  const { text, found } = message(name);
  const lie = (route) => route.fulfill({ json: { found: found.map((one) => told(text, one)) } });
  if (LIES.has(name)) await page.route("**/api/v1/share/read", lie);
  await page.fill(".paste textarea", text);
  await page.focus(".paste textarea");
  const [reply] = await Promise.all([
    page.waitForResponse((reply) => reply.url().endsWith("/share/read")),
    page.keyboard.press("Control+Enter"),
  ]);
  await page.waitForSelector(name === "nothing" ? ".empty" : ".found");
  if (LIES.has(name)) await page.unroute("**/api/v1/share/read", lie);
  return (await reply.json()).found;
}

/** Until every look that is on the page is drawn, or says why not. */
const settled = (page) => page.waitForFunction(() => !document.querySelector(".look .skeleton"), null, { timeout: 30_000 });
/** Until the pictures are there. */
const pictured = (page, where) => page.waitForFunction((where) => !document.querySelector(`${where} .pic.none[title^=http]`), where, { timeout: 15_000 });

/** How many fields of a card are told. */
const FIELDS = ["url", "kind", "title", "text", "icon", "video", "audio", "price", "seller", "availability", "rating", "seconds", "published", "modified", "author", "site", "language"];
const fields = (card) => FIELDS.filter((name) => card[name]).length + (card.images?.length ?? 0);

async function reads(name, { opened, judge, check, look, forms }) {
  const { page } = opened;
  const here = `${name} (${look.name})`;
  const found = await paste(page, name);
  await settled(page);
  check(`as many cards as were found: ${here}`, found.length === message(name).found.length && (await page.$$(".found")).length === found.length);
  const status = await page.textContent("[role=status]");
  check(`and it is said aloud: ${here}`, status.includes(String(found.length)), status);
  const [{ card } = {}] = found;
  if (card) {
    const messengers = new Set(forms.map((form) => form.platform ?? { text: "text", png: "picture", svg: "picture" }[form.name] ?? "web")).size;
    const drawn = await page.$$("#found-1 .look");
    check(`a look for every messenger: ${here}`, drawn.length === messengers, `${drawn.length} of ${messengers}`);
    const told = await page.$$("#found-1 .fields-of tbody tr");
    check(`every field says where it was read: ${here}`, told.length === fields(card), `${told.length} of ${fields(card)}`);
  }
  if (name === "product") {
    const title = await page.textContent("[data-form='wechat/page'] .bubble .d-title");
    check(`a bubble has the payload's title: ${here}`, title === card.title.value, title);
    check(`what is sent can be read: ${here}`, (await page.textContent("[data-form='wechat/page'] .raw pre")).includes('"friends"'));
    check(`the picture is drawn: ${here}`, await page.$eval("[data-form='png'] canvas", (canvas) => canvas.width === 1200 && canvas.getContext("2d").getImageData(600, 300, 1, 1).data[3] === 255));
    check(`of what opens it is said so, with its case: ${here}`, (await page.getAttribute(".standard a", "href")).endsWith(`/fair/decisions/${card.safety.decision}`));
    await page.click("#found-1 .fields-of summary");
  }
  if (name === "mini") {
    await page.selectOption("#found-1 .look:has([value='wechat/mini-program']) select", "wechat/mini-program");
    await settled(page);
    check(`a page of a mini program is drawn as one: ${here}`, (await page.$("#found-1 [data-form='wechat/mini-program'] .mini")) !== null);
  }
  if (name === "code") {
    check(`what has no address has no short link: ${here}`, (await page.$(".make")) === null);
    check(`and is a picture all the same: ${here}`, (await page.$("[data-form='png'] canvas")) !== null, await page.textContent("[data-form='png'] .screen"));
  }
  if (name === "warned" || name === "refused") {
    const { safety, url } = card;
    const said = await page.textContent(".standard");
    check(`the standard's rules, reasons and remedies: ${here}`, safety.findings.length === 2 && safety.findings.every((one) => [one.rule, look.lang === "en-US" ? one.reason_en : one.reason_zh, look.lang === "en-US" ? one.remedy_en : one.remedy_zh].every((text) => said.includes(text))), said);
    check(`and the case: ${here}`, safety.decision > 0 && (await page.getAttribute(".standard a", "href")).endsWith(`/fair/decisions/${safety.decision}`));
    check(`it is no link: ${here}`, (await page.$$eval("main a", (all, to) => all.filter((a) => a.href === to).length, url.value)) === 0);
    check(`no short link of what is refused: ${here}`, ((await page.$(".make")) === null) === (name === "refused"));
  }
  if (name === "error") {
    const said = await page.textContent(".found .said.bad");
    const lang = look.lang === "en-US" ? "en" : "zh";
    check(`why there is no card, and what helps: ${here}`, said.includes(found[0].error.reason[lang]) && said.includes(found[0].error.remedy[lang]), said);
  }
  if (name === "many") {
    const marks = await page.$$eval(".message mark", (all) => all.map((one) => [...one.childNodes].slice(1).map((n) => n.textContent).join("")));
    check(`each stands in the message where it was found: ${here}`, JSON.stringify(marks) === JSON.stringify(message(name).found.map((one) => one.part)), marks.join(" | "));
    check(`only the first of many is drawn at once: ${here}`, (await page.$$(".looks")).length === 1);
    await page.focus("#found-2 .looks-of summary");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#found-2 .look");
    await settled(page);
    check(`and the others when one wants to see them: ${here}`, (await page.textContent("#found-2 [data-form='wechat/page'] .d-title")) === found[1].card.title.value);
  }
  if (name === "hostile" || name === "lie") await inert(page, here, check);
  await judge(`share, ${here}`, opened);
}

/** No word of a stranger became anything but a word. */
async function inert(page, here, check) {
  const found = await page.evaluate(() => ({
    owned: window.__owned, elements: document.querySelectorAll("main :is(img, script, iframe, object, embed, style, link, base, form[action], video, audio)").length,
    links: [...document.querySelectorAll("main a")].map((a) => a.getAttribute("href")).filter((href) => !/^(\/console\/|#|https?:)/.test(href ?? "")),
    handlers: [...document.querySelectorAll("main *")].filter((e) => [...e.attributes].some((a) => a.name.startsWith("on"))).length,
    text: document.querySelector("main").textContent,
  }));
  check(`nothing ran: ${here}`, found.owned === undefined, String(found.owned));
  check(`nothing but words came of it: ${here}`, found.elements === 0 && found.handlers === 0, JSON.stringify(found).slice(0, 300));
  check(`no link but to the web: ${here}`, found.links.length === 0, found.links.join());
  check(`and the words can be read: ${here}`, found.text.includes("</script><script>") && found.text.includes("{{7*7}}"));
}

async function noLinks(look, { visit, judge }) {
  const empty = await visit(look, "/links");
  await empty.page.waitForSelector(".flush .empty-title");
  await judge(`no short links (${look.name})`, empty);
  await empty.context.close();
}

/** Opens a short link as an app's browser does. */
const opens = (link, agent) => fetch(link, { headers: { "user-agent": agent, "accept-language": "en" } });

async function links(look, { visit, judge, check, ask }) {
  const opened = await visit(look);
  const { page } = opened;
  await page.waitForSelector(".paste textarea");
  await paste(page, "product");
  await settled(page);
  await page.selectOption(".make select", "7");
  const shared = new Set();
  page.on("request", (request) => request.url().endsWith("/share/write") && shared.add(request.postDataJSON().link));
  await page.click(".make button");
  await page.waitForSelector(".short .code");
  const code = await page.textContent(".short .code");
  const link = (await ask("GET", `/share/links/${code}`)).body;
  check(`a short link has its code (${look.name})`, link.code === code);
  check(`its text to paste (${look.name})`, (await page.textContent(".short pre")) === link.text && link.text.includes(link.link), link.text);
  const { now } = (await ask("GET", "/whoami")).body;
  check(`its end (${look.name})`, Math.abs(Date.parse(link.expires) - Date.parse(now) - 7 * 86_400_000) < 120_000, link.expires);
  check(`and a code to scan (${look.name})`, ((await page.getAttribute(".short .scan", "aria-label")) ?? "").includes(link.link) && (await page.$eval(".scan .ink", (e) => e.getAttribute("d").length)) > 1000);
  await settled(page);
  check(`from then on the looks are of the short link (${look.name})`, shared.size === 1 && shared.has(link.link), [...shared].join());
  await judge(`a short link was made (${look.name})`, opened);
  for (let nth = 0; nth < 15; nth += 1) await opens(link.link, nth < 12 ? "Mozilla/5.0 (iPhone) MicroMessenger/8.0" : "Mozilla/5.0 (X11; Linux x86_64)");

  // What was pasted is still there after a look at the links.
  await page.click(".tabs button:nth-child(2)");
  await page.waitForSelector(".flush td");
  await judge(`short links (${look.name})`, opened);
  await page.click(`.flush .row-link:has-text("${code}")`);
  await page.waitForSelector("main > .card .opened-days li");
  const days = await page.textContent("main > .card .opened-days");
  check(`how often it was opened, and in what (${look.name})`, /15/.test(await page.textContent("main > .card .opened-days h3")) && /12 · .*3|3 · .*12/.test(days), days);
  await judge(`one short link (${look.name})`, opened);
  await page.focus("main > .card .withdraw summary");
  await page.keyboard.press("Enter");
  check(`nothing is withdrawn without a reason (${look.name})`, await page.isDisabled("main > .card .withdraw button"));
  await page.fill("main > .card .withdraw input", "卖家要求 <b>x</b>");
  await page.keyboard.press("Enter");
  await page.waitForSelector("main > .card .short .said.bad");
  check(`a withdrawn link says why (${look.name})`, (await page.textContent("main > .card .short .said.bad")).includes("卖家要求 <b>x</b>") && (await ask("GET", `/share/links/${code}`)).body.standing === "withdrawn");
  const gone = await opens(link.link, "x");
  check(`to whoever opens it too (${look.name})`, gone.status === 410 && (await gone.text()).includes("卖家要求 &lt;b&gt;x&lt;/b&gt;"), String(gone.status));
  check(`and cannot be withdrawn again (${look.name})`, (await page.$("main > .card .withdraw")) === null);
  await judge(`a withdrawn link (${look.name})`, opened);
  await page.click(".tabs button:first-child");
  check(`what was pasted stayed (${look.name})`, (await page.inputValue(".paste textarea")) === message("product").text && (await page.isVisible("#found-1")));
  await opened.context.close();
}

/** What one sees while one waits, and when it fails. */
async function waitsAndFails({ visit, judge, check, look }) {
  const opened = await visit(look);
  const { page, said } = opened;
  await page.waitForSelector(".paste textarea");
  let go = () => {};
  const slow = async (route) => { await new Promise((done) => { go = done; }); await route.continue(); };
  await page.route("**/api/v1/share/read", slow);
  await page.fill(".paste textarea", message("article").text);
  await page.click(".paste button.main");
  await page.waitForSelector(".skeleton .bar");
  check("who waits sees that something comes", await page.isDisabled(".paste button.main"));
  await judge("share, loading", opened);
  go();
  await page.waitForSelector(".found");
  await page.unroute("**/api/v1/share/read", slow);
  const problem = { type: "about:blank", status: 503, title: "the rules cannot be asked", detail: "Try again in a minute." };
  const broken = (route) => route.fulfill({ status: 503, contentType: "application/problem+json", json: problem });
  await page.route("**/api/v1/share/read", broken);
  await page.click(".paste button.main");
  await page.waitForSelector(".failure");
  check("a failure says what to do", (await page.textContent(".failure")).includes("Try again in a minute."));
  // Browsers report an answer of 503; that it comes is the point.
  said.length = 0;
  await judge("share, failed", opened);
  await page.unroute("**/api/v1/share/read", broken);
  await page.click(".failure button");
  await page.waitForSelector(".found");
  check("and it can be tried again", true);
  await opened.context.close();
}

/** Where pictures are, and how large. */
const framed = (page) => page.$$eval("#found-1 .pic[role=img]", (all) => all.map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y + scrollY, width, height].map(Math.round).join();
}));

/** Pictures come by way of the node, once each, say what is on them, and nothing moves when they come. */
async function showsPictures(look, { visit, judge, check }) {
  const opened = await visit(look);
  const { page } = opened;
  await page.waitForSelector(".paste textarea");
  const asked = [];
  let go = () => {};
  const come = new Promise((done) => { go = done; });
  const late = async (route) => { asked.push(new URL(route.request().url()).searchParams.get("url")); await come; await route.continue(); };
  await page.route("**/api/v1/share/pictures?*", late);
  await paste(page, "product");
  await settled(page);
  const [before, tall] = [await framed(page), await page.evaluate(() => document.documentElement.scrollHeight)];
  go();
  await pictured(page, "#found-1");
  const [after, then] = [await framed(page), await page.evaluate(() => document.documentElement.scrollHeight)];
  check(`a frame has the size of its picture (${look.name})`, before.length > 5 && JSON.stringify(before) === JSON.stringify(after) && tall === then, `${before.join(" ")} ≠ ${after.join(" ")}`);
  check(`one picture is asked for once (${look.name})`, asked.join() === "https://img.example.cn/tea/1.png", asked.join());
  const drawn = await page.$$eval("#found-1 canvas.pic", (all) => all.map((one) => ({
    alt: one.getAttribute("aria-label"), form: one.closest(".look")?.dataset.form ?? "card", size: [one.width, one.height].join(),
    // A sleeve of the pot, which is blue.
    blue: [...one.getContext("2d").getImageData(400, 228, 1, 1).data].join(),
  })));
  for (const form of ["card", "wechat/page", "alipay/page", "dingtalk/link", "mattermost/attachment", "slack/unfurl", "og"]) {
    const one = drawn.find((each) => each.form === form);
    check(`the thing itself is seen, ${form} (${look.name})`, one?.size === "800,800" && /^(4\d|5\d|6\d),(7|8|9)\d,1[2-5]\d,255$/.test(one.blue), JSON.stringify(drawn));
  }
  check(`and can be heard of (${look.name})`, drawn.every((one) => one.alt === "一壶四杯，竹盘"), JSON.stringify(drawn));
  await judge(`share, with pictures (${look.name})`, opened);
  await opened.context.close();
}

/** A node that hands no pictures on is asked for none, and frames say what would be there. */
async function withoutPictures(look, { visit, judge, check }) {
  const opened = await visit(look);
  const { page } = opened;
  await page.route("**/api/v1/share/forms", async (route) => {
    const reply = await route.fetch();
    await route.fulfill({ json: { ...(await reply.json()), pictures: false } });
  });
  let handed = 0;
  page.on("request", (request) => { handed += request.url().includes("/share/pictures") ? 1 : 0; });
  await page.reload();
  await page.waitForSelector(".paste textarea");
  await paste(page, "product");
  await settled(page);
  const frames = await page.$$eval(".pic.none", (all) => all.map((one) => one.getAttribute("aria-label") ?? ""));
  check(`frames where pictures would be (${look.name})`, frames.length > 5 && frames.includes("一壶四杯，竹盘"), frames.join());
  check(`and no picture was asked for (${look.name})`, handed === 0, String(handed));
  await judge(`share, without pictures (${look.name})`, opened);
  await opened.context.close();
}

/** Our own words in a look are in the language of the console, and pictures as light or dark as it is. */
async function speaksAsItIsSpokenTo({ visit, check, look }) {
  const opened = await visit(look);
  const { page } = opened;
  await page.waitForSelector(".paste textarea");
  await paste(page, "product");
  await settled(page);
  const asked = async (change) => {
    const sent = [];
    const hear = (request) => request.url().endsWith("/share/write") && sent.push(request.postDataJSON());
    page.on("request", hear);
    await change();
    await settled(page);
    page.off("request", hear);
    return sent;
  };
  const ground = () => page.$eval("[data-form=png] canvas", (canvas) => canvas.getContext("2d").getImageData(600, 8, 1, 1).data[0]);
  const light = await ground();
  const dark = await asked(() => page.selectOption(".looks .actions select", "dark"));
  check("a picture alone is asked for in the other tone", dark.length === 1 && dark[0].as === "png" && dark[0].dark === true, JSON.stringify(dark).slice(0, 200));
  check("and is dark", light > 200 && (await ground()) < 80, `${light} ${await ground()}`);
  const page_of = () => page.textContent("[data-form=og] .raw pre");
  check("a page is in the language of the console", (await page_of()).includes('lang="en"'));
  const zh = await asked(async () => { await page.selectOption(".preferences select", "zh"); await page.waitForFunction(() => document.documentElement.lang === "zh-CN"); });
  check("and in the other one when it is chosen", (await page_of()).includes('lang="zh-CN"') && zh.length === 3 && zh.every((one) => one.tongue === "zh"), JSON.stringify(zh.map(({ as, tongue }) => [as, tongue])));
  await opened.context.close();
}

/** Every form of every messenger, of a good card and of a hostile one, light and dark. */
async function everyForm({ visit, judge, check, look }) {
  for (const name of ["product", "hostile", "lie"]) {
    const opened = await visit(look);
    const { page } = opened;
    await page.waitForSelector(".paste textarea");
    await paste(page, name);
    await settled(page);
    for (const tone of ["light", "dark"]) {
      await page.selectOption(".looks .actions select", tone);
      for (let nth = 0; nth < 5; nth += 1) {
        for (const choice of await page.$$(".look figcaption select")) {
          const values = await choice.$$eval("option", (all) => all.map((one) => one.value));
          await choice.selectOption(values[Math.min(nth, values.length - 1)]);
        }
        await settled(page);
        if (name !== "product") await inert(page, `form ${nth} of each, ${tone}`, check);
        await judge(`looks of ${name}, form ${nth} of each, ${tone}`, opened);
      }
    }
    await opened.context.close();
  }
}
