"use strict";
const root = document.documentElement;
const $ = (selector, within) => (within || document).querySelector(selector);
const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
const make = (name, parent, text) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
};
/* Both languages, of which the style shows one. */
const both = (parent, zh, en) => {
  const one = make("span", parent, zh);
  one.lang = "zh-CN";
  const two = make("span", parent, en);
  two.lang = "en";
};
const remember = (name, value) => { try { localStorage.setItem(name, value); } catch { /* Not where storage is off. */ } };
const recall = (name) => { try { return localStorage.getItem(name); } catch { return null; } };

/* Language and colours. */
const speak = (language) => {
  root.dataset.lang = language;
  root.lang = language === "zh" ? "zh-CN" : "en";
  for (const field of all("[data-zh]")) field.placeholder = field.dataset[language];
};
const paint = (theme) => { root.dataset.theme = theme; };
const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
const wish = location.hash.match(/[#&]lang=(zh|en)/);
speak((wish && wish[1]) || recall("lang") || root.dataset.lang);
const hue = location.hash.match(/[#&]theme=(dark|light)/);
if (hue || recall("theme")) paint((hue && hue[1]) || recall("theme"));
$("#language").addEventListener("click", () => {
  const language = root.dataset.lang === "zh" ? "en" : "zh";
  speak(language);
  remember("lang", language);
});
$("#theme").addEventListener("click", () => {
  const theme = dark() ? "light" : "dark";
  paint(theme);
  remember("theme", theme);
});
$("nav.toc details").open = matchMedia("(min-width: 60.01rem)").matches;
addEventListener("beforeprint", () => { for (const closed of all("details")) closed.open = true; });

/* On a phone rows are cards: what each value is stands beside it, and a table stays one to whoever listens. */
for (const table of all("table")) {
  const heads = all("thead th", table).map((head) => ["zh-CN", "en"].map((language) => ($(`[lang="${language}"]`, head) || head).textContent));
  for (const row of all("tbody tr", table)) {
    Array.from(row.cells).forEach((cell, column) => { [cell.dataset.headZh, cell.dataset.headEn] = heads[column]; });
  }
  const roles = { table: [table], rowgroup: all("thead, tbody", table), row: all("tr", table), columnheader: all("thead th", table), cell: all("td", table) };
  for (const [role, elements] of Object.entries(roles)) for (const element of elements) element.setAttribute("role", role);
}

/* Tables that are sorted by their heads. */
const key = (cell) => {
  const stated = cell.dataset.sort;
  if (stated !== undefined) return stated === "" ? null : Number(stated);
  return cell.textContent.trim().toLowerCase();
};
const compare = (a, b) => {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b));
};
for (const table of all("table.sort")) {
  all("thead th", table).forEach((head, column) => {
    const button = make("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of all("thead th", table)) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const body = table.tBodies[0];
      const rows = Array.from(body.rows).map((row) => [key(row.cells[column]), row]);
      /* What has no value stays at the end either way. */
      rows.sort(([a], [b]) => (a === null || b === null ? compare(a, b) : up ? compare(a, b) : compare(b, a)));
      body.append(...rows.map(([, row]) => row));
    });
  });
}

/* The table of all numbers, filtered. */
const filter = () => {
  const words = $("#find").value.trim().toLowerCase();
  const [section, verdict, source] = ["#by-section", "#by-verdict", "#by-source"].map((id) => $(id).value);
  let shown = 0;
  const rows = all("#all-numbers tbody tr");
  for (const row of rows) {
    const fits = (!words || row.textContent.toLowerCase().includes(words)) && (!section || row.dataset.section === section)
      && (!verdict || row.dataset.verdict === verdict) && (!source || row.dataset.source === source);
    row.hidden = !fits;
    shown += fits;
  }
  $("#found").textContent = `${shown} / ${rows.length}`;
};
for (const id of ["#find", "#by-section", "#by-verdict", "#by-source"]) $(id).addEventListener("input", filter);
filter();

/* Verification: everything here is computed from what this page holds. */
const text = new TextEncoder();
const unbase64 = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const join = (...parts) => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { bytes.set(part, at); at += part.length; }
  return bytes;
};
const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const leafHash = (bytes) => sha256(join([0], bytes));
const nodeHash = (left, right) => sha256(join([1], left, right));
const half = (n) => Math.floor(n / 2);
const odd = (n) => n % 2 === 1;

/* RFC 9162, section 2.1.3.2. */
const included = async (leaf, index, size, proof, rootHash) => {
  if (index >= size) return false;
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const beside of proof) {
    if (sn === 0) return false;
    if (odd(fn) || fn === sn) {
      hash = await nodeHash(beside, hash);
      while (!odd(fn) && fn !== 0) { fn = half(fn); sn = half(sn); }
    } else {
      hash = await nodeHash(hash, beside);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && same(hash, rootHash);
};

/* RFC 9162, section 2.1.4.2. */
const consistent = async (first, firstRoot, second, secondRoot, proof) => {
  if (first > second || first === 0) return false;
  if (first === second) return proof.length === 0 && same(firstRoot, secondRoot);
  const path = [...proof];
  let power = first;
  while (!odd(power)) power = half(power);
  if (power === 1) path.unshift(firstRoot);
  if (path.length === 0) return false;
  let [fn, sn] = [first - 1, second - 1];
  while (odd(fn)) { fn = half(fn); sn = half(sn); }
  let [fr, sr] = [path[0], path[0]];
  for (const c of path.slice(1)) {
    if (sn === 0) return false;
    if (odd(fn) || fn === sn) {
      fr = await nodeHash(c, fr);
      sr = await nodeHash(c, sr);
      while (!odd(fn) && fn !== 0) { fn = half(fn); sn = half(sn); }
    } else {
      sr = await nodeHash(sr, c);
    }
    fn = half(fn);
    sn = half(sn);
  }
  return sn === 0 && same(fr, firstRoot) && same(sr, secondRoot);
};

/* A note: its text, and who signed it (c2sp.org/signed-note). */
const readNote = (note) => {
  const at = note.lastIndexOf("\n\n");
  const [origin, size, rootHash] = note.slice(0, at).split("\n");
  const signatures = note.slice(at + 2).trimEnd().split("\n").map((line) => {
    const [, name, signature] = line.split(" ");
    return { name, bytes: unbase64(signature) };
  });
  return { text: note.slice(0, at + 1), origin, size: Number(size), root: unbase64(rootHash), signatures };
};
const readKey = (vkey) => {
  const [name, id, key] = [vkey.split("+")[0], vkey.split("+")[1], unbase64(vkey.split("+").slice(2).join("+"))];
  return { name, id, kind: key[0], key: key.slice(1) };
};
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
/* Whether one key signed a note: 0x01 signs its text, 0x04 the text with a time (tlog-cosignature). */
const signed = async (note, vkey) => {
  const { name, id, kind, key } = readKey(vkey);
  const own = (await sha256(join(text.encode(name + "\n"), [kind], key))).slice(0, 4);
  if (hex(own) !== id) return false;
  const found = note.signatures.find((one) => one.name === name && hex(one.bytes.slice(0, 4)) === id);
  if (!found) return false;
  const rest = found.bytes.slice(4);
  let [message, signature] = [note.text, rest];
  if (kind === 4) {
    const time = new DataView(rest.buffer, rest.byteOffset).getBigUint64(0);
    [message, signature] = [`cosignature/v1\ntime ${time}\n${note.text}`, rest.slice(8)];
  }
  const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signature, text.encode(message));
};

const GOOD = ["equal", "✓ 属实", "✓ holds"], BAD = ["unequal", "✗ 不符", "✗ fails"], OPEN = ["open", "? 未核", "? not checked"];
const tell = (outcome, zh, en) => {
  const item = make("li", $("#checks"));
  const chip = make("span", item);
  chip.className = `chip ${outcome[0]}`;
  both(chip, outcome[1], outcome[2]);
  both(make("span", item), zh, en);
  item.dataset.outcome = outcome === GOOD ? "good" : outcome === BAD ? "bad" : "open";
};
/* A check that throws fails: what cannot be read is not what it should be. */
const check = async (test, zh, en) => {
  let holds = false;
  try { holds = await test(); } catch (error) { en += ` (${error.message})`; zh += `（${error.message}）`; }
  tell(holds ? GOOD : BAD, zh, en);
};

const signatures = async (note, keys, ed25519, zh, en) => {
  for (const vkey of keys) {
    const { name, kind } = readKey(vkey);
    const [who, whom] = kind === 4 ? ["见证人", "witness"] : ["日志", "log"];
    if (ed25519) {
      await check(() => signed(note, vkey), `${who} ${name} 签署了${zh}`, `${whom} ${name} signed ${en}`);
    } else {
      tell(OPEN, `${who} ${name} 对${zh}的签名：此浏览器没有 Ed25519`, `signature of the ${whom} ${name} under ${en}: this browser has no Ed25519`);
    }
  }
};

/* The tables are what people read, and report.json is what is hashed: each shown number must be the stated one. */
const CLASSES = { equal_shown: "equal", unequal_within_margin: "within", unequal_shown: "unequal", not_enough_evidence: "open" };
const shows = (cell, { zh, en }) => {
  const spans = [["zh-CN", zh], ["en", en]].map(([language, says]) => [$(`:scope > span[lang="${language}"]`, cell), says]);
  return zh === en ? cell.textContent === zh : cell.textContent === zh + en && spans.every(([span, says]) => span && span.textContent === says);
};
const misprinted = (report) => {
  const wrong = new Set();
  const hold = (row, id, value, verdict) => {
    const kpi = report.kpis[id];
    const colour = kpi && CLASSES[kpi.quantity.verdict];
    const chip = $(".chip", row.cells[verdict]);
    if (!kpi || !shows(row.cells[value], kpi.shown) || (colour ? !chip || !chip.classList.contains(colour) : chip)) wrong.add(id);
  };
  const named = (row) => $("a", row).hash.slice(5);
  const rows = [all("tr[id^='kpi-']"), all("#all-numbers tbody tr"), all("#t-lights tbody tr")];
  for (const row of rows[0]) hold(row, row.id.slice(4), 1, 2);
  for (const row of rows[1]) hold(row, named(row), 2, 3);
  for (const row of rows[2]) hold(row, named(row), 2, 1);
  const there = new Set(rows[0].map((row) => row.id.slice(4)));
  for (const id of Object.keys(report.kpis)) if (!there.has(id)) wrong.add(id);
  return [...wrong];
};

const verify = async () => {
  const bytes = text.encode($("#report").textContent);
  const report = JSON.parse($("#report").textContent);
  const evidence = JSON.parse($("#evidence").textContent);
  if (!globalThis.crypto || !crypto.subtle) {
    tell(OPEN, "全部未核：此页面不在安全环境中打开，浏览器不提供 WebCrypto。请存为文件再打开，或经 HTTPS 打开。",
      "nothing was checked: the page was not opened in a secure context, and the browser offers no WebCrypto. Open it as a file or over HTTPS.");
    return;
  }
  const wrong = misprinted(report);
  tell(wrong.length ? BAD : GOOD, wrong.length ? `表中所示与 report.json 不符：${wrong.join("、")}` : "表中所示的每个数字与结论都是 report.json 所载的",
    wrong.length ? `what the tables show is not what report.json states: ${wrong.join(", ")}` : "every number and verdict in the tables is the one that report.json states");
  const hash = await sha256(bytes);
  $("#report-hash").textContent = base64(hash);
  let ed25519 = true;
  try { await crypto.subtle.importKey("raw", new Uint8Array(32).fill(1), "Ed25519", false, ["verify"]); }
  catch (error) { ed25519 = error.name !== "NotSupportedError"; }

  const note = readNote(report.log.checkpoint);
  await check(async () => note.size === report.log.size && same(note.root, unbase64(report.log.root)) && note.origin === report.log.origin,
    `检查点与报告所称一致：${report.log.origin}，${report.log.size} 个叶子`, `the checkpoint is the one that the report names: ${report.log.origin}, ${report.log.size} leaves`);
  await check(async () => Object.values(report.kpis).every((kpi) => kpi.log.root === report.log.root && kpi.log.size === report.log.size),
    "每个数字都指向这个检查点", "every number refers to this checkpoint");
  await signatures(note, evidence.keys, ed25519, "报告所依据的检查点", "the checkpoint behind the report");
  for (const claim of evidence.claims) {
    await check(async () => included(await leafHash(text.encode(claim.leaf)), claim.index, note.size, claim.proof.map(unbase64), note.root),
      `${claim.says.zh}是日志的第 ${claim.index} 个叶子`, `${claim.says.en} is leaf ${claim.index} of the log`);
  }
  const later = evidence.publication;
  if (later) {
    const head = readNote(later.checkpoint);
    const leaf = JSON.parse(later.leaf);
    await check(async () => leaf.kind === "report.publish" && same(unbase64(leaf.sha256), hash),
      "登记报告的叶子写着本页所载 report.json 的 SHA-256", "the leaf that publishes the report states the SHA-256 of the report.json in this page");
    await check(async () => leaf.size === note.size && same(unbase64(leaf.root), note.root) && leaf.from === report.period.from && leaf.to === report.period.to,
      "该叶子写着同一检查点与期间", "that leaf states the same checkpoint and period");
    await check(async () => included(await leafHash(text.encode(later.leaf)), later.index, head.size, later.proof.map(unbase64), head.root),
      `该叶子是后来日志的第 ${later.index} 个叶子`, `that leaf is leaf ${later.index} of the later log`);
    await check(async () => consistent(note.size, note.root, head.size, head.root, later.consistency.map(unbase64)),
      `日志从 ${note.size} 到 ${head.size} 个叶子只增不改`, `the log only grew from ${note.size} to ${head.size} leaves`);
    await signatures(head, evidence.keys, ed25519, "后来的检查点", "the later checkpoint");
  } else {
    tell(OPEN, "报告的哈希是否已登记：此页制作时尚无登记它的叶子。登记之后重新生成页面即可核对。",
      "whether the report's hash is in the log: when this page was made no leaf had published it. Make the page again afterwards.");
  }
  tell(OPEN, "公钥是否真是日志与见证人的：它们随此页而来，请与别处得到的公钥比对。",
    "whether the keys are those of the log and the witnesses: they came with this page; compare them with keys you have from elsewhere.");
  tell(OPEN, "数字是否从叶子算出：那需要整个日志与披露文件，用下面的命令重算。",
    "whether the numbers follow from the leaves: that takes the whole log and the openings; compute them again with the command below.");
};
verify()
  .catch((error) => tell(BAD, `核对中断：${error.message}`, `verification broke off: ${error.message}`))
  .finally(() => { $("#checks").setAttribute("aria-busy", "false"); });
