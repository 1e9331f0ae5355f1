// The pages about links in a real browser: what was pasted becomes cards, each is drawn as every messenger
// shows it, short links are made, listed and withdrawn, and no word of a stranger does anything.
//
// MOCK: /api/v1/share is played by tests/share/mock.mjs until the node answers there itself. Whoever runs
// this is told so in its last line.

import { message, sharing } from "./tests/share/mock.mjs";

const NAMES = ["product", "video", "article", "warned", "refused", "error", "hostile", "nothing", "many"];

/** Browsers report every answer of 409. That a messenger cannot carry a card is one, and the page says so
 * itself: it is not held against the page. */
function unheard(opened) {
  const { said } = opened;
  said.push = (text) => (/status of 409/.test(text) ? said.length : Array.prototype.push.call(said, text));
  return opened;
}

/** Tries it all. */
export async function sharesLinks({ open, judge, check, looks, at }) {
  console.log("MOCK: the share pages were checked against tests/share/mock.mjs, and not against the node");
  const node = await sharing(at.base);
  const visit = async (look, path = "") => unheard(await open(look, `/console/share${path}#token=${at.token}`, {}, node.base));
  try {
    for (const look of looks) {
      const opened = await visit(look);
      await opened.page.waitForSelector(".empty");
      await judge(`share, nothing pasted (${look.name})`, opened);
      for (const name of NAMES) await reads(name, { opened, judge, check, look, forms: node.state.forms });
      await opened.context.close();
      await links(look, { visit, judge, check, node });
    }
    await waitsAndFails({ visit, judge, check, look: looks[0], node });
    for (const look of looks.slice(0, 2)) await withoutPictures(look, { visit, judge, check, node });
    await everyForm({ visit, judge, check, look: looks[0] });
  } finally {
    node.close();
  }
}

/** Pastes a message, by keyboard alone. */
async function paste(page, name) {
  await page.fill(".paste textarea", message(name).text);
  await page.focus(".paste textarea");
  await page.keyboard.press("Control+Enter");
  await page.waitForSelector(name === "nothing" ? ".empty" : `.found`);
}

/** Until every look that is on the page is drawn, or says why not. */
const settled = (page) => page.waitForFunction(() => !document.querySelector(".look .skeleton"), null, { timeout: 15_000 });

async function reads(name, { opened, judge, check, look, forms }) {
  const { page } = opened;
  const { found } = message(name);
  const here = `${name} (${look.name})`;
  await paste(page, name);
  await settled(page);
  check(`as many cards as were found: ${here}`, (await page.$$(".found")).length === found.length);
  const status = await page.textContent("[role=status]");
  check(`and it is said aloud: ${here}`, status.includes(String(found.length)), status);
  if (found[0]?.card) {
    const messengers = new Set(forms.map((form) => form.platform ?? { text: "text", png: "picture" }[form.name] ?? "web")).size;
    const drawn = await page.$$(".found:first-of-type .look");
    check(`a look for every messenger: ${here}`, (await page.$$("#found-1 .look")).length === messengers, String(drawn.length));
  }
  if (name === "product") {
    const title = await page.textContent("[data-form='wechat/page'] .bubble .d-title");
    check(`a bubble has the payload's title: ${here}`, title === found[0].card.title.value, title);
    check(`what is sent can be read: ${here}`, (await page.textContent("[data-form='wechat/page'] .raw pre")).includes('"friends"'));
    check(`the picture is drawn: ${here}`, await page.$eval("[data-form='png'] canvas", (canvas) => canvas.width === 1200 && canvas.getContext("2d").getImageData(600, 300, 1, 1).data[3] === 255));
    check(`every field says where it was read: ${here}`, (await page.$$("#found-1 .fields-of tbody tr")).length === 11, String((await page.$$("#found-1 .fields-of tbody tr")).length));
    await page.click("#found-1 .fields-of summary");
  }
  if (name === "warned" || name === "refused") {
    const { safety, url } = found[0].card;
    const said = await page.textContent(".standard");
    check(`the standard's rules, reasons and remedies: ${here}`, safety.findings.every((one) => [one.rule, look.lang === "en-US" ? one.reason_en : one.reason_zh, look.lang === "en-US" ? one.remedy_en : one.remedy_zh].every((text) => said.includes(text))), said);
    check(`and the case: ${here}`, (await page.getAttribute(".standard a", "href")).endsWith(`/fair/decisions/${safety.decision}`));
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
    check(`each stands in the message where it was found: ${here}`, JSON.stringify(marks) === JSON.stringify(found.map((one) => one.part)), marks.join(" | "));
    check(`only the first of many is drawn at once: ${here}`, (await page.$$(".looks")).length === 1);
    await page.focus("#found-2 .looks-of summary");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#found-2 .look");
    await settled(page);
    check(`and the others when one wants to see them: ${here}`, (await page.textContent("#found-2 [data-form='wechat/page'] .d-title")) === found[1].card.title.value);
  }
  if (name === "hostile") await inert(page, here, check);
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

async function links(look, { visit, judge, check, node }) {
  node.state.links.clear();
  const empty = await visit(look, "/links");
  await empty.page.waitForSelector(".flush .empty-title");
  await judge(`no short links (${look.name})`, empty);
  await empty.context.close();

  const opened = await visit(look);
  const { page } = opened;
  await page.waitForSelector(".paste textarea");
  await paste(page, "product");
  await settled(page);
  await page.selectOption(".make select", "7");
  await page.click(".make button");
  await page.waitForSelector(".short .code");
  const [[code, link]] = [...node.state.links];
  check(`a short link has its code (${look.name})`, (await page.textContent(".short .code")) === code);
  check(`its text to paste (${look.name})`, (await page.textContent(".short pre")) === link.text);
  check(`its end (${look.name})`, Math.abs(Date.parse(link.expires) - Date.now()) > 6 * 86_400_000, link.expires);
  check(`and a code to scan (${look.name})`, ((await page.getAttribute(".short .scan", "aria-label")) ?? "").includes(link.link) && (await page.$eval(".scan .ink", (e) => e.getAttribute("d").length)) > 1000);
  await settled(page);
  check(`from then on the looks are of the short link (${look.name})`, node.state.linked === link.link, String(node.state.linked));
  await judge(`a short link was made (${look.name})`, opened);
  link.days = [{ day: "2026-11-29", by: { browser: 3, wechat: 12 } }, { day: "2026-11-30", by: { browser: 1 } }];

  // What was pasted is still there after a look at the links.
  await page.click(".tabs button:nth-child(2)");
  await page.waitForSelector(".flush td");
  await judge(`short links (${look.name})`, opened);
  await page.click(".flush .row-link");
  await page.waitForSelector("main > .card .opened-days li");
  check(`how often it was opened (${look.name})`, /15/.test(await page.textContent("main > .card .opened-days li")) && /16/.test(await page.textContent("main > .card .opened-days h3")), await page.textContent("main > .card .opened-days"));
  await judge(`one short link (${look.name})`, opened);
  await page.focus("main > .card .withdraw summary");
  await page.keyboard.press("Enter");
  check(`nothing is withdrawn without a reason (${look.name})`, await page.isDisabled("main > .card .withdraw button"));
  await page.fill("main > .card .withdraw input", "卖家要求 <b>x</b>");
  await page.keyboard.press("Enter");
  await page.waitForSelector("main > .card .short .said.bad");
  check(`a withdrawn link says why (${look.name})`, (await page.textContent("main > .card .short .said.bad")).includes("卖家要求 <b>x</b>") && link.standing === "withdrawn");
  check(`and cannot be withdrawn again (${look.name})`, (await page.$("main > .card .withdraw")) === null);
  await judge(`a withdrawn link (${look.name})`, opened);
  await page.click(".tabs button:first-child");
  check(`what was pasted stayed (${look.name})`, (await page.inputValue(".paste textarea")) === message("product").text && (await page.isVisible("#found-1")));
  await opened.context.close();
}

/** What one sees while one waits, and when it fails. */
async function waitsAndFails({ visit, judge, check, look, node }) {
  const opened = await visit(look);
  const { page, said } = opened;
  await page.waitForSelector(".paste textarea");
  node.state.slow = 1500;
  await page.fill(".paste textarea", message("article").text);
  await page.click(".paste button.main");
  await page.waitForSelector(".skeleton .bar");
  check("who waits sees that something comes", await page.isDisabled(".paste button.main"));
  await judge("share, loading", opened);
  await page.waitForSelector(".found");
  node.state.slow = 0;
  node.state.broken = true;
  await page.click(".paste button.main");
  await page.waitForSelector(".failure");
  check("a failure says what to do", (await page.textContent(".failure")).includes("Try again in a minute."));
  // Browsers report an answer of 503; that it comes is the point.
  said.length = 0;
  await judge("share, failed", opened);
  node.state.broken = false;
  await page.click(".failure button");
  await page.waitForSelector(".found");
  check("and it can be tried again", true);
  await opened.context.close();
}

/** A node that hands no pictures on is asked for none, and frames say what would be there. */
async function withoutPictures(look, { visit, judge, check, node }) {
  Object.assign(node.state, { pictures: false, handed: 0 });
  const opened = await visit(look);
  const { page } = opened;
  await page.waitForSelector(".paste textarea");
  await paste(page, "product");
  await settled(page);
  const frames = await page.$$eval(".pic.none", (all) => all.map((one) => one.getAttribute("aria-label") ?? ""));
  check(`frames where pictures would be (${look.name})`, frames.length > 3 && frames.includes("一壶四杯，竹盘"), frames.join());
  check(`and no picture was asked for (${look.name})`, node.state.handed === 0, String(node.state.handed));
  await judge(`share, without pictures (${look.name})`, opened);
  await opened.context.close();
  node.state.pictures = true;
}

/** Every form of every messenger, of a good card and of a hostile one, light and dark. */
async function everyForm({ visit, judge, check, look }) {
  for (const name of ["product", "hostile"]) {
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
        if (name === "hostile") await inert(page, `form ${nth} of each, ${tone}`, check);
        await judge(`looks of ${name}, form ${nth} of each, ${tone}`, opened);
      }
    }
    await opened.context.close();
  }
}
