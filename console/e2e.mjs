// Opens the cashier and the console in a real browser, against a node with something in it:
//   node console/e2e.mjs [path of the built example `furnished` [path of the built example `sample`]]
// Fails on anything on the browser's console, on any violation of the content security policy, on
// missing labels, landmarks and headings, on text without contrast, and on pages wider than a phone.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { looksAtTheBoard } from "./board.mjs";
import { paysInside } from "./inside.mjs";
import { readsTheReport } from "./reporting.mjs";
import { sharesLinks } from "./sharing.mjs";
import { watchesTheLog } from "./watching.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? `${root}target`;
const program = process.argv[2] ?? `${target}/debug/examples/furnished`;
const sample = process.argv[3] ?? `${target}/debug/examples/sample`;
const folders = (process.env.PATH ?? "").split(delimiter);
const browserPath = ["chromium", "chromium-browser", "google-chrome"]
  .flatMap((name) => folders.map((folder) => join(folder, name)))
  .find(existsSync);
if (!browserPath) {
  console.error("no Chromium is installed: `cargo xtask setup` installs it");
  process.exit(1);
}
const PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari";

let passed = 0;
const failed = [];
const check = (name, good, why = "") => {
  if (good) passed += 1;
  else failed.push(`${name}: ${why}`);
};

const node = spawn(program, { stdio: ["ignore", "pipe", "inherit"] });
// The node ends with this program, however that ends.
process.once("exit", () => node.kill("SIGKILL"));
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => process.exit(1));
const line = await new Promise((resolve, reject) => {
  createInterface({ input: node.stdout }).once("line", resolve);
  node.once("exit", (code) => reject(new Error(`the node ended with ${code}`)));
  node.once("error", (error) => reject(new Error(`${program}: ${error.message}; build it first`)));
});
const at = JSON.parse(line);
const browser = await chromium.launch({
  executablePath: browserPath,
  // It may run as root, whom its sandbox refuses; and it finds nothing but this machine.
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
});

/** Every combination of a page that somebody may see. */
const looks = [
  { name: "desk light en", phone: false, dark: false, lang: "en-US" },
  { name: "desk dark zh", phone: false, dark: true, lang: "zh-CN" },
  { name: "phone light zh", phone: true, dark: false, lang: "zh-CN" },
  { name: "phone dark en", phone: true, dark: true, lang: "en-US" },
];

async function open(look, path, more = {}, base = at.base) {
  const context = await browser.newContext({
    viewport: look.phone ? { width: 390, height: 844 } : { width: 1280, height: 800 },
    isMobile: look.phone, hasTouch: look.phone, ...(look.phone ? { userAgent: PHONE } : {}),
    colorScheme: look.dark ? "dark" : "light", locale: look.lang, ...more,
  });
  const page = await context.newPage();
  const said = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => request.url().startsWith(base) || request.url().startsWith("data:") || said.push(`foreign: ${request.url()}`));
  await page.addInitScript(() => {
    window.__violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.__violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  }).catch(() => {});
  await page.goto(base + path, { waitUntil: "load" });
  return { context, page, said };
}

/** What anybody can check by looking at the document; runs in the page. */
function audit() {
  const found = [];
  const shown = (e) => e.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true;
  const name = (e) => (e.getAttribute("aria-label") || e.textContent || e.getAttribute("title") || "").trim();
  if (!document.documentElement.lang) found.push("no language");
  if (document.querySelectorAll("main").length !== 1) found.push("not one main");
  if ([...document.querySelectorAll("h1")].filter(shown).length !== 1) found.push("not one h1");
  if (!document.title) found.push("no title");
  for (const e of document.querySelectorAll("button, a[href], summary")) if (shown(e) && !name(e)) found.push(`no name: ${e.outerHTML.slice(0, 80)}`);
  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (shown(e) && !e.labels?.length && !e.getAttribute("aria-label")) found.push(`no label: ${e.outerHTML.slice(0, 80)}`);
  }
  for (const e of document.querySelectorAll("svg, img")) {
    const named = e.getAttribute("aria-label") || document.getElementById(e.getAttribute("aria-labelledby")?.split(" ")[0] ?? "")?.textContent || e.getAttribute("alt") !== null || e.getAttribute("aria-hidden");
    if (!named && !e.closest("[aria-hidden]")) found.push(`picture without a name: ${e.outerHTML.slice(0, 60)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  if (new Set(ids).size !== ids.length) found.push("an id twice");
  // A phone's window grows with a page that is too wide; its screen does not.
  const room = Math.min(innerWidth, screen.width);
  if (document.documentElement.scrollWidth > room + 1) found.push(`wider than the window: ${document.documentElement.scrollWidth} > ${room}`);

  // WCAG 2.2, 1.4.3: contrast of every text with what is behind it.
  const rgb = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const part = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const seen = new Set();
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !shown(e) || e.closest("svg, [disabled], .visually-hidden, noscript")) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(rgb(style.color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const key = `${style.color} on ${behind(e)}`;
    if (ratio < least && !seen.has(key)) {
      seen.add(key);
      found.push(`contrast ${ratio.toFixed(2)} of "${e.textContent.trim().slice(0, 30)}" (${key})`);
    }
  }
  return [...found, ...(window.__violations ?? []).map((v) => `policy: ${v}`)];
}

async function judge(name, { page, said }) {
  const found = await page.evaluate(audit);
  check(name, found.length === 0 && said.length === 0, [...found, ...said].join("\n    "));
}

try {
  for (const look of looks) {
    for (const [title, path, inside] of [
      ["cashier open", `/c/${at.expiring}`, ".wallets button"],
      ["cashier paid", `/c/${at.paid}`, "[data-when=paid]"],
      ["cashier refunded in part", `/c/${at.refunded}`, "[data-when=paid]"],
      ["cashier missing", "/c/nobody", "[data-when=notice]"],
      ["description", "/api/docs", "details.call"],
      ["console signing in", "/console/", "input[name=token]"],
      ["console overview", "/console/#token=", ".tile"],
      ["console payments", "/console/payments#token=", "td"],
      ["console payment", `/console/payments/${at.refunded}#token=`, ".timeline li"],
      ["console positions", "/console/ledger#token=", "td, .empty"],
      ["console netting", "/console/ledger?tab=netting#token=", "td, .empty"],
      ["console postings", "/console/ledger?tab=postings#token=", ".t, .empty"],
      ["console balances", "/console/ledger?tab=balances#token=", ".proof"],
      ["console reports", "/console/reports#token=", "td, .empty"],
      ["console report", `/console/reports/${at.report}#token=`, ".classes"],
      ["console board", "/console/fair/board#token=", "[data-board]"],
      ["console decisions", "/console/fair/decisions#token=", "td"],
      ["console case", `/console/fair/decisions/${at.case}#token=`, ".sides"],
      ["console log", "/console/fair/log#token=", ".verdict[data-state=good]"],
      ["console sandbox", "/console/sandbox#token=", ".chip"],
      ["console settings", "/console/settings#token=", ".objects li"],
      ["console platforms", "/console/settings?tab=platforms#token=", ".yes"],
    ]) {
      const opened = await open(look, path.replace("#token=", `#token=${at.token}`));
      await opened.page.waitForSelector(inside, { timeout: 10_000 }).catch(() => {});
      check(`${title} (${look.name}) is there`, (await opened.page.$(inside)) !== null, `no ${inside}`);
      // Browsers report a page that is not there; that it is not there is the point.
      if (title === "cashier missing") opened.said.length = 0;
      await judge(`${title} (${look.name})`, opened);
      await opened.context.close();
    }
  }
  await pays();
  await worksWithoutScript();
  await worksByKeyboard();
  await looksAtTheBoard({ open, judge, check, looks, at });
  await sharesLinks({ open, judge, check, looks, at });
  await watchesTheLog({ open, judge, check, looks, at });
  await readsTheReport({ open, judge, check, looks, sample });
  await paysInside({ open, judge, check, from: `/c/${at.paid}`, id: at.expiring, looks: looks.filter((look) => look.phone) });
} finally {
  await browser.close();
  // It finishes what was begun, for at most fifteen seconds.
  const ended = new Promise((resolve) => node.once("exit", resolve));
  if (node.kill("SIGINT")) await ended;
}

/** A buyer chooses, the simulated wallet pays, and the page follows without being reloaded. */
async function pays() {
  const desk = looks[0];
  const opened = await open(desk, `/c/${at.open}`);
  const { page } = opened;
  await page.evaluate(() => { window.__same = true; });
  await page.click(".wallets li:nth-child(1) button");
  await page.waitForSelector(".wallets li:nth-child(1) .result svg", { timeout: 10_000 });
  check("a chosen wallet shows its code", true);
  const reply = await fetch(`${at.base}/sandbox/pay`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code: `${at.base}/c/${at.open}` }),
  });
  check("the simulated wallet pays", reply.ok, await reply.text());
  await page.waitForSelector("main[data-state=paid]", { timeout: 15_000 }).catch(() => {});
  const state = await page.getAttribute("main", "data-state");
  check("the page follows the payment", state === "paid", state);
  check("without being reloaded", await page.evaluate(() => window.__same === true));
  check("and says so", (await page.textContent("[role=status]")).length > 3);
  await judge("cashier after paying", opened);
  await opened.context.close();
}

async function worksWithoutScript() {
  const opened = await open(looks[0], `/c/${at.expiring}`, { javaScriptEnabled: false });
  await opened.page.click(".wallets li:nth-child(1) button");
  await opened.page.waitForLoadState("load");
  const result = await opened.page.locator(".wallets li:nth-child(1) .result").innerHTML();
  check("without a script a form shows the code", /<svg|<a /.test(result), result.slice(0, 100));
  await opened.context.close();
}

async function worksByKeyboard() {
  const opened = await open(looks[0], `/console/#token=${at.token}`);
  const { page } = opened;
  await page.waitForSelector(".tile");
  check("the token is not kept in the address", !page.url().includes("token"), page.url());
  await page.keyboard.press("Tab");
  check("the first stop skips to the content", (await page.evaluate(() => document.activeElement?.className)) === "skip");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".filters");
  const heading = await page.evaluate(() => document.activeElement?.tagName);
  check("a new page's heading has the focus", heading === "H1", heading);
  await page.selectOption(".preferences select", "zh");
  await page.waitForFunction(() => document.documentElement.lang === "zh-CN");
  check("the language changes at once", (await page.textContent("h1")) === "支付", await page.textContent("h1"));
  await judge("console after all that", opened);
  await opened.context.close();
}

for (const why of failed) console.error(`failed: ${why}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length ? 1 : 0);
