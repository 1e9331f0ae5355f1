// The log's page in a real browser, behind a server that may lie about the log.

import { makeLog, disclosure, story } from "./tests/make-log.mjs";
import { between, tampering } from "./tests/tampering.mjs";

/** The log of the node itself: what it serves is what the page verifies. */
async function watchesTheNode({ open, judge, check, look, at }) {
  const opened = await open(look, `/console/fair/decisions/${at.case}#token=${at.token}`);
  const { page } = opened;
  await page.waitForSelector(".rules li", { timeout: 10_000 }).catch(() => {});
  check("a refusal says why", /licence|许可/.test(await page.textContent(".rules")), await page.textContent("main"));
  check("and what the other side would have heard", (await page.$$(".sides .verdicts .badge")).length === 2);
  await page.click(`.timeline a[href*="leaf=${at.case}"]`);
  await page.waitForSelector(`[data-leaf="${at.case}"]`, { timeout: 10_000 }).catch(() => {});
  check("its leaf is shown to be in the node’s log", (await page.$$(`[data-leaf="${at.case}"]`)).length === 1, await page.textContent("main"));
  const receipt = await (await fetch(`${at.base}/log/receipt/${at.case}`)).text();
  await page.setInputFiles(".drop input", { name: "mine.tlog-proof", mimeType: "text/plain", buffer: Buffer.from(receipt) });
  await page.waitForSelector(".judged .said", { timeout: 10_000 }).catch(() => {});
  check("the node’s receipt holds", (await page.$$(".judged .said.good")).length === 1, await page.textContent(".judged"));
  await page.setInputFiles(".drop input", { name: "other.tlog-proof", mimeType: "text/plain", buffer: Buffer.from(receipt.replace(/index \d+/, "index 1")) });
  await page.waitForSelector(".judged .said.bad", { timeout: 10_000 }).catch(() => {});
  check("another’s does not", (await page.$$(".judged .said.bad")).length === 1, await page.textContent(".judged"));
  await page.click(".everything button");
  await page.waitForSelector(".everything .said.good", { timeout: 20_000 }).catch(() => {});
  check("all the node’s leaves lead to its root", (await page.$$(".everything .said.good")).length === 1, await page.textContent(".everything"));
  await judge("the node’s log", opened);
  await opened.context.close();
}

/** What the operator is told of witnesses, and by the witness that the node is. */
async function tellsTheOperator({ open, judge, check, looks, at }) {
  const other = story(20).map((leaf, i) => (i === 7 ? leaf.replace("food", "fool") : leaf));
  const [one, two] = [story(20), other].map((leaves) => new TextDecoder().decode(makeLog(leaves).files(20).get("checkpoint")));
  const log = await (await fetch(`${at.base}/api/v1/log`, { headers: { authorization: `Bearer ${at.token}` } })).json();
  const witnesses = [{ name: "regulator", size: log.published }, { name: "rival", size: 3, trouble: "not reached: connection refused" }];
  const witness = { key: log.key, logs: [{ origin: "rival.example/log", size: 41, time: 1_790_000_000 }, { origin: "quiet.example/log", size: 0 }] };
  const pieces = [
    { what: "split", origin: "rival.example/log", at: 1_790_000_000_000, ours: one, theirs: two },
    { what: "unproven", origin: "rival.example/log", at: 1_790_000_000_000, ours: one, theirs: two, why: "not consistent: the proof leads to another root" },
  ];
  const json = (value) => ({ kind: "application/json", body: JSON.stringify(value) });
  const proxy = await between(at.base, (path) => {
    if (path === "/api/v1/log") return json({ ...log, witnesses, witness, state: "behind", age: 31, leaves: log.published + 2 });
    if (path === "/api/v1/log/evidence") return json({ items: pieces });
    return undefined;
  });
  try {
    for (const look of looks) {
      const opened = await open(look, `/console/fair/log#token=${at.token}`, {}, proxy.base);
      const { page } = opened;
      await page.waitForSelector("[data-evidence]", { timeout: 10_000 }).catch(() => {});
      check(`kept evidence is shown (${look.name})`, (await page.$$("[data-evidence='2'] .piece")).length === 2, await page.textContent("main"));
      await page.focus(".piece summary");
      await page.keyboard.press("Enter");
      check(`with both checkpoints (${look.name})`, (await page.$$eval(".piece details[open] pre", (all) => new Set(all.map((e) => e.textContent)).size)) === 2);
      check(`witnesses stand with what is wrong (${look.name})`, (await page.textContent("[data-witnesses='2']")).includes("connection refused"));
      check(`and so do the logs that are watched (${look.name})`, (await page.$$("[data-watched='2'] li")).length === 2);
      check(`a log that stands still is told (${look.name})`, (await page.textContent(".said.bad[role=alert]")).includes("31"));
      await judge(`log with evidence (${look.name})`, opened);
      await opened.context.close();
    }
  } finally {
    proxy.close();
  }
}

/** Tries it all. */
export async function watchesTheLog({ open, judge, check, looks, at }) {
  await tellsTheOperator({ open, judge, check, looks, at });
  for (const look of looks.slice(0, 2)) await watchesTheNode({ open, judge, check, look, at });
  const log = makeLog(story(400));
  const whole = log.leaves.length;
  const served = { size: 600, change: {}, other: null };
  const now = () => (served.other ?? log).files(served.size);
  let [files, files_of] = [now(), ""];
  const proxy = await tampering(at.base, () => {
    const of = JSON.stringify([served.size, !!served.other]);
    if (of !== files_of) [files, files_of] = [now(), of];
    const get = (path) => files.get(path)?.map((byte, i) => (i === served.change[path] ? byte ^ 1 : byte));
    return { key: { leaves: served.size, published: served.size, key: log.vkey, policy: log.policy }, files: { get }, receipt: (index) => log.receipt(index, served.size) };
  });
  const visit = async ({ page }, path = "") => {
    // From an empty page, since an address that differs behind `#` only would load nothing; and once, since the
    // second load of two remembers what the first has seen, and then nothing has grown.
    await page.goto("about:blank");
    await page.goto(`${proxy.base}/console/fair/log${path}#token=${at.token}`, { waitUntil: "load" });
    await page.waitForSelector(".verdict[data-state]", { timeout: 10_000 }).catch(() => {});
    return page.getAttribute(".verdict", "data-state").catch(() => "none");
  };
  const drop = ({ page }, name, text) => page.setInputFiles(".drop input", { name, mimeType: "text/plain", buffer: Buffer.from(text) });
  const said = (page) => page.textContent(".judged li").catch(() => "");
  try {
    for (const look of looks) {
      Object.assign(served, { size: 600, change: {}, other: null });
      const opened = await open(look, "/console/", {}, proxy.base);
      const { page } = opened;
      check(`a true log is verified (${look.name})`, (await visit(opened)) === "good", await page.textContent("main"));
      served.size = whole;
      check(`a grown log is verified (${look.name})`, (await visit(opened, "?leaf=1")) === "good", await page.textContent(".verdict"));
      await page.waitForSelector("[data-leaf]", { timeout: 10_000 }).catch(() => {});
      check(`its growth is drawn (${look.name})`, (await page.$$(".picture .was")).length > 0 && (await page.$$(".picture .new")).length > 0);
      check(`the way to the root is drawn (${look.name})`, (await page.$$(".node.on")).length > 5);
      await judge(`log (${look.name})`, opened);
      await drop(opened, "leaf-1.json", disclosure(log, 1, "outsider"));
      await page.waitForSelector(".fields .badge.good", { timeout: 10_000 }).catch(() => {});
      check(`a disclosure opens a field (${look.name})`, (await page.textContent(".fields")).includes("outsider"), await said(page));
      await drop(opened, "leaf-1.json", disclosure(log, 1, "insider"));
      await page.waitForSelector(".judged .bad", { timeout: 10_000 }).catch(() => {});
      check(`a false disclosure opens nothing (${look.name})`, (await page.$$(".judged .said.bad")).length === 1, await said(page));
      await drop(opened, "leaf-5.tlog-proof", log.receipt(5, 300));
      await page.waitForSelector(".judged .said.good", { timeout: 10_000 }).catch(() => {});
      check(`a receipt holds (${look.name})`, (await page.$$(".judged .said.good")).length === 1, await said(page));
      await page.click(".everything button");
      await page.waitForSelector(".everything .said.good", { timeout: 20_000 }).catch(() => {});
      check(`all leaves lead to the root (${look.name})`, (await page.$$(".everything .said.good")).length === 1);
      await judge(`log after all that (${look.name})`, opened);
      // Every kind of lie, one after another, against what this browser remembers.
      const other = makeLog(story(400).map((leaf, i) => (i === 7 ? leaf.replace("food", "fool") : leaf)));
      for (const [what, lie, path] of [
        ["a changed leaf", { change: { "tile/entries/002.p/232": 40 } }, "?leaf=512"],
        ["a changed hash at the edge", { change: { "tile/0/002.p/232": 3 } }],
        ["a changed hash below a leaf’s way", { change: { "tile/0/001": 3 } }, "?leaf=256"],
        ["a changed signature", { change: { checkpoint: log.files(whole).get("checkpoint").length - 20 } }],
        ["a log that is shorter than before", { size: 500 }],
        ["a history written anew", { other }],
      ]) {
        Object.assign(served, { size: whole, change: {}, other: null }, lie);
        await visit(opened, path ?? "?leaf=3");
        await page.waitForSelector(".verdict.bad", { timeout: 10_000 }).catch(() => {});
        check(`${what} turns the page red (${look.name})`, (await page.$$(".verdict.bad")).length === 1, await page.textContent(".verdict"));
        check(`${what} is named (${look.name})`, (await page.$$(".checks li.bad")).length >= 1);
      }
      await judge(`log with a lie (${look.name})`, opened);
      Object.assign(served, { size: whole, change: {}, other: null });
      check(`a lie is not remembered (${look.name})`, (await visit(opened)) === "good", await page.textContent(".verdict"));
      await opened.context.close();
    }
  } finally {
    proxy.close();
  }
}
