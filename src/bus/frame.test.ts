// The bytes between processes: what one release writes another one reads, and bytes from outside break nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters } from '../base/index.ts';
import { BundleReader, BundleWriter, FRAME_KIND, type Frame } from './frame.ts';
import { Station } from './station.ts';

const HEAD = { call: 7, deadlineMs: 5_000, name: 'actor.call' } as const;

function read(bytes: Uint8Array): { readonly head: unknown; readonly frames: readonly unknown[] } {
  const reader = new BundleReader(bytes);
  const head = reader.head();
  const frames: unknown[] = [];
  if (typeof head === 'string') return { head, frames };
  for (let frame = reader.next(); frame !== null; frame = reader.next()) {
    frames.push(typeof frame === 'string' ? frame : { ...frame, body: Buffer.from(frame.body).toString() });
    if (typeof frame === 'string') break;
  }
  return { head, frames };
}

function bundle(): Buffer {
  const writer = new BundleWriter('node-1', 16);
  writer.add({ kind: FRAME_KIND.call, ...HEAD }, Buffer.from('first'));
  writer.add({ kind: FRAME_KIND.message, call: 0, deadlineMs: 0, name: 'm' }, Buffer.from(''));
  return Buffer.from(writer.finish(2 ** 47 + 3));
}

/** As a newer release writes it: more fields in each head, and a kind of frame that is new. */
function newerBundle(): Buffer {
  const frame = (kind: number, name: string, body: string): Buffer => {
    const head = Buffer.alloc(10 + name.length + 5, 0xee);
    head[0] = kind;
    head.writeUInt32BE(9, 1);
    head.writeUInt32BE(250, 5);
    head[9] = name.length;
    head.write(name, 10, 'latin1');
    const fixed = Buffer.alloc(6);
    fixed.writeUInt32BE(2 + head.length + body.length, 0);
    fixed.writeUInt16BE(head.length, 4);
    return Buffer.concat([fixed, head, Buffer.from(body)]);
  };
  const sender = 'node-2';
  const head = Buffer.alloc(7 + sender.length + 4, 0xee);
  head.writeUIntBE(1, 0, 6);
  head[6] = sender.length;
  head.write(sender, 7, 'latin1');
  const fixed = Buffer.from([0x4a, 0x42, 2, 1, 0, head.length]);
  return Buffer.concat([
    fixed,
    head,
    frame(99, 'future', '?'),
    frame(FRAME_KIND.call, 'old', 'x'),
    frame(2, 'new', 'y'),
  ]);
}

test('frame: a bundle is read as it was written', () => {
  assert.deepEqual(read(bundle()), {
    head: { sender: 'node-1', number: 2 ** 47 + 3 },
    frames: [
      { kind: 2, ...HEAD, body: 'first' },
      { kind: 1, call: 0, deadlineMs: 0, name: 'm', body: '' },
    ],
  });
});

test('frame: the bytes of the first release', () => {
  const writer = new BundleWriter('n', 16);
  writer.add({ kind: 2, call: 1, deadlineMs: 2, name: 'c' }, Buffer.from('b'));
  const golden = '4a4201010008000000000003016e0000000e000b02000000010000000201' + '6362';
  assert.equal(Buffer.from(writer.finish(3)).toString('hex'), golden);
});

test('frame: an older release skips the fields and frames of a newer one, and refuses its calls by name', () => {
  const seen: string[] = [];
  const counters = new Counters();
  const events = {
    message: () => seen.push('message'),
    answered: () => seen.push('answered'),
    called: (handler: unknown, frame: Frame, sender: string) => {
      const how = handler === undefined ? 'unknown' : 'known';
      seen.push(`${how} ${frame.name} ${frame.call} ${frame.deadlineMs} ${Buffer.from(frame.body)} of ${sender}`);
    },
  };
  const station = new Station(events, { counters, isGroup: false });
  station.add({ calls: { old: (body) => body } });
  station.received(newerBundle());
  assert.deepEqual(seen, ['known old 9 250 x of node-2', 'unknown new 9 250 y of node-2']);
  assert.equal(counters.snapshot()['bus_frames_skipped{kind}'], 1);
});

test('frame: a bundle that this release cannot read is refused as a whole', () => {
  const bytes = bundle();
  bytes[3] = 2;
  assert.equal(read(bytes).head, 'newer-release');
});

test('frame: cut at each byte, a bundle is malformed or shorter, and never more', () => {
  const bytes = bundle();
  const whole = read(bytes).frames;
  for (let end = 0; end < bytes.length; end++) {
    const { head, frames } = read(bytes.subarray(0, end));
    if (typeof head === 'string') continue;
    const last = frames.at(-1);
    const readable = typeof last === 'string' ? frames.slice(0, -1) : frames;
    assert.deepEqual(readable, whole.slice(0, readable.length));
    assert.ok(readable.length < whole.length);
  }
});

test('frame: lengths that lie are refused', () => {
  for (const at of [4, 12]) {
    const bytes = bundle();
    bytes.writeUInt16BE(0xffff, at);
    const { head, frames } = read(bytes);
    assert.ok(head === 'cut-short' || frames.includes('cut-short'), `at ${at}`);
  }
  for (const value of [0, 1, 2, 11, 0xffff_ffff]) {
    const bytes = bundle();
    bytes.writeUInt32BE(value, 19);
    assert.ok(read(bytes).frames.includes('cut-short'), `length ${value}`);
  }
});
