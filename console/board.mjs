// The fairness board in a real browser: on a node's own few cases, and on a report with everything in it.

import { readFileSync } from "node:fs";
import { between } from "./tests/tampering.mjs";

const SAMPLE = new URL("../fair/report/samples/report.json", import.meta.url);

/** Tries it all. */
export async function looksAtTheBoard({ open, judge, check, looks, at }) {
  const report = JSON.parse(readFileSync(SAMPLE, "utf8"));
  let shown = report;
  const proxy = await between(at.base, (path) => (path === "/api/v1/fairness" ? { kind: "application/json", body: JSON.stringify(shown) } : undefined));
  const visit = async (look) => {
    const opened = await open(look, `/console/fair/board#token=${at.token}`, {}, proxy.base);
    await opened.page.waitForSelector("[data-board]", { timeout: 10_000 }).catch(() => {});
    return opened;
  };
  try {
    for (const look of looks) {
      shown = report;
      const opened = await visit(look);
      const { page } = opened;
      const judged = Object.values(report.kpis).filter(({ quantity }) => quantity.kind === "indicator" && quantity.verdict !== "value");
      check(`every judged indicator has a row (${look.name})`, (await page.$$(".indicator")).length === judged.length, await page.textContent("main").catch(() => ""));
      const words = new Set(await page.$$eval(".lights .badge", (all) => all.map((one) => one.textContent)));
      check(`verdicts are told apart by words (${look.name})`, words.size === new Set(report.summary.map(({ verdict }) => verdict)).size, [...words].join());
      check(`what is drawn has its numbers beside it (${look.name})`, (await page.$$(".chart svg[role=img]")).length === (await page.$$(".chart details table")).length && (await page.$$(".chart")).length >= 4);
      const rows = await page.$$eval(".effect", (all) => all.length);
      check(`the forest has a row for every gap with a margin (${look.name})`, rows === report.series.forest.filter((row) => row.stratum === null && (row.margin_low ?? row.margin_high) !== null).length, String(rows));
      check(`curves of both sides, with ticks (${look.name})`, (await page.$$(".chart .out .curve")).length > 0 && (await page.$$(".chart .in .curve")).length > 0 && (await page.$$(".chart .tick")).length > 0);
      // By keyboard: an indicator opens and says how to compute it again.
      await page.focus(".indicator summary");
      await page.keyboard.press("Enter");
      check(`an indicator says how it is computed again (${look.name})`, (await page.textContent(".indicator[open]")).includes("drawbridge fair report verify"));
      await judge(`board (${look.name})`, opened);
      await opened.context.close();
      shown = { ...report, basis: { ...report.basis, cases: 0, pending: 0 }, summary: [], alarms: [], kpis: {} };
      const empty = await visit(look);
      check(`a board without cases says what is missing (${look.name})`, (await empty.page.$$(".missing li")).length === 4);
      await judge(`board without cases (${look.name})`, empty);
      await empty.context.close();
    }
  } finally {
    proxy.close();
  }
}
