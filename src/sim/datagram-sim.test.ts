import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDatagramSigner, DatagramCookies } from '../reactor/index.ts';
import { DATAGRAM_KEY_BYTES, RestingPackets, TakenDatagrams } from '../wire/index.ts';
import { simulate } from './datagram-sim.fixture.ts';

const SEEDS = 15;
/** A planted bug is found by then. */
const SEEDS_MAX = 150;

test(`datagrams: ${SEEDS} simulated runs over networks that lose and repeat them end without a violation`, async () => {
  const sums = { opened: 0, moved: 0, resumed: 0, ignored: 0, checked: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const result = await simulate(seed);
    assert.deepEqual(result.violations, [], `npm run sim -- datagram --seeds 1 --seed ${seed}`);
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += result[name];
  }
  assert.ok(
    Object.values(sums).every((sum) => sum > 0),
    JSON.stringify(sums),
  );
});

/** Bugs: what takes the place of which method, and the violation that it must cause. */
const BUGS: Readonly<Record<string, readonly [on: object, name: string, bug: unknown, kind: RegExp]>> = {
  'a repeated datagram is taken': [TakenDatagrams.prototype, 'take', () => true, /^doubled|^order/],
  'a datagram with a lower number is taken': [
    TakenDatagrams.prototype,
    'take',
    function (this: TakenDatagrams, number: number): boolean {
      const isNew = number !== this.highest;
      this.highest = number;
      this.count++;
      return isNew;
    },
    /^doubled|^order|^stale/,
  ],
  'a newest state is not sent again': [RestingPackets.prototype, 'takeRested', () => [], /^stale/],
  'late datagrams come behind newer states': [TakenDatagrams.prototype, 'voidThrough', () => {}, /^stale/],
  'nobody checks who signed a datagram': [
    Object.getPrototypeOf(createDatagramSigner(new Uint8Array(DATAGRAM_KEY_BYTES), 'server')),
    'isSigned',
    () => true,
    /^doubled|^order|^spoofed|^stale|^stolen/,
  ],
  'any cookie proves any address': [DatagramCookies.prototype, 'isValid', () => true, /^stolen/],
};

for (const [bug, [on, name, planted, kind]] of Object.entries(BUGS)) {
  test(`datagrams: the simulation finds that ${bug}`, async (t) => {
    const right = Object.getOwnPropertyDescriptor(on, name);
    assert.ok(right !== undefined, `there is no ${name} to replace`);
    t.after(() => Object.defineProperty(on, name, right));
    Object.defineProperty(on, name, { value: planted, configurable: true, writable: true });
    const found: string[] = [];
    for (let seed = 1; seed <= SEEDS_MAX && !found.some((violation) => kind.test(violation)); seed++)
      found.push(...(await simulate(seed)).violations);
    assert.ok(
      found.some((violation) => kind.test(violation)),
      `found ${found.slice(0, 3).join('; ')}`,
    );
  });
}
