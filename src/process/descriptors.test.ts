import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeShortage, planDescriptors, shareOf } from './descriptors.ts';

test('descriptors: connections, rejected ones and the server itself fit within the limit, whatever it is', () => {
  for (const limit of [64, 100, 256, 1_024, 1_100, 65_536, 1_048_576]) {
    for (const used of [20, 45]) {
      const { connectionsMax, refusedMax } = planDescriptors({ limit, used });
      assert.ok(connectionsMax >= 1 && refusedMax >= 1);
      const rest = limit - used - 32;
      if (rest >= 3) assert.ok(connectionsMax + refusedMax < rest);
    }
  }
  assert.equal(
    planDescriptors({ limit: 20_500, used: 45 }).connectionsMax,
    20_103,
    'little of a large limit is set aside',
  );
  assert.equal(planDescriptors({ limit: 1_100, used: 40 }).connectionsMax, 862);
});

test('descriptors: a shortage is one line with both numbers, the setting and what to do', () => {
  const count = { limit: 1_100, used: 40 };
  const plan = planDescriptors(count);
  const wanted = { setting: 'gate.connectionsMax', connectionsMax: 20_000 };
  assert.match(
    describeShortage(count, plan, wanted) ?? '',
    /1100 open files \(ulimit -n\): 862 connections .* 20000 \(gate\.connectionsMax\).*LimitNOFILE/,
  );
  assert.equal(describeShortage(count, plan, { ...wanted, connectionsMax: 862 }), null);
});

test('descriptors: listeners of one process share what is free, as they want it', () => {
  const count = { limit: 1_100, used: 40 };
  for (const [one, other] of [
    [10_000, 10_000],
    [20_000, 256],
    [1, 1_000_000],
  ] as const) {
    const share = shareOf(one, other);
    const plans = [planDescriptors(count, share), planDescriptors(count, 1 - share)];
    const used = plans.reduce((sum, { connectionsMax, refusedMax }) => sum + connectionsMax + refusedMax, 0);
    assert.ok(used <= 1_100 - 40 - 32, `${used} of both`);
  }
  assert.equal(planDescriptors(count, shareOf(1, 1)).connectionsMax, 412);
  assert.deepEqual(planDescriptors(count, shareOf(20_000, 0)), planDescriptors(count));
});
