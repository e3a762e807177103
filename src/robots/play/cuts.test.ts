// Robots whose connections are cut, on a whole server: nothing is lost and nothing comes twice, and where it does, the run says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeartbeatC2s } from '../../gate/gate.messages.ts';
import { CUT_KINDS } from '../cut/index.ts';
import { runCut, type Spoil } from './cuts.fixture.ts';
import { isFailed, type ScenarioReport } from './scenario-report.ts';

function counts({ failed, ghosts, missing, lost, outOfOrder, doubled, astray }: ScenarioReport) {
  return { failed, ghosts, missing, lost, outOfOrder, doubled, astray };
}

const CLEAN = { failed: 0, ghosts: 0, missing: 0, lost: 0, outOfOrder: 0, doubled: 0, astray: 0 };

for (const transport of ['tcp', 'ws'] as const) {
  test(`cuts: over ${transport} every line and every beat is answered once, whatever way the connection goes`, async () => {
    const report = await runCut({ transport });
    assert.deepEqual([counts(report), report.problems, report.findings], [CLEAN, [], []]);
    assert.deepEqual([report.resynced, report.refused, report.checked, isFailed(report)], [0, 0, true, false]);
    assert.ok(report.resumed > 10 && report.resent > 0 && report.replayed > 0, JSON.stringify(report));
    assert.deepEqual(Object.keys(report.cutKinds).sort(), [...CUT_KINDS].sort());
    assert.equal(report.reconnects, report.resumed);
  });
}

test('cuts: walkers that come back see the map as it is', async () => {
  const report = await runCut({ scenario: 'walk', seconds: 5 });
  assert.deepEqual([counts(report), report.problems, report.findings], [CLEAN, [], []]);
  assert.ok(report.resumed > 8, `${report.resumed}`);
});

test('cuts: where the server keeps too little, robots begin anew and are owed nothing of the time before', async () => {
  const resume = { ringKilobytes: 4, parkSeconds: 20, pingSeconds: 5 };
  const report = await runCut({ scenario: 'chat', count: 40, world: { config: { gate: { resume } } } });
  assert.deepEqual([counts(report), report.problems, report.findings], [CLEAN, [], []]);
  assert.ok(report.resynced > 5 && report.resumed > 20, `${report.resynced} ${report.resumed}`);
  assert.equal(report.reconnects, report.resumed + report.resynced);
});

/** The echo with this number, if the packet is one. */
function echoOf(packet: Uint8Array): number | null {
  const view = new DataView(packet.buffer, packet.byteOffset);
  return packet.length === 6 && view.getUint16(0) === HeartbeatC2s.id ? view.getInt32(2) : null;
}

/** Changes the first echo of each later connection. */
function firstEchoes(change: (packet: Uint8Array) => readonly Uint8Array[]): Spoil {
  const seen = new Set<number>();
  return (packet, link) => {
    if (link < 6 || echoOf(packet) === null || seen.has(link)) return [packet];
    seen.add(link);
    return change(packet);
  };
}

test('cuts: what a server forgets to replay, or replays twice, is found', async () => {
  const forgets = await runCut({ spoil: firstEchoes(() => []) });
  assert.ok(forgets.lost + forgets.outOfOrder > 0 && isFailed(forgets), JSON.stringify(counts(forgets)));
  const repeats = await runCut({ spoil: firstEchoes((packet) => [packet, packet]) });
  assert.ok(repeats.doubled > 0 && isFailed(repeats), JSON.stringify(counts(repeats)));
});

test('cuts: a robot that cannot resume has failed, with the reason', async () => {
  const resume = { isOn: false };
  const off = await runCut({ world: { config: { gate: { resume } } }, seconds: 2 });
  assert.equal(off.failed, 6);
  assert.match(JSON.stringify(off.failures), /120/);
});
