// What both Node client scripts share: the relation, the steps, the simulated buyer, notices, and a wicked wire.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { inspect, parseArgs } from 'node:util';

/** A notice is sent within moments in the sandbox; the platforms' own first retry is 15 s. */
const NOTICE_WAIT_MS = 20_000;
/** A day and ten hours: platforms publish the bill of a day on the next morning, at ten at the latest. */
const TO_TOMORROW_MORNING = 34 * 3600;

export function options(extra = {}) {
  const wanted = { clients: { type: 'string' }, wallet: { type: 'string' }, ...extra };
  const { values } = parseArgs({ options: wanted });
  return { ...values, clients: JSON.parse(readFileSync(values.clients, 'utf8')) };
}

/** One merchant of one platform (`front`), paid from one wallet, as `clients.json` describes it. */
export class Relation {
  constructor(clients, front, wallet) {
    const found = clients.relations.find((one) => one.front === front && one.wallet === wallet);
    assert(found, `clients.json has no relation with front ${front} and wallet ${wallet}`);
    Object.assign(this, { clients, front, wallet, values: found, bridged: front !== wallet });
    // UnionPay's gateway tells a merchant of the payment, not of the buyer; a cashier may lead there.
    this.namesBuyers = !['unionpay', 'any'].includes(wallet);
  }

  /** The text of the file that field `name` points to, or the field itself when it holds PEM. */
  text(name) {
    const value = this.values[name];
    return value.startsWith('-----') ? value : readFileSync(value, 'utf8');
  }

  privateKey(name, type) {
    return createPrivateKey(this.text(name)).export({ format: 'pem', type });
  }

  async control(verb, body, method = 'POST') {
    const reply = await fetch(`${this.clients.control}/${verb}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await reply.text();
    assert(reply.ok, `${method} ${verb} ${JSON.stringify(body)}: ${reply.status} ${text.slice(0, 300)}`);
    return text ? JSON.parse(text) : {};
  }

  /** While `act` runs, the simulated platform misbehaves towards this merchant as the script says. */
  async scripted(script, act) {
    const where = `script/${this.front}/${Object.values(this.owner)[0]}`;
    await this.control(where, script, 'PUT');
    try {
      return await act();
    } finally {
      await this.control(where, {}, 'PUT');
    }
  }

  get owner() {
    return this.front === 'wechat' ? { merchant: this.values.merchant } : { app: this.values.app };
  }

  /** The simulated buyer scans the code where there is one, as a real buyer would, else names the order. */
  buyerPays(order, code) {
    return this.control('pay', { ...(code ? { code } : { order }), ...this.owner });
  }

  /** The buyer opens the code and stops before paying, which makes the trade exist at the wallet. */
  buyerScans(code) {
    return this.control('pay', { code, scan_only: true, ...this.owner });
  }

  tomorrow() {
    return this.control('clock', { advance_seconds: TO_TOMORROW_MORNING });
  }
}

/** A merchant's order or refund number that every platform accepts: letters and digits, under 32. */
export function fresh(prefix = 'DB') {
  return `${prefix}${Math.floor(Date.now() / 1000)}${randomBytes(5).toString('hex')}`.toUpperCase();
}

/** The merchant's notice address: keeps headers and raw body of each, and acknowledges. */
export class Notices {
  kept = [];

  constructor(acknowledgement) {
    this.server = http.createServer(async (request, response) => {
      const body = await whole(request);
      response.end(acknowledgement);
      this.kept.push({ headers: request.headers, body: body.toString() });
    });
  }

  async open() {
    this.url = `${await listen(this.server)}/notice`;
    return this;
  }

  /** The first notice, old or new, for which `wanted` answers something true: that answer. */
  async awaitOne(wanted, what) {
    const deadline = Date.now() + NOTICE_WAIT_MS;
    for (let at = 0; ;) {
      for (; at < this.kept.length; at += 1) {
        const found = await wanted(this.kept[at]);
        if (found) return found;
      }
      assert(Date.now() < deadline, `no notice of ${what} within ${NOTICE_WAIT_MS / 1000} s; ${at} others came`);
      await new Promise((wake) => setTimeout(wake, 50));
    }
  }
}

/** A proxy before `base` that changes one byte of every reply's body. */
export async function wickedWire(base) {
  const target = new URL(base);
  const server = http.createServer(async (request, response) => {
    const body = await whole(request);
    const { method, url: path, headers } = request;
    const onward = http.request({ host: target.hostname, port: target.port, method, path, headers }, async (reply) => {
      const bytes = await whole(reply);
      response.writeHead(reply.statusCode, reply.headers);
      response.end(changed(bytes));
    });
    onward.end(body);
  });
  const url = await listen(server);
  return { close: () => server.close(), instead: (address) => address.replace(base, url) };
}

/** A digit or a letter becomes another one, so that the reply stays well-formed and only its seal breaks. */
function changed(bytes) {
  const at = bytes.findIndex((byte, i) => i > bytes.length / 3 && /[0-9a-z]/i.test(String.fromCharCode(byte)));
  if (at >= 0) bytes[at] = bytes[at] === 0x31 ? 0x32 : 0x31;
  return bytes;
}

async function whole(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

async function listen(server) {
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
}

export const sha1 = (bytes) => createHash('sha1').update(bytes).digest('hex');

/** Runs `act`, which must reject; answers what it rejected with. */
export async function refused(act) {
  let value;
  try {
    value = await act();
  } catch (error) {
    return error;
  }
  throw new Error(`accepted what must be refused: ${inspect(value?.data ?? value, { depth: 1 }).slice(0, 200)}`);
}

/**
 * Runs the steps in order and writes one JSON line for each. A step whose name starts with `!` is one the later
 * steps stand on: when it fails they are reported as not reached rather than as failures of their own.
 */
export async function run(steps) {
  let fallen = '';
  let failed = false;
  for (const [label, act] of steps) {
    const step = label.replace(/^!/, '');
    if (fallen) {
      say(step, false, `not reached: ${fallen} failed`);
      continue;
    }
    try {
      say(step, true, (await act()) ?? '');
    } catch (error) {
      failed = true;
      if (label.startsWith('!')) fallen = step;
      say(step, false, reason(error));
    }
  }
  process.exit(failed ? 1 : 0);
}

function reason(error) {
  const where = /([\w.]+\.mjs:\d+)/.exec(error.stack ?? '')?.[1] ?? '';
  const body = error.response?.data ? ` ${JSON.stringify(error.response.data)}` : '';
  return `${error.name}: ${error.message}${body} (${where})`.replace(/\s+/g, ' ').slice(0, 900);
}

function say(step, ok, note) {
  process.stdout.write(`${JSON.stringify({ step, ok, note: String(note) })}\n`);
}
