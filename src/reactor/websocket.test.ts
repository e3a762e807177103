// WebSocket over the whole reactor on a simulated network: opening, deadlines, back-pressure, ends. The wire layer's
// tests cover the bytes of single frames.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '../base/index.ts';
import { createWebSocket, UpgradeRequest, type UpgradeRules } from '../wire/index.ts';
import type { ListenerOptions } from './listener.ts';
import type { CloseReason } from './names/index.ts';
import { frameOf, type RawPeer, ReactorWorld, type Seen } from './reactor-world.fixture.ts';

const REQUEST =
  'GET / HTTP/1.1\r\nHost: game\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n';
const FRAMING = createWebSocket({ end: { kind: 'server' }, payloadBytesMax: 60_000 });

/** A short frame of a client, with the mask 0, so that the payload is readable. */
function masked(first: number, payload: string): string {
  return `${String.fromCharCode(first, 0x80 | payload.length)}\0\0\0\0${payload}`;
}

/** A frame of a server. */
function plain(first: number, payload: string): string {
  return String.fromCharCode(first, payload.length) + payload;
}

function closeWith(code: number, words: string): string {
  return plain(0x88, String.fromCharCode(code >> 8, code & 0xff) + words);
}

async function inWorld(
  options: Partial<ListenerOptions> & { readonly rules?: UpgradeRules; readonly seed?: number },
  body: (world: ReactorWorld) => void | Promise<void>,
): Promise<void> {
  const { rules = { origins: [] }, seed = 1, ...rest } = options;
  const world = await new ReactorWorld(seed).listen({
    isSniffed: true,
    websocket: { framing: FRAMING, rules },
    ...rest,
  });
  await body(world);
  await world.stop();
}

/** A peer that has upgraded to WebSocket; the server's response is removed from its text. */
function joinUpgraded(world: ReactorWorld): { readonly peer: RawPeer; readonly seen: Seen; text(): string } {
  const { peer, seen } = world.join();
  peer.send(REQUEST);
  world.settle();
  const answer = peer.text;
  assert.match(answer, /^HTTP\/1\.1 101 /);
  return { peer, seen, text: () => peer.text.slice(answer.length) };
}

test('websocket: one port serves frames and WebSocket, and answers each in its own framing', async () => {
  await inWorld({}, (world) => {
    world.onFrame = ({ connection }, payload) => connection.send(payload, 0, payload.length);
    const { peer, seen, text } = joinUpgraded(world);
    const other = world.join();
    peer.send(masked(0x82, 'hello') + masked(0x82, 'again'));
    other.peer.send(frameOf('plain'));
    world.settle();
    assert.deepEqual([seen.frames, other.seen.frames], [['hello', 'again'], ['plain']]);
    assert.equal(text(), plain(0x82, 'hello') + plain(0x82, 'again'));
    assert.equal(other.peer.text, frameOf('plain'));
    assert.equal(world.count('websockets_opened'), 1);
  });
});

test('websocket: frames that were made ahead are those of the upgraded connection', async () => {
  await inWorld({}, (world) => {
    const { seen, text } = joinUpgraded(world);
    const other = world.join();
    assert.equal(seen.connection.framing, FRAMING);
    const run = Buffer.from(plain(0x82, 'one') + plain(0x82, 'two'), 'latin1');
    assert.equal(seen.connection.sendFrames(run, 0, run.length), 2);
    assert.throws(() => other.seen.connection.sendFrames(run, 0, run.length), { code: 'frames-malformed' });
    const plainRun = Buffer.from(frameOf('one'), 'latin1');
    assert.throws(() => seen.connection.sendFrames(plainRun, 0, plainRun.length), { code: 'frames-malformed' });
    world.settle();
    assert.deepEqual([text(), other.peer.text], [run.toString('latin1'), '']);
  });
});

test('websocket: frames right behind the request, in one piece and in single bytes', async () => {
  for (const pieceBytesMax of [100_000, 1]) {
    const world = await new ReactorWorld(3, { pieceBytesMax, delayMsMax: 0 }).listen({
      isSniffed: true,
      websocket: { framing: FRAMING, rules: { origins: [] } },
    });
    const { peer, seen } = world.join();
    peer.send(REQUEST + masked(0x02, 'he') + masked(0x89, 'p') + masked(0x80, 'llo') + masked(0x82, 'second'));
    world.settle();
    assert.deepEqual(seen.frames, ['hello', 'second']);
    assert.ok(peer.text.endsWith(plain(0x8a, 'p')));
    await world.stop();
  }
});

test('websocket: a policy request may come before', async () => {
  await inWorld({}, (world) => {
    const { peer, seen } = world.join();
    peer.send(`<policy-file-request/>\0${REQUEST}${masked(0x82, 'ab')}`);
    world.settle();
    assert.deepEqual(seen.frames, ['ab']);
  });
});

test('websocket: a handler that holds gets the next message when it releases', async () => {
  await inWorld({}, (world) => {
    world.onFrame = ({ connection }) => connection.hold();
    const { peer, seen } = joinUpgraded(world);
    peer.send(masked(0x82, 'one') + masked(0x02, 'tw') + masked(0x80, 'o') + masked(0x82, 'three'));
    world.settle();
    assert.deepEqual(seen.frames, ['one']);
    seen.connection.release();
    assert.deepEqual(seen.frames, ['one', 'two']);
    seen.connection.release();
    assert.deepEqual(seen.frames, ['one', 'two', 'three']);
  });
});

const REFUSED: readonly [title: string, bytes: string, reason: CloseReason, answer: RegExp][] = [
  ['a browser', 'GET / HTTP/1.1\r\nHost: game\r\n\r\n', 'refused-http', /^HTTP\/1\.1 426 [\s\S]*game client/],
  ['a POST', 'POST / HTTP/1.1\r\nHost: game\r\n\r\n', 'refused-http', /^HTTP\/1\.1 400 /],
  ['nonsense', 'GET nonsense\r\n\r\n', 'upgrade-malformed', /^HTTP\/1\.1 400 /],
  ['an old version', REQUEST.replace('13', '8'), 'upgrade-version', /^HTTP\/1\.1 426 /],
  [
    'a page',
    REQUEST.replace('\r\n\r\n', '\r\nOrigin: https://evil.example\r\n\r\n'),
    'origin-refused',
    /^HTTP\/1\.1 403 /,
  ],
  ['a request without end', `GET /${'a'.repeat(9_000)}`, 'upgrade-too-long', /^HTTP\/1\.1 431 /],
];

for (const [title, bytes, reason, answer] of REFUSED) {
  test(`websocket: refused before it begins: ${title}`, async () => {
    await inWorld({}, (world) => {
      const { peer, seen } = world.join();
      peer.send(bytes);
      world.settle();
      peer.end();
      world.settle();
      assert.match(peer.text, answer);
      assert.deepEqual(seen.calls, ['opened', `closed ${reason}`], 'no last words in frames');
      assert.equal(world.counters.counter('connections_closed', reason).value, 1);
    });
  });
}

test('websocket: where it is off, a request is refused as all of HTTP is', async () => {
  const world = await new ReactorWorld().listen({ isSniffed: true });
  const { peer, seen } = world.join();
  peer.send(REQUEST);
  world.settle();
  assert.match(peer.text, /^HTTP\/1\.1 400 /);
  assert.equal(seen.connection.isOpen, false);
  await world.stop();
});

const ENDED: readonly [title: string, bytes: string, reason: CloseReason, code: number][] = [
  ['no mask', plain(0x82, 'ab'), 'websocket-mask-wrong', 1002],
  ['reserved bits', masked(0xc2, 'ab'), 'websocket-frame-malformed', 1002],
  ['a text', masked(0x81, 'ab'), 'websocket-text-refused', 1003],
  ['a close with bad words', masked(0x88, '\x03\xe8\xff'), 'websocket-text-malformed', 1007],
  ['fragments without end', masked(0x02, '') + masked(0x00, '').repeat(200), 'websocket-too-many-fragments', 1008],
  ['pongs without end', masked(0x8a, '').repeat(1_001), 'websocket-too-many-pings', 1008],
  ['a length of 2^62', '\x82\xff\x40\0\0\0\0\0\0\0\0\0\0\0', 'frame-too-long', 1009],
  ['an empty message', masked(0x82, ''), 'frame-too-short', 1002],
];

for (const [title, bytes, reason, code] of ENDED) {
  test(`websocket: ${title} ends it: last words first, then a close frame with ${code}`, async () => {
    await inWorld({}, (world) => {
      world.onCall = ({ connection }, call) => {
        if (call.startsWith('closing')) connection.send(Buffer.from('last'), 0, 4);
      };
      const { peer, seen, text } = joinUpgraded(world);
      const bystander = joinUpgraded(world);
      peer.send(`${masked(0x82, 'good')}${bytes}${masked(0x82, 'late')}`);
      bystander.peer.send(masked(0x82, 'fine'));
      world.settle();
      assert.equal(text(), plain(0x82, 'last') + closeWith(code, reason));
      assert.deepEqual([seen.frames, bystander.seen.frames], [['good'], ['fine']]);
      peer.end();
      world.settle();
      assert.equal(seen.reason, reason);
    });
  });
}

test('websocket: a client that closes gets its own code back', async () => {
  for (const [sent, back] of [
    [masked(0x88, '\x0f\xa1bye'), plain(0x88, '\x0f\xa1')],
    [masked(0x88, ''), plain(0x88, '')],
    [masked(0x02, 'half') + masked(0x88, '\x03\xe8'), plain(0x88, '\x03\xe8')],
  ] as const) {
    await inWorld({}, (world) => {
      const { peer, seen, text } = joinUpgraded(world);
      peer.send(sent + masked(0x82, 'late'));
      world.settle();
      assert.equal(text(), back);
      peer.end();
      world.settle();
      assert.deepEqual([seen.reason, seen.frames], ['peer-closed', []]);
    });
  }
});

test("websocket: an owner's reasons have the codes that it says", async () => {
  await inWorld({ closeCodeOf: (reason) => (reason === 'idle-timeout' ? 4_022 : 1_000) }, (world) => {
    const { seen, text } = joinUpgraded(world);
    seen.connection.close('idle-timeout');
    world.settle();
    assert.equal(text(), closeWith(4_022, 'idle-timeout'));
  });
});

test('websocket: the request and the first message share the deadline of a first frame; pings do not put it off', async () => {
  await inWorld({ firstFrameMs: 5_000 }, (world) => {
    const slow = world.join();
    slow.peer.send(REQUEST.slice(0, 50));
    const silent = joinUpgraded(world);
    for (let second = 0; second < 6; second++) {
      if (second < 4) silent.peer.send(masked(0x89, ''));
      world.clock.advance(1_000);
    }
    for (const { peer } of [slow, silent]) peer.end();
    world.settle();
    assert.deepEqual([slow.seen.reason, silent.seen.reason], ['first-frame-timeout', 'first-frame-timeout']);
    assert.equal(slow.peer.text, '', 'no frames to a client that awaits HTTP');
    assert.ok(silent.text().endsWith(closeWith(1008, 'first-frame-timeout')));
  });
});

test('websocket: fragments and pings do not put off the end of a message', async () => {
  await inWorld({ frameMs: 3_000 }, (world) => {
    const { peer, seen } = joinUpgraded(world);
    peer.send(masked(0x82, 'first') + masked(0x02, 'begun'));
    for (let step = 0; step < 8; step++) {
      world.clock.advance(500);
      peer.send(masked(0x00, 'x') + masked(0x89, 'p'.repeat(100)).repeat(20));
    }
    world.settle();
    peer.end();
    world.settle();
    assert.equal(seen.reason, 'frame-timeout');
  });
});

test('websocket: a client that reads no pongs is closed as a slow reader', async () => {
  await inWorld({ outputHighBytes: 80_000, outputMaxBytes: 100_000 }, (world) => {
    const { peer, seen } = joinUpgraded(world);
    peer.pause();
    for (let count = 0; count < 30; count++) {
      // A message between them, so that their number does not end the connection.
      peer.send(masked(0x89, 'p'.repeat(125)).repeat(100) + masked(0x82, 'ab'));
      world.settle();
    }
    assert.equal(seen.reason, 'slow-reader');
  });
});

test('websocket: a reset in the middle of a message leaves nothing behind', async () => {
  await inWorld({}, (world) => {
    const { peer, seen } = joinUpgraded(world);
    peer.send(masked(0x02, 'x'.repeat(100)) + masked(0x00, 'y'.repeat(100)).slice(0, 50));
    world.settle();
    peer.reset();
    world.settle();
    assert.equal(seen.reason, 'peer-reset');
  });
});

test('websocket: an outgoing connection opens with the answer of the server, masks, and reports how it ends', async () => {
  await inWorld({}, (world) => {
    world.onFrame = ({ connection }, payload) => connection.send(payload, 0, payload.length);
    const random = new SeededRandom(5);
    const log: string[] = [];
    const dial = (path: string): void => {
      world.reactor.connect({
        ...world.listener.endpoint,
        framing: createWebSocket({ end: { kind: 'client', random } }),
        upgrade: new UpgradeRequest({ host: 'game', path }, random),
        handler: (connection) => ({
          opened: () => {
            log.push('opened');
            connection.send(Buffer.from('ping pong'), 0, 9);
          },
          frame: (bytes, start, end) => {
            log.push(Buffer.from(bytes.subarray(start, end)).toString());
            connection.close();
          },
          closed: (reason) => log.push(reason),
        }),
      });
    };
    dial('/');
    world.settle();
    assert.deepEqual(log, ['opened', 'ping pong', 'closed-here']);
    log.length = 0;
    dial('/not allowed');
    world.settle();
    assert.deepEqual(log, ['upgrade-refused'], 'never opened');
  });
});

test('websocket: a server that never answers is given up as one that cannot be reached', async () => {
  const world = await new ReactorWorld().listen();
  const random = new SeededRandom(5);
  const log: string[] = [];
  world.reactor.connect({
    ...world.listener.endpoint,
    connectMs: 2_000,
    framing: createWebSocket({ end: { kind: 'client', random } }),
    upgrade: new UpgradeRequest({ host: 'game', path: '/' }, random),
    handler: () => ({ opened: () => log.push('opened'), frame: () => {}, closed: (reason) => log.push(reason) }),
  });
  world.clock.advance(3_000);
  assert.deepEqual(log, ['connect-timeout']);
  await world.stop();
});
