// Tickets as text: one that another tool made, and every way to spoil one.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { SeededRandom } from '../../../base/index.ts';
import { TICKET_CHARACTERS_MAX } from './limits.ts';
import { ProviderConfigError } from './provider-config-error.ts';
import type { TicketKey, TicketOrder } from './ticket.ts';
import { issueTicket, readTicket } from './ticket.ts';

const key: TicketKey = { id: 'k1', secret: Buffer.from('0123456789abcdef0123456789abcdef') };
const newer: TicketKey = { id: 'k2', secret: Buffer.from('fedcba9876543210fedcba9876543210') };
const wallMs = 1_700_000_000_000;

function issue(order: Partial<TicketOrder> = {}): string {
  return issueTicket({ account: 'alice', key, ttlSeconds: 600, wallMs, random: new SeededRandom(1), ...order });
}

/** A ticket with any payload, rightly signed: what a careless issuer may hand out. */
function sign(payload: string): string {
  const signed = `jt1.k1.${Buffer.from(payload).toString('base64url')}`;
  return `${signed}.${createHmac('sha256', key.secret).update(signed).digest('base64url')}`;
}

// printf '{"a":"alice","e":1700000600,"n":"AAAAAAAAAAAAAAAAAAAAAA"}' | basenc --base64url, and of `jt1.k1.` with it
// openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef -binary | basenc --base64url, both without padding.
const GOLDEN =
  'jt1.k1.eyJhIjoiYWxpY2UiLCJlIjoxNzAwMDAwNjAwLCJuIjoiQUFBQUFBQUFBQUFBQUFBQUFBQUFBQSJ9.n69EhOAc9A_mDrTDFXiixEY3PzhLNjCeJc9CAlGznAM';

test('ticket: one made with openssl is read', () => {
  const ticket = { account: 'alice', expiresAtMs: 1_700_000_600_000, nonce: 'A'.repeat(22), serverId: null };
  assert.deepEqual(readTicket(GOLDEN, [key], wallMs), { ok: true, ticket });
});

test('ticket: what is issued is read by any of the keys, until it expires', () => {
  const text = issue({ account: '青云', serverId: 7 });
  for (const keys of [[key], [newer, key]]) {
    const reading = readTicket(text, keys, wallMs);
    assert.ok(reading.ok);
    assert.equal(reading.ticket.account, '青云');
    assert.equal(reading.ticket.serverId, 7);
    assert.equal(reading.ticket.expiresAtMs, wallMs + 600_000);
  }
  assert.ok(readTicket(text, [key], wallMs + 599_999).ok);
  assert.deepEqual(readTicket(text, [key], wallMs + 600_000), { ok: false, reason: 'expired' });
  assert.deepEqual(readTicket(text, [newer], wallMs), { ok: false, reason: 'wrong-credentials' });
});

test('ticket: a clock of the issuer that is a little ahead is tolerated, and further ahead is the reason', () => {
  const day = 86_400;
  for (const [aheadMs, isRead] of [
    [2_000, true],
    [60_000, true],
    [61_000, false],
    [8 * day * 1000, false],
  ] as const) {
    const reading = readTicket(issue({ ttlSeconds: day, wallMs: wallMs + aheadMs }), [key], wallMs);
    assert.equal(reading.ok, isRead, `${aheadMs}`);
    if (!reading.ok) assert.equal(reading.reason, 'clock-skew');
  }
});

test('ticket: two of one moment have different nonces', () => {
  const random = new SeededRandom(2);
  assert.notEqual(issue({ random }), issue({ random }));
});

test('ticket: a change of any character is refused', () => {
  for (let index = 0; index < GOLDEN.length; index++) {
    const changed = GOLDEN.slice(0, index) + (GOLDEN[index] === 'B' ? 'C' : 'B') + GOLDEN.slice(index + 1);
    const reading = readTicket(changed, [key], wallMs);
    // The last character of 32 bytes in base64url carries two bits that mean nothing.
    if (index === GOLDEN.length - 1 && reading.ok) continue;
    assert.ok(!reading.ok && reading.reason !== 'expired', changed);
  }
});

test('ticket: cut at any place it is malformed or wrong', () => {
  for (let length = 0; length < GOLDEN.length; length++)
    assert.ok(!readTicket(GOLDEN.slice(0, length), [key], wallMs).ok);
});

test('ticket: text in another shape is malformed', () => {
  const [version = '', id = '', payload = '', mac = ''] = GOLDEN.split('.');
  const shapes = [
    ...['', '.', '...', 'jt1...', `jt2.${id}.${payload}.${mac}`, `${version}.K1.${payload}.${mac}`],
    ...[
      `${version}.${id}.${payload}.${mac}=`,
      `${version}.${id}.${payload}.${mac}A`,
      `${GOLDEN}.`,
      `${GOLDEN}\n`,
      ` ${GOLDEN}`,
    ],
    ...[`${version}.${id}.${payload}+.${mac}`, `${version}.${id}..${mac}`, 'x'.repeat(60_000), '\ud800', '\u0000'],
    `${version}.${id}.${'A'.repeat(TICKET_CHARACTERS_MAX)}.${mac}`,
  ];
  for (const text of shapes) assert.deepEqual(readTicket(text, [key], wallMs), { ok: false, reason: 'malformed' });
});

test('ticket: a payload that was signed but is wrong is malformed', () => {
  const fields = { a: 'alice', e: 1_700_000_600, n: 'A'.repeat(22) };
  assert.ok(readTicket(sign(JSON.stringify(fields)), [key], wallMs).ok);
  const payloads = [
    ...['', '{', '[]', 'null', '1', '"a"'],
    ...[
      { ...fields, a: undefined },
      { ...fields, a: 1 },
      { ...fields, a: '' },
      { ...fields, a: '##visitor##_1' },
      { ...fields, a: 'a\u0000' },
    ],
    ...[
      { ...fields, e: undefined },
      { ...fields, e: '1700000600' },
      { ...fields, e: 1.5 },
      { ...fields, e: 1e300 },
    ],
    ...[
      { ...fields, n: undefined },
      { ...fields, n: 1 },
      { ...fields, n: '' },
      { ...fields, n: 'short' },
      { ...fields, n: 'A'.repeat(65) },
    ],
    ...[
      { ...fields, n: `${'A'.repeat(20)}'` },
      { ...fields, s: '1' },
      { ...fields, s: 1.5 },
      { ...fields, s: null },
    ],
  ];
  for (const payload of payloads) {
    const text = sign(typeof payload === 'string' ? payload : JSON.stringify(payload));
    assert.deepEqual(readTicket(text, [key], wallMs), { ok: false, reason: 'malformed' }, JSON.stringify(payload));
  }
});

test('ticket: an order that cannot be filled names what is wrong', () => {
  const refusals: readonly (readonly [Partial<TicketOrder>, string])[] = [
    [{ account: '' }, 'account-name'],
    [{ account: '##visitor##_1' }, 'account-name'],
    [{ account: 'x'.repeat(65) }, 'account-name'],
    [{ ttlSeconds: 0 }, 'ticket-ttl'],
    [{ ttlSeconds: -1 }, 'ticket-ttl'],
    [{ ttlSeconds: Number.NaN }, 'ticket-ttl'],
    [{ ttlSeconds: 86_401 }, 'ticket-ttl'],
    [{ serverId: Number.NaN }, 'ticket-server'],
    [{ serverId: 1.5 }, 'ticket-server'],
    [{ key: { id: 'k1', secret: new Uint8Array(31) } }, 'ticket-key-weak'],
    [{ key: { id: 'K 1', secret: key.secret } }, 'ticket-key-id'],
    [{ key: { id: '', secret: key.secret } }, 'ticket-key-id'],
  ];
  for (const [order, code] of refusals) {
    assert.throws(
      () => issue(order),
      (thrown) => thrown instanceof ProviderConfigError && thrown.code === code,
    );
  }
});
