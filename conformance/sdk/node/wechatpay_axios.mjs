// npm `wechatpay-axios-plugin`, unmodified, against Drawbridge. With `--address mount` its `baseURL` option names the
// relation's mount; with `host` it keeps its own address and HTTPS_PROXY and NODE_EXTRA_CA_CERTS lead it.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';

import { yuan } from './bills.mjs';
import { fresh, Notices, options, refused, Relation, run, sha1, wickedWire } from './harness.mjs';

const { clients, wallet, trust, address } = options({
  trust: { type: 'string', default: 'certificate' }, address: { type: 'string', default: 'mount' },
});
const relation = new Relation(clients, 'wechat', wallet);
const { merchant: mchid, app: appid, mount } = relation.values;
const notices = await new Notices('').open();

const [TOTAL, PART, ATTACH] = [1234, 234, '门店 7'];
const [order, refund] = [fresh(), fresh('RF')];
const seen = {};
const certs = trust === 'certificate'
  ? { [relation.values.platform_serial]: Rsa.from(relation.text('platform_certificate'), Rsa.KEY_TYPE_PUBLIC) }
  : { [relation.values.platform_public_key_id]: Rsa.from(relation.text('platform_public_key'), Rsa.KEY_TYPE_PUBLIC) };

/** The SDK as its README sets it up. In public-key mode that includes the header which asks for that key. */
function client(changes = {}) {
  return new Wechatpay({
    ...(address === 'mount' && { baseURL: `${mount}/`, proxy: false }),
    mchid,
    serial: relation.values.merchant_serial,
    privateKey: Rsa.from(relation.text('merchant_private_key'), Rsa.KEY_TYPE_PRIVATE),
    certs,
    secret: relation.values.apiv3_key,
    ...(trust === 'public-key' && { headers: { 'Wechatpay-Serial': relation.values.platform_public_key_id } }),
    timeout: 15_000,
    ...changes,
  });
}

const pay = client();

/** What the platform refused with: HTTP status and code. */
async function refusal(promise) {
  const { response } = await refused(() => promise);
  return [response?.status, response?.data?.code];
}

async function certificates() {
  const { data } = await pay.v3.certificates.get();
  const pems = data.data.map(({ serial_no, encrypt_certificate: { nonce, ciphertext, associated_data } }) => [
    serial_no, Aes.AesGcm.decrypt(ciphertext, relation.values.apiv3_key, nonce, associated_data),
  ]);
  const [, pem] = pems.find(([serial]) => serial === relation.values.platform_serial) ?? [];
  assert.match(pem ?? '', /^-----BEGIN CERTIFICATE-----/);
}

const prepay = (out_trade_no, total = TOTAL) => pay.v3.pay.transactions.native.post({
  mchid, appid, out_trade_no, description: '一本书 <A&B>', attach: ATTACH, notify_url: notices.url,
  amount: { total, currency: 'CNY' },
});
const query = async (out_trade_no) => (
  await pay.v3.pay.transactions.outTradeNo.$out_trade_no$.get({ params: { mchid }, out_trade_no })
).data;

async function create() {
  seen.code = (await prepay(order)).data.code_url;
  assert.match(seen.code, relation.bridged ? /^(https?|weixin):\/\// : /^weixin:\/\//);
  await prepay(order);
  assert.deepEqual(await refusal(prepay(order, TOTAL + 1)), [403, 'OUT_TRADE_NO_USED']);
  return seen.code;
}

async function queryUnpaid() {
  const found = await query(order);
  assert.equal(found.trade_state, 'NOTPAY');
  assert.equal(found.amount.total, TOTAL);
  assert(!found.transaction_id, 'an unpaid order has no transaction_id');
  const [status, code] = await refusal(query(fresh()));
  assert.equal(status, 404);
  assert.match(code, /^ORDER_?NOT_?EXIST$/);
}

/** Verifies and opens a notice with the SDK's own functions, as its README does. */
function opened({ headers, body }, alter = (text) => text) {
  const [timestamp, nonce] = [headers['wechatpay-timestamp'], headers['wechatpay-nonce']];
  const key = certs[headers['wechatpay-serial']];
  assert(key, `a notice sealed by ${headers['wechatpay-serial']}, which this merchant does not hold`);
  assert(Math.abs(Formatter.timestamp() - Number(timestamp)) < 300, 'a stale notice');
  const genuine = Rsa.verify(Formatter.response(timestamp, nonce, alter(body)), headers['wechatpay-signature'], key);
  if (!genuine) return null;
  const told = JSON.parse(body);
  const { ciphertext, nonce: iv, associated_data } = told.resource;
  return { ...told, plain: JSON.parse(Aes.AesGcm.decrypt(ciphertext, relation.values.apiv3_key, iv, associated_data)) };
}

const noticed = (event) => notices.awaitOne((notice) => {
  const told = opened(notice);
  assert(told, 'the SDK does not verify the notice');
  return told.event_type === event && told.plain.out_trade_no === order && told.plain;
}, event);

async function payAndNotice() {
  await relation.buyerPays(order, seen.code);
  const plain = await noticed('TRANSACTION.SUCCESS');
  assert.deepEqual(
    [plain.trade_state, plain.mchid, plain.appid, plain.amount.total, plain.attach],
    ['SUCCESS', mchid, appid, TOTAL, ATTACH],
  );
  seen.transaction = plain.transaction_id;
  return seen.transaction;
}

function noticeChanged() {
  assert.equal(opened(notices.kept.at(-1), (body) => body.replace('encrypt-resource', 'encrypt-resourcf')), null);
}

async function queryPaid() {
  const found = await query(order);
  const byId = await pay.v3.pay.transactions.id.$transaction_id$.get({
    params: { mchid }, transaction_id: seen.transaction,
  });
  assert.deepEqual(byId.data, found);
  assert.deepEqual([found.trade_state, found.transaction_id, found.amount.total], ['SUCCESS', seen.transaction, TOTAL]);
  assert(!relation.namesBuyers || found.payer.openid, 'no payer');
  assert.match(found.success_time, /\+08:00$/);
  seen.paidAt = found.success_time;
}

const askRefund = async (out_refund_no, fen) => (await pay.v3.refund.domestic.refunds.post({
  transaction_id: seen.transaction, out_refund_no, reason: '退货', notify_url: notices.url,
  amount: { refund: fen, total: TOTAL, currency: 'CNY' },
})).data;

async function refundPart() {
  const made = await askRefund(refund, PART);
  assert.match(made.status, /^(PROCESSING|SUCCESS)$/);
  assert.deepEqual(
    [made.out_refund_no, made.out_trade_no, made.amount.refund, made.amount.total], [refund, order, PART, TOTAL],
  );
  assert.equal((await askRefund(refund, PART)).refund_id, made.refund_id);
  seen.refundId = made.refund_id;
  const [status] = await refusal(askRefund(fresh('RF'), TOTAL));
  assert(status >= 400, 'a refund beyond the payment was accepted');
}

async function refundNotice() {
  const plain = await noticed('REFUND.SUCCESS');
  assert.deepEqual(
    [plain.refund_status, plain.out_refund_no, plain.refund_id, plain.amount.refund],
    ['SUCCESS', refund, seen.refundId, PART],
  );
}

async function refundQuery() {
  const ask = (out_refund_no) => pay.v3.refund.domestic.refunds.$out_refund_no$.get({ out_refund_no });
  const { data } = await ask(refund);
  assert.deepEqual([data.status, data.refund_id, data.amount.refund], ['SUCCESS', seen.refundId, PART]);
  assert.equal((await query(order)).trade_state, 'REFUND');
  assert.equal((await refusal(ask(fresh('RF'))))[0], 404);
}

async function close() {
  const other = fresh();
  await prepay(other, 100);
  const shut = (out_trade_no) => pay.v3.pay.transactions.outTradeNo.$out_trade_no$.close
    .post({ mchid }, { out_trade_no });
  assert.equal((await shut(other)).status, 204);
  assert.equal((await shut(other)).status, 204);
  assert.equal((await query(other)).trade_state, 'CLOSED');
  assert((await refusal(shut(order)))[0] >= 400, 'a paid order was closed');
}

/** The platform seals a reply wrongly on purpose, now and then, to see whether merchants look. */
async function signtest() {
  const wrong = { when: { on: 'query', next: 1 }, do: { kind: 'wrong_signature' } };
  await relation.scripted({ rules: [wrong] }, async () => {
    assert.equal((await refused(() => query(order))).code, 'EV3_RES_HEADER_SIGNATURE_DIGEST');
    await query(order);
  });
}

async function replyChanged() {
  const wire = await wickedWire(clients.base);
  const victim = client({ baseURL: `${wire.instead(mount)}/`, proxy: false });
  const error = await refused(() => victim.v3.pay.transactions.outTradeNo.$out_trade_no$
    .get({ params: { mchid }, out_trade_no: order }));
  wire.close();
  assert.equal(error.code, 'EV3_RES_HEADER_SIGNATURE_DIGEST');
}

async function wrongKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = client({ privateKey });
  const found = await refusal(stranger.v3.pay.transactions.outTradeNo.$out_trade_no$
    .get({ params: { mchid }, out_trade_no: order }));
  assert.deepEqual(found, [401, 'SIGN_ERROR']);
}

/** A bill's text, checked against the announced hash, which is of the uncompressed text. */
async function downloaded({ hash_type, hash_value, download_url }) {
  assert.equal(hash_type, 'SHA1');
  const params = Object.fromEntries(new URL(download_url).searchParams);
  const { data } = await pay.v3.billdownload.file.get({ params, responseType: 'arraybuffer' });
  const text = data[0] === 0x1f && data[1] === 0x8b ? gunzipSync(data) : data;
  assert.equal(sha1(text), hash_value.toLowerCase());
  return Formatter.castCsvBill(text);
}

async function bill() {
  await relation.tomorrow();
  const bill_date = seen.paidAt.slice(0, 10);
  const { data } = await pay.v3.bill.tradebill.get({ params: { bill_date, bill_type: 'ALL' } });
  const { rows, summary } = await downloaded(data);
  const mine = rows.filter((row) => row['商户订单号'] === order);
  const paid = mine.find((row) => row['交易状态'] === 'SUCCESS');
  assert(paid, `the paid order is not in the bill of ${bill_date} (${rows.length} rows)`);
  assert.deepEqual([paid['订单金额'], paid['微信订单号']], [yuan(TOTAL), seen.transaction]);
  const back = mine.find((row) => row['交易状态'] === 'REFUND');
  assert.deepEqual([back?.['商户退款单号'], back?.['退款金额']], [refund, yuan(PART)]);
  assert.equal(Number(summary['总交易单数']), rows.length);
  const zipped = await pay.v3.bill.tradebill.get({ params: { bill_date, bill_type: 'ALL', tar_type: 'GZIP' } });
  assert.equal((await downloaded(zipped.data)).rows.length, rows.length);
  const fund = await pay.v3.bill.fundflowbill.get({ params: { bill_date, account_type: 'BASIC' } });
  await downloaded(fund.data);
  return `${rows.length} rows`;
}

await run([
  ...(trust === 'certificate' ? [['certificates', certificates]] : []),
  ['!create', create],
  ['query unpaid', queryUnpaid],
  ['!pay, notice', payAndNotice],
  ['changed notice refused', noticeChanged],
  ['!query paid', queryPaid],
  ['!refund', refundPart],
  ['refund notice', refundNotice],
  ['refund query', refundQuery],
  ['close', close],
  ...(relation.bridged ? [] : [['signtest', signtest]]),
  ['changed reply refused', replyChanged],
  ['wrong key refused', wrongKey],
  ['bill', bill],
]);
