// What is drawn of payloads, and codes to scan.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { drawn } = await load("../share/looks/read");
const { htmlLines, mrkdwnLines, entityLines, unmarked } = await load("../share/looks/markup");
const { qr } = await load("../share/qr");
const read = (name) => JSON.parse(readFileSync(new URL(`share/${name}`, import.meta.url), "utf8"));
const { written } = read("written.json");
const card = (name) => read("messages.json").find((one) => one.name === name).found[0].card;
const words = (lines) => lines.map((line) => line.map((bit) => bit.text).join("")).join("\n");

test("every form that was written has a look, but data for programs", () => {
  const silent = new Set(["json-ld", "oembed-xml"]);
  for (const [name, forms] of Object.entries(written)) {
    for (const [form, said] of Object.entries(forms)) {
      if (said.problem) continue;
      assert.equal(drawn(said) === undefined, silent.has(form), `${form} of ${name}`);
    }
  }
});

test("a look shows the card's title, from whatever field the messenger has for it", () => {
  const title = card("article").title.value;
  for (const [form, said] of Object.entries(written.article)) {
    const look = said.problem ? undefined : drawn(said);
    // A link says nothing but itself.
    if (!look || ["alipay/link", "alipay/scheme"].includes(form)) continue;
    assert.ok((look.title ?? "").includes(title) || words(look.lines).includes(title), `${form}: ${JSON.stringify(look)}`);
  }
});

test("what a payload does not say is not drawn", () => {
  const said = (value) => ({ media_type: "application/json", text: JSON.stringify(value) });
  assert.equal(drawn(said({ friends: { title: "a" } })).image, undefined);
  assert.equal(drawn(said({ unknown: 1 })), undefined);
  assert.equal(drawn(said([])), undefined);
  assert.equal(drawn({ media_type: "application/json", text: "{" }), undefined);
  for (const odd of [null, 1, "x", [], {}, [[]], { title: 7 }]) {
    for (const key of ["friends", "attachments", "blocks", "embeds", "entities", "mediaObject", "link", "actionCard", "card", "formatted_body"]) {
      assert.doesNotThrow(() => drawn(said({ [key]: odd, msgtype: "link", msg_type: "interactive" })), `${key} ${JSON.stringify(odd)}`);
    }
  }
});

test("markup is read and never passed on", () => {
  assert.deepEqual(htmlLines('<b><a href="https://a.cn/?x=1&amp;y=2">A &lt;b&gt; &#39;</a></b>\nB<br>C'), [
    [{ text: "A <b> '", bold: true, href: "https://a.cn/?x=1&y=2" }], [{ text: "B", bold: false, href: undefined }], [{ text: "C", bold: false, href: undefined }],
  ]);
  assert.equal(words(htmlLines("<img src=x onerror=alert(1)>a&amp;lt;b")), "a&lt;b");
  assert.deepEqual(mrkdwnLines("*<https://a.cn|T &amp; U>*"), [[{ text: "T & U", href: "https://a.cn", bold: true }]]);
  assert.equal(unmarked("a\\*b\\\\n \\[c\\]"), "a*b\\n [c]");
  assert.deepEqual(entityLines("😀ab", [{ type: "bold", offset: 2, length: 1 }]), [[{ text: "😀", bold: false, href: undefined }, { text: "a", bold: true, href: undefined }, { text: "b", bold: false, href: undefined }]]);
});

test("hostile words stay words in every look", () => {
  for (const [form, said] of Object.entries(written.lie)) {
    const look = said.problem ? undefined : drawn(said);
    if (!look) continue;
    const all = JSON.stringify(look);
    assert.ok(!/"href":"(?!https?:|alipays:)/.test(all), `${form}: ${all}`);
  }
});

test("codes to scan are those that python-qrcode 8.2 makes, at every size", () => {
  const codes = read("codes.json");
  const shown = (modules) => modules.map((row) => row.map((one) => (one ? "#" : ".")).join("")).join("\n");
  for (const { text, mask, rows } of codes.codes) assert.equal(shown(qr(text, mask)), rows.join("\n"), `${text} ${mask}`);
  // Whichever mask is taken, it is one of the eight.
  for (const { text } of codes.codes) assert.ok([0, 1, 2, 3, 4, 5, 6, 7].some((mask) => shown(qr(text, mask)) === shown(qr(text))));
  assert.equal(new Set(codes.codes.map(({ rows }) => rows.length)).size, 10);
  assert.equal(qr("x".repeat(214)), undefined);
});
