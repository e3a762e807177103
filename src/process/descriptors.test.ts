import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeShortage, planDescriptors } from './descriptors.ts';

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
