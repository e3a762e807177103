// Frames as bytes: long ones come in several packets, each whole; clients of all layouts and framings read the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stream } from '../../actor/index.ts';
import { lookFault } from './attributes.ts';
import { mapSettings } from './map.settings.ts';
import { LOOK_BYTES_MAX, UPDATE_BYTES_MAX } from './map-limits.ts';
import { MapState } from './map-state.ts';
import { WIRES, WorldClient } from './world-client.fixture.ts';

const SIDE = 100;
const CROWD = 600;
const HEAD_MAX = 8;
const BYTES_PER_SECOND = 16_777_216;
const guild = 'a guild with a long name'.repeat(10);

/** One viewer amid a crowd with long looks. */
function crowdFor(client: Stream, bytesPerSecond = BYTES_PER_SECOND): { readonly map: MapState; flush(): void } {
  const row = { mapId: 1, width: SIDE, height: SIDE, spawnX: 0, spawnY: 0 };
  const map = new MapState(row, mapSettings.parse({ bytesPerSecond }), 0);
  const arrival = { x: 50, y: 50, look: [], hasFrameNumbers: false, bytesPerSecond: 0 };
  map.enter({ roleId: 1n, ...arrival }, client.encoding);
  for (let other = 0; other < CROWD; other++) {
    const look = [
      { key: 1, value: other },
      { key: 1_004, value: guild },
      { key: 2_020, value: BigInt(other) },
      { key: 3_006, value: [other, -other] },
      { key: 4_000, value: ['a', 'b'] },
    ];
    map.enter({ roleId: BigInt(other + 2), ...arrival, x: 40 + (other % 20), look }, null);
  }
  let nowMs = 0;
  const flush = (): void => {
    nowMs += 500;
    map.flush((roleId) => (roleId === 1n ? client : null), nowMs);
  };
  return { map, flush };
}

for (const [index, wire] of WIRES.entries()) {
  test(`frame writer: a crowd comes in whole packets of bounded size (${wire.layout}, ${wire.framing.name}, ${index})`, () => {
    const faults: string[] = [];
    const client = new WorldClient(1n, wire, (text) => faults.push(text));
    client.isLoading = false;
    const sizes: number[] = [];
    const { map, flush } = crowdFor({
      encoding: client.encoding,
      backlogBytes: 0,
      isLoose: false,
      sendLoose: () => assert.fail('no channel is open'),
      settle: () => {},
      send: (bytes, start, end) => {
        const decoder = wire.framing.createDecoder();
        for (let at = start; at < end; at = decoder.frameEnd) {
          decoder.scan(bytes, at, end);
          sizes.push(decoder.frameEnd - at);
        }
        client.send(bytes, start, end);
      },
    });
    flush();
    assert.deepEqual(faults, []);
    assert.equal(client.known.size, CROWD);
    assert.ok(sizes.length > 4 && Math.max(...sizes) <= UPDATE_BYTES_MAX + HEAD_MAX, `${sizes}`);
    assert.equal(client.known.get(7n)?.look.get(1_004), guild);
    for (let other = 2; other < CROWD; other += 3) {
      const thing = map.grid.find(BigInt(other));
      assert.ok(thing !== null);
      map.show(thing, [{ key: 1_004, value: `${guild}!` }]);
      map.move(thing, { x: 41, y: 51, time: 3, path: [] });
    }
    map.leave(3n);
    flush();
    assert.deepEqual(faults, []);
    assert.deepEqual(
      [client.known.get(5n)?.look.get(1_004), client.known.get(5n)?.x, client.known.has(3n)],
      [`${guild}!`, 41, false],
    );
  });
}

test('frame writer: a viewer gets its bytes of a second, and what is left later', () => {
  const [wire] = WIRES;
  assert.ok(wire !== undefined);
  const faults: string[] = [];
  const client = new WorldClient(1n, wire, (text) => faults.push(text));
  client.isLoading = false;
  const { map, flush } = crowdFor(client, 20_000);
  const counts: number[] = [];
  for (let second = 1; second <= 10; second++) {
    flush();
    flush();
    assert.ok(client.bytes <= 20_000 * (second + 1), `${client.bytes} bytes in ${second} seconds`);
    counts.push(client.known.size);
  }
  assert.deepEqual(faults, []);
  assert.ok(counts.every((count, at) => at === 0 || count >= (counts[at - 1] ?? 0)));
  assert.equal(client.known.size + map.leftOf(map.grid.find(1n) ?? -1), CROWD);
  for (let flushes = 0; flushes < 100; flushes++) flush();
  assert.equal(client.known.size, CROWD);
});

test('attributes: a look that the wire could not carry is refused, with its key', () => {
  const good = [
    { key: -1, value: 5 },
    { key: 999, value: -(2 ** 31) },
    { key: 1_000, value: '' },
    { key: 2_999, value: -(2n ** 63n) },
    { key: 3_000, value: [] },
    { key: 4_999, value: ['龙🐉'] },
    { key: 5_000, value: 1 },
  ];
  assert.equal(lookFault(good), null);
  const bad: readonly (readonly [number, never])[] = (
    [
      [3, 1],
      [4, 1],
      [0.5, 1],
      [Number.NaN, 1],
      [2 ** 31, 1],
      [1, '1'],
      [1, 2 ** 31],
      [1, Number.NaN],
      [1, 0.5],
      [1, 1n],
      [1, null],
      [1_002, 5],
      [1_002, '\ud800'],
      [1_002, undefined],
      [2_010, 5],
      [2_010, 2n ** 63n],
      [3_006, 5],
      [3_006, ['a']],
      [3_006, new Array(65).fill(1)],
      [4_000, [1]],
      [4_000, ['\udc00']],
      [6_000, 'a'],
    ] as const
  ).map(([key, value]) => [key, value as never]);
  for (const [key, value] of bad) assert.match(lookFault([{ key, value }]) ?? '', /\d|NaN/, `${key} ${String(value)}`);
  assert.match(lookFault([{ key: 1_002, value: 'a'.repeat(LOOK_BYTES_MAX) }]) ?? '', /at most 3000 bytes/);
  assert.match(lookFault(Array.from({ length: 200 }, (_, key) => ({ key: key + 100, value: 1 }))) ?? '', /at most/);
});
