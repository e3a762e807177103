import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Framing, ScanResult } from '../../wire/index.ts';
import { createLinkFraming } from './framing-link.ts';
import { createMirFraming } from './framing-mir.ts';

const SERVER = createMirFraming({ end: 'server', frameBytesMax: 40 });
const CLIENT = createMirFraming({ end: 'client', frameBytesMax: 40 });
const LINK = createLinkFraming(12);
const HEADER = '<<<<<BL<<<<<<<<<';

/** Payloads, and last the fault if there is one. */
function found(framing: Framing, stream: string, cuts: readonly number[]): string[] {
  const bytes = Buffer.from(stream, 'latin1');
  const decoder = framing.createDecoder();
  const words: string[] = [];
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    for (;;) {
      // A copy at another place, between signs that are not of the stream.
      const moved = Buffer.concat([Buffer.from('!#$'), bytes.subarray(start, end), Buffer.from('!$%')]);
      const result = decoder.scan(moved, 3, 3 + end - start);
      if (result === ScanResult.malformed) return [...words, `fault ${decoder.fault}`];
      if (result === ScanResult.needMore) break;
      if (result === ScanResult.frame)
        words.push(moved.subarray(decoder.payloadStart, decoder.payloadEnd).toString('latin1'));
      assert.ok(decoder.frameEnd > 3 && decoder.frameEnd <= 3 + end - start);
      start += decoder.frameEnd - 3;
    }
  }
  return words;
}

const ROWS: readonly (readonly [title: string, framing: Framing, stream: string, expected: readonly string[]])[] = [
  ['one frame', SERVER, `#1${HEADER}!`, [`1${HEADER}`]],
  ['two in one piece and half a third', SERVER, `#1${HEADER}!#2${HEADER}ab!#3<<`, [`1${HEADER}`, `2${HEADER}ab`]],
  ['digit 9', SERVER, `#9${HEADER}!`, [`9${HEADER}`]],
  ['a star alone', SERVER, '*', ['*']],
  ['stars around a frame', SERVER, `*#1${HEADER}!**`, ['*', `1${HEADER}`, '*', '*']],
  ['noise between frames', SERVER, `\r\n#1${HEADER}!\0\0#2${HEADER}!\0`, [`1${HEADER}`, `2${HEADER}`]],
  ['noise at its bound', SERVER, `${'\0'.repeat(64)}#1${HEADER}!`, [`1${HEADER}`]],
  ['noise beyond its bound', SERVER, `${'\0'.repeat(65)}#1${HEADER}!`, ['fault mir-noise']],
  ['noise around stars adds up', SERVER, `${'\0*'.repeat(64)}\0`, [...'*'.repeat(64), 'fault mir-noise']],
  ['another protocol', SERVER, `GET /${'x'.repeat(80)} HTTP/1.1`, ['fault mir-noise']],
  ['no digit', SERVER, `#${HEADER}!`, ['fault mir-digit-missing']],
  ['digit 0', SERVER, `#0${HEADER}!`, ['fault mir-digit-missing']],
  ['two digits', SERVER, `#12${HEADER}!`, ['fault mir-code-malformed']],
  ['a frame inside a frame', SERVER, `#1<<<<#1${HEADER}!`, ['fault mir-code-malformed']],
  ['a star inside a frame', SERVER, `#1<<<<*<<!`, ['fault mir-code-malformed']],
  ['a forged packet inside a frame', SERVER, `#1${HEADER}!$%X309$`, [`1${HEADER}`]],
  ['a forged packet in the code', SERVER, `#1${HEADER}$%X309$!`, ['fault mir-code-malformed']],
  ['a percent in the code', SERVER, `#1${HEADER}%!`, ['fault mir-code-malformed']],
  ['a NUL in the code', SERVER, `#1${HEADER}\0!`, ['fault mir-code-malformed']],
  ['a byte above the alphabet', SERVER, `#1${HEADER}|!`, ['fault mir-code-malformed']],
  ['a byte of the upper half', SERVER, `#1${HEADER}\xb0!`, ['fault mir-code-malformed']],
  ['a header cut short', SERVER, `#1${HEADER.slice(1)}!`, ['fault frame-too-short']],
  ['nothing between the signs', SERVER, '#!', ['fault frame-too-short']],
  ['a digit alone', SERVER, '#1!', ['fault frame-too-short']],
  ['the longest frame', SERVER, `#1${'<'.repeat(37)}!`, [`1${'<'.repeat(37)}`]],
  ['a frame that is longer', SERVER, `#1${'<'.repeat(38)}!`, ['fault frame-too-long']],
  ['a frame without end', SERVER, `#1${'<'.repeat(200)}`, ['fault frame-too-long']],
  ['of a server: no digit', CLIENT, `#${HEADER}!*#${HEADER}aa!`, [HEADER, '*', `${HEADER}aa`]],
  ['of a server: a digit', CLIENT, `#1${HEADER}!`, ['fault mir-code-malformed']],
  ['link: a packet', LINK, '%A1/xx$', ['A1/xx']],
  ['link: packets and what lies between', LINK, 'garbage%++$\0%+-7$\0\r\n$%1/a$', ['++', '+-7', '1/a']],
  ['link: nothing between the signs', LINK, '%$%++$', ['', '++']],
  ['link: a second percent stays inside', LINK, '%A%B$', ['A%B']],
  ['link: the longest', LINK, '%0123456789$', ['0123456789']],
  ['link: one byte too long', LINK, '%01234567890$%++$', ['01234567890', '++']],
  ['link: far too long', LINK, `%01234567890${'x'.repeat(100)}%A1$%++$`, ['01234567890', '++']],
  ['link: without end', LINK, `%${'x'.repeat(200)}`, ['x'.repeat(11), 'fault frame-too-long']],
  ['link: unfinished', LINK, '%++$%A3', ['++']],
];

for (const [title, framing, stream, expected] of ROWS) {
  test(`framing ${framing.name}: ${title}, whole, byte by byte and cut at every offset`, () => {
    assert.deepEqual(found(framing, stream, []), expected);
    const every = Array.from({ length: stream.length }, (_, index) => index + 1);
    assert.deepEqual(found(framing, stream, every), expected, 'byte by byte');
    for (const cut of every) assert.deepEqual(found(framing, stream, [cut]), expected, `cut at ${cut}`);
  });
}

test('framing mir, mir-link: a payload that would not come back whole is refused before it is sent', () => {
  const fault = (framing: Framing, payload: string): string | null => {
    const bytes = Buffer.from(payload, 'latin1');
    return framing.payloadFault(bytes, 0, bytes.length);
  };
  assert.equal(fault(SERVER, HEADER), null);
  assert.equal(fault(SERVER, `1${HEADER}`), 'payload-holds-delimiter');
  assert.equal(fault(SERVER, `${HEADER}!`), 'payload-holds-delimiter');
  assert.equal(fault(SERVER, '<<'), 'payload-too-short');
  assert.equal(fault(SERVER, '<'.repeat(40_000)), 'payload-too-long');
  assert.equal(fault(CLIENT, `1${HEADER}`), null);
  assert.equal(fault(CLIENT, `${HEADER}<`), 'payload-holds-delimiter');
  assert.equal(fault(LINK, 'A1/#1<!'), null);
  assert.equal(fault(LINK, 'A$'), 'payload-holds-delimiter');
  assert.equal(fault(LINK, 'A%'), 'payload-holds-delimiter');
  assert.equal(fault(LINK, '01234567890'), 'payload-too-long');
});
