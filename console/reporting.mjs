// The compliance report's page in a real browser, opened as the file that people are sent: it verifies itself, and
// says what is wrong when something was changed.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Another character in place of the one behind a text, which stands there. */
function changed(page, before, by = (c) => (c === "1" ? "2" : "1")) {
  const at = page.indexOf(before);
  if (at < 0) throw new Error(`the page has no ${before}`);
  const end = at + before.length;
  return page.slice(0, end) + by(page[end]) + page.slice(end + 1);
}

/** Another letter of Base64, some places behind a text. */
const another = (page, before, places = 3) => {
  const at = page.indexOf(before) + before.length + places;
  return page.slice(0, at) + (page[at] === "A" ? "B" : "A") + page.slice(at + 1);
};

/** What stands behind a mark, changed. */
const behind = (page, mark, change) => {
  const at = page.indexOf(mark);
  if (at < 0) throw new Error(`the page has no ${mark}`);
  return page.slice(0, at) + change(page.slice(at));
};
const EVIDENCE = 'id="evidence">', PUBLICATION = '"publication":', REPORT = 'id="report">';

/** What was changed, how, and what the page must say of it. */
const LIES = [
  ["a value in report.json", (page) => page.replace(/("estimate": \{\s*"measure": "[a-z_]+",\s*"value": -?0\.)\d/, (_, before) => `${before}9`), "SHA-256 of the report.json"],
  ["a number in a table", (page) => page.replace(/(<tr id="kpi-link.block_rate_gap">[^]*?<\/details><\/td><td[^>]*>)/, "$1<b>0</b>"), "not what report.json states: link.block_rate_gap"],
  ["a verdict in a table", (page) => page.replace(/(<tr id="kpi-link.block_rate_gap">[^]*?class="chip )unequal/, "$1equal"), "not what report.json states: link.block_rate_gap"],
  ["a number that was taken out", (page) => page.replace('<tr id="kpi-link.block_rate_gap">', "<tr>"), "not what report.json states: link.block_rate_gap"],
  ["the size that the report names", (page) => behind(page, REPORT, (part) => behind(part, '"checkpoint": "drawbridge', (rest) => changed(rest, '"size": '))), "checkpoint"],
  ["the signed checkpoint", (page) => behind(page, REPORT, (part) => changed(part, '"checkpoint": "drawbridge.example/fair\\n')), "log drawbridge.example/fair signed the checkpoint behind the report"],
  ["a leaf of the rules", (page) => behind(page, EVIDENCE, (part) => changed(part, '\\"version\\":\\"')), "is leaf 0 of the log"],
  ["the leaf that publishes the report", (page) => behind(page, PUBLICATION, (part) => another(part, '\\"sha256\\":\\"')), "the leaf that publishes the report states the SHA-256"],
  ["the place of that leaf", (page) => behind(page, PUBLICATION, (part) => changed(part, '"index":')), "of the later log"],
  ["a hash of a proof", (page) => behind(page, PUBLICATION, (part) => another(part, '"consistency":["')), "the log only grew"],
  ["a witness's signature", (page) => behind(page, PUBLICATION, (part) => another(part, "w2.example ", 30)), "witness w2.example signed the later checkpoint"],
  ["a key", (page) => behind(page, EVIDENCE, (part) => another(part, "drawbridge.example/fair+a5dc7b6c+", 14)), "log drawbridge.example/fair signed the later checkpoint"],
];

const settled = async (page) => {
  await page.waitForSelector("#checks[aria-busy=false]", { timeout: 15_000, state: "attached" }).catch(() => {});
  return page.$$eval("#checks li", (all) => all.map((item) => ({ outcome: item.dataset.outcome, says: item.querySelector(":scope > span:last-child > [lang=en]")?.textContent ?? item.textContent })));
};

async function verifies({ check, page, look }) {
  const told = await settled(page);
  const count = (outcome) => told.filter((one) => one.outcome === outcome).length;
  check(`an honest report is verified (${look.name})`, count("bad") === 0 && count("good") >= 11, JSON.stringify(told));
  check(`what a browser cannot check is said (${look.name})`, count("open") === 2, JSON.stringify(told));
}

/** Sorting and searching, without a mouse. */
async function worksByKeyboard({ check, page, look }) {
  const head = page.locator("#all-numbers thead th:nth-child(3)");
  const values = () => page.$$eval("#all-numbers tbody tr td:nth-child(3)", (all) => all.map((cell) => cell.dataset.sort));
  for (const [sense, ordered] of [["ascending", (a, b) => a <= b], ["descending", (a, b) => a >= b]]) {
    await head.locator("button").focus();
    await page.keyboard.press("Enter");
    const all = await values();
    const numbers = all.filter((value) => value !== "").map(Number);
    const inOrder = numbers.every((value, at) => at === 0 || ordered(numbers[at - 1], value));
    const emptyLast = all.slice(numbers.length).every((value) => value === "");
    check(`numbers are sorted, ${sense} (${look.name})`, numbers.length > 5 && inOrder && emptyLast && (await head.getAttribute("aria-sort")) === sense, all.join());
  }
  const shown = () => page.$$eval("#all-numbers tbody tr", (all) => all.filter((row) => row.checkVisibility()).map((row) => row.textContent.toLowerCase()));
  const whole = (await shown()).length;
  await page.focus("#find");
  await page.keyboard.type("approval");
  const found = await shown();
  check(`numbers are found by a word (${look.name})`, found.length > 0 && found.length < whole && found.every((row) => row.includes("approval")), `${found.length} of ${whole}`);
  check(`and counted (${look.name})`, (await page.textContent("#found")) === `${found.length} / ${whole}`);
  await page.fill("#find", "");
  await page.selectOption("#by-verdict", "unequal");
  const unequal = await page.$$eval("#all-numbers tbody tr", (all) => all.filter((row) => row.checkVisibility()).map((row) => row.dataset.verdict));
  check(`numbers are found by their verdict (${look.name})`, unequal.length > 0 && unequal.every((verdict) => verdict === "unequal"), unequal.join());
  await page.selectOption("#by-verdict", "");
  await page.focus("tr[id^='kpi-'] summary");
  await page.keyboard.press("Enter");
  check(`a number says how it is computed again (${look.name})`, (await page.textContent("tr[id^='kpi-'] details[open]")).includes("drawbridge fair report verify"));
}

async function changesItsLook({ check, page, look }) {
  const lang = () => page.getAttribute("html", "lang");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = (colour) => Number(colour.match(/\d+/)[0]) < 128;
  check(`it is as dark as the reader's system (${look.name})`, dark(await ground()) === look.dark, await ground());
  const before = await lang();
  await page.focus("#language");
  await page.keyboard.press("Enter");
  check(`the language changes (${look.name})`, (await lang()) !== before);
  const heading = await page.evaluate(() => document.querySelector("h1").innerText.trim());
  check(`and with it the words (${look.name})`, /[\u4e00-\u9fff]/.test(heading) === ((await lang()) === "zh-CN"), heading);
  await page.focus("#theme");
  await page.keyboard.press("Enter");
  check(`light and dark change (${look.name})`, dark(await ground()) !== look.dark, await ground());
}

/** On whatever screen, the words of the headline stand where they are seen without scrolling sideways. */
async function fits({ check, page, look }) {
  const beyond = await page.$$eval("#t-lights :is(.chip, .kpi a), #all-numbers :is(.chip, .kpi a)", (all) => all.filter((e) => e.getBoundingClientRect().right > innerWidth).map((e) => e.textContent));
  check(`no headline is beyond the edge (${look.name})`, beyond.length === 0, beyond.join());
  const roles = await page.$$eval("#t-lights", ([table]) => [table, table.rows[1], table.rows[1].cells[0]].map((e) => e.getAttribute("role")).join());
  check(`a table is one to whoever listens (${look.name})`, roles === "table,row,cell", roles);
}

/** Tries it all. `sample` is the built example that writes a report and its page. */
export async function readsTheReport({ open, judge, check, looks, sample }) {
  const folder = mkdtempSync(join(tmpdir(), "drawbridge-report-"));
  const base = pathToFileURL(folder).href;
  try {
    execFileSync(sample, [folder, folder]);
    const honest = readFileSync(join(folder, "report.html"), "utf8");
    for (const look of looks) {
      const opened = await open(look, `/report.html#lang=${look.lang.slice(0, 2)}`, {}, base);
      const { page } = opened;
      await verifies({ check, page, look });
      await judge(`report (${look.name})`, opened);
      await fits({ check, page, look });
      await worksByKeyboard({ check, page, look });
      await judge(`report after sorting and searching (${look.name})`, opened);
      await changesItsLook({ check, page, look });
      await judge(`report in its other look (${look.name})`, opened);
      await opened.context.close();
    }
    for (const [at, [what, lie, says]] of LIES.entries()) {
      const told = lie(honest);
      check(`${what} can be changed`, told !== honest);
      writeFileSync(join(folder, `lie-${at}.html`), told);
      const opened = await open(looks[at % looks.length], `/lie-${at}.html`, {}, base);
      const bad = (await settled(opened.page)).filter((one) => one.outcome === "bad");
      check(`${what} changed is found`, bad.length > 0);
      check(`${what} changed is named`, bad.some((one) => one.says.includes(says)), bad.map((one) => one.says).join("; "));
      await opened.context.close();
    }
    const numbers = Object.keys(JSON.parse(readFileSync(join(folder, "report.json"), "utf8")).kpis).length;
    await readsWithoutScript({ open, check, look: looks[0], base, numbers });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function readsWithoutScript({ open, check, look, base, numbers }) {
  const opened = await open(look, "/report.html", { javaScriptEnabled: false }, base);
  check("without a script the numbers are there", (await opened.page.locator("tr[id^='kpi-']").count()) === numbers);
  await opened.context.close();
}
