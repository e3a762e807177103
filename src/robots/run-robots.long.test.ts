import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientError, createClientRegistry, createCredentials } from '../client/index.ts';
import { CloseS2c, HeartbeatC2s } from '../gate/gate.messages.ts';
import { UserAuthC2s, UserAuthFailS2c } from '../modules/login/login.messages.ts';
import { CreateRoleRequestC2s } from '../modules/roles/roles.messages.ts';
import { type Answer, answerTo, createPathScript, ScriptedServer, type ScriptedSession } from '../sim/index.ts';
import { DRAIN_MS, ENTER_STEP_MS } from './limits.ts';
import { RobotsError } from './run/index.ts';
import { type RobotsOptions, type RobotsProgress, runRobots } from './run-robots.ts';
import type { RobotsReport } from './tally.ts';

const registry = createClientRegistry();
/** The network takes nothing, so what a test measures is what its script does. */
const NO_DELAY = { delayMsMax: 0, pieceBytesMax: 65_536 };

interface Run {
  readonly server: ScriptedServer;
  readonly report: RobotsReport;
}

async function run(answers: readonly Answer[], options: Partial<RobotsOptions> = {}): Promise<Run> {
  const server = await ScriptedServer.open({ script: createPathScript(answers), ...NO_DELAY });
  const tally = await server.until(start(server, options));
  const report = tally.report();
  await server.stop();
  assert.equal(server.clock.nextDueMs(), null, 'a run leaves no timer behind');
  return { server, report };
}

function start(server: ScriptedServer, options: Partial<RobotsOptions>) {
  const { clock, clientReactor: reactor, url } = server;
  const dependencies = { reactor, clock, registry, readCpuMs: () => 0 };
  return runRobots(dependencies, { url, count: 10, seconds: 4, ...options });
}

/** Echoes each beat after what `delayMs` says. */
function echoAfter(delayMs: (session: ScriptedSession, beat: number) => number): Answer {
  return answerTo(HeartbeatC2s, (session, beat) => {
    session.clock.after(delayMs(session, beat.beatTime), () => session.send(HeartbeatC2s, beat));
  });
}

test('run-robots: everybody enters, beats by the schedule and is answered', async () => {
  const { server, report } = await run([]);
  assert.deepEqual([report.robots, report.entered, report.failed], [10, 10, 0]);
  assert.deepEqual([report.beats, report.unanswered, report.seconds], [40, 0, 4]);
  assert.equal(report.latencyMs.p50 <= 3, true, `${report.latencyMs.p50} ms of turns and nothing else`);
  // 410, 400, 10 and 13, then the beats; 5, 1120, 401, 353, 71 and 14, then the echoes.
  assert.deepEqual([report.sent, report.messages], [10 * 8, 10 * 10]);
  assert.equal(report.messagesPerSecond, 10);
  assert.deepEqual([report.interrupted, report.reconnects, report.failures], [false, 0, {}]);
  assert.deepEqual(server.sessions.map(({ account }) => account).sort()[0], 'robot-1');
});

test('run-robots: robots connect at the pace of the ramp', async () => {
  const moments: number[] = [];
  const auth = answerTo(UserAuthC2s, (session) => {
    moments.push(session.clock.monotonicMs());
    session.send(UserAuthFailS2c, { reasonid: 1 });
  });
  const { report } = await run([auth], { rampPerSecond: 20 });
  assert.deepEqual([report.entered, report.failed, report.seconds], [0, 10, 0]);
  assert.deepEqual(report.failures, { 'sign-in: user_auth_fail_s2c 1': 10 });
  const gaps = moments.slice(1).map((moment, index) => moment - (moments[index] ?? 0));
  assert.ok(
    gaps.every((gap) => Math.abs(gap - 50) <= 5),
    gaps.join(),
  );
});

test('run-robots: latency counts from the scheduled moment, and a slow answer does not slow the next beat', async () => {
  const arrivals: number[] = [];
  const slow = answerTo(HeartbeatC2s, (session, beat) => {
    if (session.number === 0) arrivals.push(session.clock.monotonicMs());
    // The whole server stands still from 1 s to 3 s after the first beat: everything waits until the end of that.
    const sinceMs = session.clock.monotonicMs() - (arrivals[0] ?? 0);
    const stallMs = sinceMs >= 1000 && sinceMs < 3000 ? 3000 - sinceMs : 0;
    session.clock.after(stallMs, () => session.send(HeartbeatC2s, beat));
  });
  const { report } = await run([slow], { count: 10, seconds: 4, perSecond: 10 });
  assert.equal(report.beats, 400);
  const gaps = arrivals.slice(1).map((moment, index) => moment - (arrivals[index] ?? 0));
  assert.ok(
    gaps.every((gap) => Math.abs(gap - 100) <= 3),
    'the schedule went on while nothing was answered',
  );
  // Half of all beats fell into the stall and waited from 2 s down to 0: a closed loop would have seen ten slow ones.
  const { p90, p99, max } = report.latencyMs;
  assert.ok(
    Math.abs(p90 - 1600) < 30 && Math.abs(p99 - 1960) < 30 && Math.abs(max - 2000) < 30,
    `${p90} ${p99} ${max}`,
  );
});

test('run-robots: what is never answered counts as slow as it was waited for', async () => {
  const everyOther = answerTo(HeartbeatC2s, (session, beat) => {
    if (session.number > 0) session.send(HeartbeatC2s, beat);
  });
  const { report } = await run([everyOther], { count: 2, seconds: 4 });
  assert.deepEqual([report.beats, report.unanswered, report.failed], [8, 4, 0]);
  assert.ok(report.latencyMs.max >= 4000 + DRAIN_MS - 10);
});

test('run-robots: an echo that was left out, doubled or made up does not shift the others', async () => {
  const odd = answerTo(HeartbeatC2s, (session, beat) => {
    if (beat.beatTime === 1) return;
    session.send(HeartbeatC2s, { beatTime: -1 });
    session.send(HeartbeatC2s, { beatTime: 1_000_000 });
    session.send(HeartbeatC2s, beat);
    session.send(HeartbeatC2s, beat);
  });
  const { report } = await run([odd], { count: 3, seconds: 4 });
  assert.deepEqual([report.beats, report.unanswered, report.failed], [12, 3, 0]);
  assert.ok(report.latencyMs.p50 <= 3);
  // The one that was left out was noticed with the next.
  assert.ok(Math.abs(report.latencyMs.max - 1000) < 10);
});

test('run-robots: each robot that fails is counted by step and reason, and the others go on', async () => {
  const auth = answerTo(CreateRoleRequestC2s, (session, request) => {
    if (session.number === 1) session.reset();
    else if (session.number === 2) return;
    else pathAnswer(session, { type: CreateRoleRequestC2s, value: request });
  });
  const pathAnswer = createPathScript();
  const beat = answerTo(HeartbeatC2s, (session, value) => {
    if (session.number === 3 && value.beatTime === 1) {
      session.send(CloseS2c, { reason: 131, text: 'kicked' });
      session.close();
    } else session.send(HeartbeatC2s, value);
  });
  const { report } = await run([auth, beat], { count: 5 });
  assert.deepEqual([report.entered, report.failed], [3, 3]);
  assert.deepEqual(Object.entries(report.failures).sort(), [
    ['create-role: closed', 1],
    ['create-role: timeout', 1],
    ['in-world: closed with 131 (kicked)', 1],
  ]);
  assert.ok(report.enterMs.max < ENTER_STEP_MS, 'those who did not enter are not in the time of entering');
  // Two stayed to the end, one left after its second beat.
  assert.equal(report.beats, 10);
});

test('run-robots: run again, robots play the roles that they have', async () => {
  let created = 0;
  const path = createPathScript();
  const count = answerTo(CreateRoleRequestC2s, (session, value) => {
    created++;
    path(session, { type: CreateRoleRequestC2s, value });
  });
  const auth = answerTo(UserAuthC2s, (session, value) => path(session, { type: UserAuthC2s, value }));
  const server = await ScriptedServer.open({ script: createPathScript([count, auth]), ...NO_DELAY });
  for (const _ of [1, 2]) {
    const tally = await server.until(start(server, { seconds: 1 }));
    assert.deepEqual([tally.report().entered, tally.report().failed, created], [10, 0, 10]);
  }
  await server.stop();
});

test('run-robots: interrupted, it reports what there is and waits for what is on its way', async () => {
  for (const [atMs, isInLoad] of [
    [30, false],
    [2_000, true],
  ] as const) {
    const controller = new AbortController();
    const server = await ScriptedServer.open({ script: createPathScript([echoAfter(() => 40)]), ...NO_DELAY });
    const running = start(server, { signal: controller.signal, seconds: 1000 });
    server.clock.after(atMs, () => controller.abort());
    const report = (await server.until(running)).report();
    assert.deepEqual([report.interrupted, report.failed, report.unanswered], [true, 0, 0]);
    assert.equal(report.beats > 0, isInLoad);
    assert.ok(server.clock.monotonicMs() < atMs + 200);
    await server.stop();
  }
});

test('run-robots: interrupted before it began, it begins nothing', async () => {
  const { report, server } = await run([], { signal: AbortSignal.abort() });
  assert.deepEqual([report.entered, report.failed, report.interrupted, server.sessions.length], [0, 0, true, 0]);
});

test('run-robots: a server that is not there is one error, not one for each robot', async () => {
  const server = await ScriptedServer.open({ script: createPathScript() });
  const running = start(server, { url: 'tcp://10.0.0.1:9' }).catch((error: unknown) => error);
  const error = await server.until(running);
  assert.ok(error instanceof ClientError && error.code === 'connect-failed');
  await server.stop();
});

test('run-robots: progress tells the phases in their order', async () => {
  const told: RobotsProgress[] = [];
  await run([], { onProgress: (progress) => told.push(progress), rampPerSecond: 10, seconds: 2 });
  const phases = told.map(({ phase }) => phase).filter((phase, index, all) => phase !== all[index - 1]);
  assert.deepEqual(phases, ['ramp', 'load']);
  assert.ok(told.every(({ robots, entered, sent }) => robots === 10 && entered <= 10 && sent <= 60));
});

test('run-robots: credentials may be anything, by the number of the robot', async () => {
  const seen: string[] = [];
  const auth = answerTo(UserAuthC2s, (session, { username, type, serverid }) => {
    seen.push(`${username} ${type} ${serverid}`);
    session.send(UserAuthFailS2c, { reasonid: 1 });
  });
  const credentials = (number: number) => createCredentials({ username: `u${number}`, type: 'ticket', serverid: 9 });
  await run([auth], { count: 2, firstNumber: 7, credentials });
  await run([auth], { count: 1, accountPrefix: 'bot', serverId: 3 });
  assert.deepEqual(seen, ['u7 ticket 9', 'u8 ticket 9', 'bot-1  3']);
});

test('run-robots: options out of their range are named', async () => {
  const server = await ScriptedServer.open({ script: createPathScript() });
  const rows = [
    ...[0, -1, 1.5, Number.NaN, 1_000_000].map((count) => ({ options: { count }, name: 'count' })),
    ...[0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((seconds) => ({ options: { seconds }, name: 'seconds' })),
    ...[0, -1, 51, Number.NaN].map((perSecond) => ({ options: { perSecond }, name: 'rate' })),
    ...[0, -1, Number.NaN].map((rampPerSecond) => ({ options: { rampPerSecond }, name: 'ramp' })),
  ];
  for (const { options, name } of rows) {
    const error: unknown = await start(server, options).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof RobotsError && error.code === 'option-invalid', name);
    assert.match(error.message, new RegExp(`^${name}: `));
  }
  await server.stop();
});
