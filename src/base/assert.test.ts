import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure, assert as hold, unreachable } from './assert.ts';
import { CodedError, messageOf } from './coded-error.ts';
import { fromHex, toHex } from './hex.ts';

test('assert: says which invariant is broken, and nothing when it holds', () => {
  hold(1, 'one is true');
  for (const value of [false, 0, '', null, undefined, Number.NaN]) {
    assert.throws(() => hold(value, 'it holds'), new AssertionFailure('broken invariant: it holds'));
  }
});

test('unreachable: names the impossible case, whatever its type', () => {
  assert.throws(() => unreachable('odd' as never), /no such case as "odd"/);
  assert.throws(() => unreachable({ kind: 'odd' } as never), /"kind":"odd"/);
  assert.throws(() => unreachable(5n as never), AssertionFailure);
  assert.throws(() => unreachable(undefined as never), AssertionFailure);
});

class StoreFailure extends CodedError<'full' | 'gone'> {
  override readonly name = 'StoreFailure';
}

test('coded error: keeps code, message and cause', () => {
  const cause = new Error('no space');
  const failure = new StoreFailure('full', 'the disk is full', { cause });
  assert.ok(failure instanceof Error);
  assert.deepEqual(
    [failure.code, failure.message, failure.cause, failure.name],
    ['full', 'the disk is full', cause, 'StoreFailure'],
  );
});

test('messageOf: gives text for anything thrown', () => {
  const thrown = [new Error('a'), 'b', 3, null, undefined, Symbol('d'), Object.create(null)];
  const texts = thrown.map(messageOf);
  assert.deepEqual(texts.slice(0, 6), ['a', 'b', '3', 'null', 'undefined', 'Symbol(d)']);
  assert.equal(typeof texts[6], 'string');
});

test('hex: every byte survives the round trip', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
  assert.deepEqual(new Uint8Array(fromHex(toHex(bytes)) ?? []), bytes);
  assert.equal(toHex(bytes.subarray(9, 12)), '090a0b');
  assert.equal(toHex(new Uint8Array()), '');
  assert.equal(fromHex('')?.length, 0);
  assert.equal(toHex(fromHex('aBfF') ?? new Uint8Array()), 'abff');
});

test('hex: invalid text gives null', () => {
  for (const text of ['0', '0g', 'xx', '0x00', ' 00', '00 ', '00\n', '0 0 ', '００', '0'.repeat(999)]) {
    assert.equal(fromHex(text), null, JSON.stringify(text));
  }
});
