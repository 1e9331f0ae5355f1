// npm `alipay-sdk`, unmodified, against Drawbridge: the gateway protocol (`exec`) and OpenAPI v3 (`curl`), with keys or
// certificates. With `--address mount` its `gateway` and `endpoint` options name the relation's addresses; with `host`
// it keeps its own and its `proxyAgent` option leads it, with NODE_EXTRA_CA_CERTS for the private CA.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { AlipaySdk } from 'alipay-sdk';
import { ProxyAgent, request } from 'urllib';

import { alipayRows } from './bills.mjs';
import { fresh, Notices, options, refused, Relation, run, wickedWire } from './harness.mjs';

const { clients, wallet, protocol, trust, address } = options({
  protocol: { type: 'string', default: 'gateway' },
  trust: { type: 'string', default: 'key' },
  address: { type: 'string', default: 'mount' },
});
const relation = new Relation(clients, 'alipay', wallet);
const notices = await new Notices('success').open();

const [TOTAL, PART, REST, SUBJECT] = ['12.34', '2.34', '10.00', '一本书 <A&B> +1/2'];
const [order, refund] = [fresh(), fresh('RF')];
const seen = {};

/** The SDK as its README sets it up. */
function client(changes = {}) {
  const certificates = {
    appCertContent: relation.text('app_certificate'),
    alipayPublicCertContent: relation.text('alipay_certificate'),
    alipayRootCertContent: relation.text('alipay_root_certificate'),
  };
  return new AlipaySdk({
    appId: relation.values.app,
    privateKey: relation.privateKey('app_private_key', 'pkcs1'),
    ...(trust === 'certificate' ? certificates : { alipayPublicKey: relation.text('alipay_public_key') }),
    encryptKey: relation.values.aes_key,
    ...(address === 'mount'
      ? { gateway: relation.values.gateway, endpoint: relation.values.endpoint_v3 }
      : { proxyAgent: new ProxyAgent(clients.tls.proxy) }),
    timeout: 15_000,
    camelcase: true,
    ...changes,
  });
}

/**
 * `alipay.trade.query` in the gateway's way; answers the reply in snake_case, or throws `{ code }`. The SDK cannot
 * verify an encrypted reply (its `getSignStr` looks for a brace that is not there), so that one goes unverified.
 */
async function exec(sdk, method, content, { notify_url, encrypted } = {}) {
  const common = { ...(notify_url && { notifyUrl: notify_url }), ...(encrypted && { needEncrypt: true }) };
  const found = await sdk.exec(method, { bizContent: content, ...common }, { validateSign: !encrypted });
  if (found.code !== '10000') throw Object.assign(new Error(found.subMsg), { code: found.subCode, major: found.code });
  return snake(found);
}

/** The same as `POST /v3/alipay/trade/query`; there `notify_url` is part of the body. */
async function curl(sdk, method, content, { notify_url, encrypted } = {}) {
  const path = `/v3/${method.replaceAll('.', '/')}`;
  const [verb, given] = method.startsWith('alipay.data.')
    ? ['GET', { query: content }]
    : ['POST', { body: { ...content, ...(notify_url && { notify_url }) }, needEncrypt: encrypted }];
  const { data, responseHttpStatus } = await sdk.curl(verb, path, given);
  assert.equal(responseHttpStatus, 200);
  return data;
}

const call = { gateway: exec, v3: curl }[protocol];
const sdk = client();
const ask = (method, content, common) => call(sdk, method, content, common);
const refusal = async (method, content) => (await refused(() => ask(method, content))).code;

function snake(value) {
  if (Array.isArray(value)) return value.map(snake);
  if (value === null || typeof value !== 'object') return value;
  const lower = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [lower(name), snake(inner)]));
}

const query = async (content) => {
  const { trace_id: _, ...found } = await ask('alipay.trade.query', content);
  return found;
};
const precreate = (out_trade_no, common = {}) => ask(
  'alipay.trade.precreate',
  { out_trade_no, total_amount: TOTAL, subject: SUBJECT },
  { notify_url: notices.url, ...common },
);

async function create() {
  const made = await precreate(order);
  assert.equal(made.out_trade_no, order);
  assert.match(made.qr_code, /^(https?|weixin):\/\//);
  seen.code = made.qr_code;
  await precreate(order);
  return seen.code;
}

/**
 * A precreated code is no trade until somebody scans it. Orders of some other wallets exist at once, and nobody tells
 * when one is scanned; behind the cashier there is none until a wallet is chosen.
 */
async function queryUnscanned() {
  const found = await query({ out_trade_no: order }).catch((error) => error);
  if (relation.bridged && found.trade_status) return assert.equal(found.trade_status, 'WAIT_BUYER_PAY');
  return assert.equal(found.code, 'ACQ.TRADE_NOT_EXIST');
}

/** A notice's fields, verified by the SDK's own function. */
function opened({ body }, alter = {}) {
  const fields = { ...Object.fromEntries(new URLSearchParams(body)), ...alter };
  return sdk.checkNotifySignV2(fields) ? fields : null;
}

const noticed = (out_trade_no, wanted) => notices.awaitOne((notice) => {
  const told = opened(notice);
  assert(told, 'the SDK does not verify the notice');
  return told.out_trade_no === out_trade_no && Object.entries(wanted).every(([k, v]) => told[k] === v) && told;
}, `${out_trade_no} ${JSON.stringify(wanted)}`);

async function payAndNotice() {
  await relation.buyerPays(order, seen.code);
  const told = await noticed(order, { trade_status: 'TRADE_SUCCESS' });
  assert.deepEqual(
    [told.total_amount, told.app_id, told.seller_id, told.subject],
    [TOTAL, relation.values.app, relation.values.seller, SUBJECT],
  );
  seen.tradeNo = told.trade_no;
  return seen.tradeNo;
}

function noticeChanged() {
  assert.equal(opened(notices.kept.at(-1), { total_amount: '0.01' }), null);
}

async function queryPaid() {
  const found = await query({ out_trade_no: order });
  assert.deepEqual(await query({ trade_no: seen.tradeNo }), found);
  assert.deepEqual(
    [found.trade_status, found.total_amount, found.trade_no], ['TRADE_SUCCESS', TOTAL, seen.tradeNo],
  );
  assert(!relation.namesBuyers || found.buyer_user_id || found.buyer_open_id, 'no buyer');
  assert.match(found.send_pay_date, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  seen.day = found.send_pay_date.slice(0, 10);
}

/**
 * A refund that is done, or will be: a wallet that refunds later is told by `fund_change` N, on which the
 * documents say to ask until it is known (opendocs.alipay.com/open/028sm9, fund_change).
 */
async function settled(made, total, out_request_no) {
  if (made.fund_change === 'Y') return assert.equal(made.refund_fee, total);
  assert(relation.bridged, 'this wallet refunds at once');
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await ask('alipay.trade.fastpay.refund.query', { out_trade_no: order, out_request_no });
    if (found.refund_status === 'REFUND_SUCCESS') return undefined;
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  return assert.fail('the refund is never done');
}

async function refundPart() {
  const content = { out_trade_no: order, refund_amount: PART, out_request_no: refund, refund_reason: '退货' };
  const made = await ask('alipay.trade.refund', content);
  assert.equal(made.trade_no, seen.tradeNo);
  await settled(made, PART, refund);
  const again = await ask('alipay.trade.refund', content);
  assert.deepEqual([again.refund_fee, again.fund_change], [PART, 'N']);
  const tooMuch = { ...content, refund_amount: TOTAL, out_request_no: fresh('RF') };
  assert.match(
    await refusal('alipay.trade.refund', tooMuch),
    /^ACQ\.(REFUND_AMT_NOT_EQUAL_TOTAL|REFUND_FEE_ERROR|REASON_TRADE_REFUND_FEE_ERR)$/,
  );
}

async function refundNotice() {
  const told = await noticed(order, { out_biz_no: refund });
  assert.deepEqual([told.refund_fee, told.total_amount, told.trade_status], [PART, TOTAL, 'TRADE_SUCCESS']);
}

async function refundQuery() {
  const about = (out_request_no) => ask('alipay.trade.fastpay.refund.query', { out_trade_no: order, out_request_no });
  const found = await about(refund);
  assert.deepEqual(
    [found.refund_status, found.refund_amount, found.total_amount, found.out_request_no],
    ['REFUND_SUCCESS', PART, TOTAL, refund],
  );
  const unknown = await about(fresh('RF')).catch(() => ({}));
  assert(!unknown.refund_status, 'a refund nobody asked for');
}

async function refundRest() {
  const rest = { trade_no: seen.tradeNo, refund_amount: REST, out_request_no: fresh('RF') };
  await settled(await ask('alipay.trade.refund', rest), TOTAL, rest.out_request_no);
  assert.equal((await query({ out_trade_no: order })).trade_status, 'TRADE_CLOSED');
}

/** A trade exists, and so can be closed, from the moment the buyer opens the code. */
/** Another wallet is asked at most every few seconds whether its buyer has opened the code. */
async function comesToExist(out_trade_no) {
  let found = {};
  for (let tries = relation.bridged ? 40 : 1; tries > 0; tries -= 1) {
    found = await query({ out_trade_no }).catch((error) => ({ error }));
    if (found.trade_status === 'WAIT_BUYER_PAY') return undefined;
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  return assert.fail(`a scanned order is ${JSON.stringify(found)}`);
}

async function close() {
  const other = fresh();
  const { qr_code } = await precreate(other);
  await relation.buyerScans(qr_code);
  await comesToExist(other);
  assert.equal((await ask('alipay.trade.close', { out_trade_no: other })).out_trade_no, other);
  assert.equal((await query({ out_trade_no: other })).trade_status, 'TRADE_CLOSED');
}

async function cancel() {
  const other = fresh();
  await precreate(other);
  assert.equal((await ask('alipay.trade.cancel', { out_trade_no: other })).out_trade_no, other);
}

/** A trade for a buyer whose id the shop knows, as mini programs make; it exists at once. */
async function createFor() {
  const content = { out_trade_no: fresh(), total_amount: TOTAL, subject: SUBJECT, buyer_id: '2088102169481075' };
  const { trade_no } = await ask('alipay.trade.create', content, { notify_url: notices.url });
  const found = await query({ trade_no });
  assert.deepEqual([found.out_trade_no, found.trade_status], [content.out_trade_no, 'WAIT_BUYER_PAY']);
}

/** The shop scans the buyer's code, 16 to 24 digits of which the first two are from 25 to 30. */
async function barCode() {
  const content = {
    out_trade_no: fresh(), total_amount: TOTAL, subject: SUBJECT, scene: 'bar_code', auth_code: '286420018739025164',
  };
  const made = await ask('alipay.trade.pay', content, { notify_url: notices.url });
  assert.deepEqual([made.out_trade_no, made.total_amount], [content.out_trade_no, TOTAL]);
  await noticed(content.out_trade_no, { trade_status: 'TRADE_SUCCESS' });
}

/** What a browser does with an address, led by the proxy to the official host alone; it follows redirects. */
async function visit(url, given = {}, hops = 5) {
  const official = new URL(url).hostname === 'openapi.alipay.com';
  const dispatcher = official ? new ProxyAgent(clients.tls.proxy) : undefined;
  const page = await request(url, { ...given, dispatcher, timeout: 15_000, followRedirect: false });
  const onward = page.headers.location;
  return onward && hops ? visit(new URL(onward, url).href, {}, hops - 1) : page;
}

/** A browser opens the page address; the buyer pays there. */
async function pagePay() {
  const out_trade_no = fresh();
  const bizContent = { out_trade_no, total_amount: TOTAL, subject: SUBJECT, product_code: 'FAST_INSTANT_TRADE_PAY' };
  const given = { bizContent, notify_url: notices.url, return_url: 'https://shop.example/done' };
  const page = await visit(sdk.pageExec('alipay.trade.page.pay', 'GET', given));
  assert.equal(page.status, 200, `the page: ${page.status}`);
  await relation.buyerPays(out_trade_no);
  assert.equal((await noticed(out_trade_no, { trade_status: 'TRADE_SUCCESS' })).total_amount, TOTAL);
  assert.equal((await query({ out_trade_no })).trade_status, 'TRADE_SUCCESS');
}

/** The same by the form that the SDK writes for the browser to post. */
async function pagePayForm() {
  const bizContent = {
    out_trade_no: fresh(), total_amount: TOTAL, subject: SUBJECT, product_code: 'FAST_INSTANT_TRADE_PAY',
  };
  const html = sdk.pageExec('alipay.trade.page.pay', 'POST', { bizContent, notify_url: notices.url });
  const inputs = [...html.matchAll(/name="(\w+)" value="([^"]*)"/g)]
    .map(([, name, value]) => [name, value.replaceAll('&quot;', '"')]);
  const action = /action="([^"]*)"/.exec(html)[1];
  const page = await visit(action, { method: 'POST', data: Object.fromEntries(inputs) });
  assert.equal(page.status, 200, `the page: ${page.status}`);
}

/** `sdkExec` makes no call of its own: the string is handed to the wallet's app, which is where it is paid. */
function appPay() {
  const bizContent = { outTradeNo: fresh(), totalAmount: TOTAL, subject: SUBJECT, productCode: 'QUICK_MSECURITY_PAY' };
  const fields = new URLSearchParams(sdk.sdkExec('alipay.trade.app.pay', { bizContent, notifyUrl: notices.url }));
  assert.equal(fields.get('method'), 'alipay.trade.app.pay');
  assert.equal(JSON.parse(fields.get('biz_content')).total_amount, TOTAL);
}

/** Content encryption both ways. */
async function encrypted() {
  const other = fresh();
  assert.equal((await precreate(other, { encrypted: true })).out_trade_no, other);
}

async function replyChanged() {
  const wire = await wickedWire(clients.base);
  const { gateway, endpoint_v3 } = relation.values;
  const victim = client({
    gateway: wire.instead(gateway), endpoint: wire.instead(endpoint_v3), proxyAgent: undefined,
  });
  const error = await refused(() => call(victim, 'alipay.trade.query', { out_trade_no: order }));
  wire.close();
  assert.match(error.message, /验签失败/);
}

async function wrongKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = client({ privateKey: privateKey.export({ format: 'pem', type: 'pkcs1' }) });
  const error = await refused(() => call(stranger, 'alipay.trade.query', { out_trade_no: order }));
  if (protocol === 'v3') assert(error.responseHttpStatus >= 400, `HTTP ${error.responseHttpStatus}`);
  assert.match(error.code, /invalid-signature/);
  return error.code;
}

async function bill() {
  await relation.tomorrow();
  const content = { bill_type: 'trade', bill_date: seen.day };
  const found = await ask('alipay.data.dataservice.bill.downloadurl.query', content);
  const reply = await fetch(found.bill_download_url);
  assert.equal(reply.status, 200);
  const rows = alipayRows(Buffer.from(await reply.arrayBuffer()));
  const mine = rows.filter((row) => row['商户订单号'] === order);
  const paid = mine.find((row) => row['业务类型'] === '交易');
  assert(paid, `the paid order is not in the bill of ${seen.day} (${rows.length} rows)`);
  assert.deepEqual([paid['支付宝交易号'], paid['订单金额（元）']], [seen.tradeNo, TOTAL]);
  const back = mine.filter((row) => row['业务类型'] === '退款').map((row) => row['订单金额（元）']);
  assert.deepEqual(back.sort(), [`-${PART}`, `-${REST}`].sort());
  return `${rows.length} rows`;
}

const pages = [['page.pay', pagePay], ['page.pay form', pagePayForm], ['app.pay', appPay]];
await run([
  ['!create', create],
  ['query unscanned', queryUnscanned],
  ['!pay, notice', payAndNotice],
  ['changed notice refused', noticeChanged],
  ['!query paid', queryPaid],
  ['!refund', refundPart],
  ['refund notice', refundNotice],
  ['refund query', refundQuery],
  ['refund rest', refundRest],
  ['close', close],
  ['cancel', cancel],
  ...(protocol === 'gateway' ? pages : []),
  ...(relation.bridged ? [] : [["create (buyer's id)", createFor], ['create (bar code)', barCode]]),
  ['encrypted content', encrypted],
  ['changed reply refused', replyChanged],
  ['wrong key refused', wrongKey],
  ['bill', bill],
]);
