import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClientRegistry } from '../../client/index.ts';
import { HeartbeatC2s } from '../../gate/gate.messages.ts';
import { ChatC2s, ChatFailedS2c, ChatS2c } from '../../modules/chat/chat.messages.ts';
import { ObjectUpdateS2c, OtherRoleMoveS2c } from '../../modules/map/map.messages.ts';
import { type Answer, answerTo } from '../../sim/index.ts';
import {
  defineScenario,
  type LoadedScenario,
  loadScenario,
  meetAlone,
  type Scenario,
  type ScenarioOptions,
} from '../scenario/index.ts';
import { runScenario, type ScenarioRunOptions } from './run-scenario.ts';
import { isFailed, type ScenarioReport, scenarioReport } from './scenario-report.ts';
import { formatScenarioReport } from './scenario-report-text.ts';
import { openScriptedWorld, type ScriptedWorldOptions } from './scripted-world.fixture.ts';

interface Given {
  readonly world?: ScriptedWorldOptions;
  readonly options?: Partial<ScenarioRunOptions>;
  readonly abortAfterMs?: number;
}

async function run(loaded: LoadedScenario, { world, options, abortAfterMs }: Given = {}): Promise<ScenarioReport> {
  const { server } = await openScriptedWorld(world);
  const { clock, clientReactor: reactor, url } = server;
  const registry = createClientRegistry(loaded.scenario.messages);
  const dependencies = { reactor, clock, registry, readCpuMs: () => 0, meeting: meetAlone(clock) };
  const controller = new AbortController();
  if (abortAfterMs !== undefined) clock.after(abortAfterMs, () => controller.abort());
  const all = { url, count: 6, seconds: 3, signal: controller.signal, ...options };
  const running = runScenario(dependencies, all, loaded);
  const { tally, part } = await server.until(running);
  await server.stop();
  assert.equal(clock.nextDueMs(), null, 'a run leaves no timer behind');
  return scenarioReport(loaded, tally, [structuredClone(part)]);
}

function mine(scenario: Scenario): LoadedScenario {
  return { scenario, name: 'mine.ts', file: null };
}

function play(code: ScenarioOptions<unknown>['play'], rest: Partial<ScenarioOptions<unknown>> = {}): LoadedScenario {
  return mine(defineScenario({ play: code, ...rest }));
}

function counts({ failed, ghosts, missing, lost, outOfOrder, doubled, astray }: ScenarioReport) {
  return { failed, ghosts, missing, lost, outOfOrder, doubled, astray };
}

const CLEAN = { failed: 0, ghosts: 0, missing: 0, lost: 0, outOfOrder: 0, doubled: 0, astray: 0 };

test('scenario walk: everybody moves ten times a second, is seen, and nothing is found', async () => {
  const report = await run(await loadScenario('walk'));
  assert.deepEqual(counts(report), CLEAN);
  assert.deepEqual([report.scenario, report.checked, report.quiet, report.moves], ['walk', true, true, 6 * 30]);
  assert.deepEqual([report.problems, report.findings, isFailed(report)], [[], [], false]);
  // The map is flushed each half second, and a flush has the latest of five moves.
  assert.ok(report.seenMs.p50 > 0 && report.seenMs.max <= 510, JSON.stringify(report.seenMs));
});

test('scenario walk: robots that are put back at the end of the map learn where it ends', async () => {
  const report = await run(await loadScenario('walk'), { world: { size: 62 }, options: { seconds: 8 } });
  assert.deepEqual([counts(report), report.findings], [CLEAN, []]);
});

test('scenario rush: everybody arrives at one place', async () => {
  const report = await run(await loadScenario('rush'), { options: { count: 10 } });
  assert.deepEqual(counts(report), CLEAN);
  assert.deepEqual([report.counts['arrived'], report.left.clients, report.left.endMax], [10, 10, 0]);
});

test('scenario chat: each line is heard once by the robots that it must reach', async () => {
  const report = await run(await loadScenario('chat'), { options: { seconds: 6 } });
  assert.deepEqual(counts(report), CLEAN);
  // Half of the robots have said a world line, each three nearby lines and two private ones.
  assert.deepEqual([report.lines, report.problems], [3 + 6 * 3 + 6 * 2, []]);
});

/** A server that echoes a beat so many times. */
function echoTimes(times: (beat: number) => number): Answer {
  return answerTo(HeartbeatC2s, (session, beat) => {
    for (let left = times(beat.beatTime); left > 0; left--) session.send(HeartbeatC2s, beat);
  });
}

/** A server that echoes one beat after the next. */
function echoLate(late: number): Answer {
  return answerTo(HeartbeatC2s, (session, beat) => {
    if (beat.beatTime !== late) session.send(HeartbeatC2s, beat);
    if (beat.beatTime === late + 1) session.send(HeartbeatC2s, { beatTime: late });
  });
}

const only = (role: bigint) => role === 60_000_001n;

test('scenario whisper: each line reaches its robot once, in order, and comes back', async () => {
  const report = await run(await loadScenario('whisper'), { options: { seconds: 9 } });
  assert.deepEqual([counts(report), report.lines, report.problems], [CLEAN, 6 * 3, []]);
});

test('scenario: what the server does wrong to one client is found, and described in words', async () => {
  const walk = await loadScenario('walk');
  const chat = await loadScenario('chat');
  const whisper = await loadScenario('whisper');
  let moves = 0;
  const rows: readonly (readonly [LoadedScenario, ScriptedWorldOptions, keyof typeof CLEAN, count?: number])[] = [
    [walk, { tamper: (role, m) => (only(role) && m.type === OtherRoleMoveS2c ? [] : [m]) }, 'missing'],
    [
      walk,
      { tamper: (role, m) => (only(role) && m.type === OtherRoleMoveS2c && moves++ === 9 ? [m, m, m] : [m]) },
      'doubled',
    ],
    [walk, { tamper: (role, m) => (only(role) && m.type === ObjectUpdateS2c ? [m, m] : [m]) }, 'doubled'],
    [walk, { tamper: (role, m) => (only(role) && m.type === ObjectUpdateS2c ? [] : [m]) }, 'outOfOrder'],
    [chat, { hearTimes: (role) => (only(role) ? 2 : 1) }, 'doubled'],
    [chat, { hearTimes: (role) => (only(role) ? 0 : 1) }, 'lost'],
    [whisper, { hearTimes: () => 2 }, 'doubled'],
    [whisper, { hearTimes: () => 0 }, 'lost'],
    [whisper, { copyTimes: () => 0 }, 'lost'],
    [whisper, { copyTimes: () => 2 }, 'doubled'],
    [whisper, { swapLines: true }, 'outOfOrder', 2],
    [walk, { answers: [echoTimes((beat) => (beat === 1 ? 0 : 1))] }, 'lost'],
    [walk, { answers: [echoTimes((beat) => (beat === 1 ? 2 : 1))] }, 'doubled'],
    [walk, { answers: [echoLate(1)] }, 'outOfOrder'],
  ];
  for (const [index, [loaded, world, found, count = 6]] of rows.entries()) {
    const report = await run(loaded, { world, options: { count, seconds: 7 } });
    // A move of the same time is no older move: it changes nothing.
    if (index === 1) assert.deepEqual(counts(report), CLEAN);
    else {
      assert.ok(report[found] > 0, `${index} ${found}: ${JSON.stringify(counts(report))}`);
      assert.ok(isFailed(report));
      assert.equal(report.findings.length > 0, !(world.answers !== undefined), `${index}`);
    }
  }
});

test('scenario: schedules wait for no answer, and latencies count from the scheduled moment', async () => {
  // The server stands still from 1 s on for 2 s.
  let firstMs: number | null = null;
  const stall = answerTo(HeartbeatC2s, (session, beat) => {
    firstMs ??= session.clock.monotonicMs();
    const sinceMs = session.clock.monotonicMs() - firstMs;
    const waitMs = sinceMs >= 1_000 && sinceMs < 3_000 ? 3_000 - sinceMs : 0;
    session.clock.after(waitMs, () => session.send(HeartbeatC2s, beat));
  });
  const sent: number[] = [];
  const loaded = play((robot) => {
    robot.every(100, async (beat) => {
      sent.push(robot.nowMs - beat.dueMs);
      robot.send(HeartbeatC2s, { beatTime: 1_000_000 + beat.sequence });
      await robot.next(HeartbeatC2s);
      beat.done('echo');
    });
  });
  const report = await run(loaded, { world: { answers: [stall] }, options: { count: 1, seconds: 4, perSecond: 0.1 } });
  assert.equal(report.failed, 0);
  assert.equal(sent.length, 40);
  assert.ok(Math.max(...sent) <= 20, 'the schedule went on while nothing was answered');
  const { echo } = report.latencies;
  assert.ok(echo !== undefined && echo.p90 > 1_400 && echo.max > 1_800, JSON.stringify(echo));
});

test('scenario: code that throws ends its robot, with the file, the robot and the rule', async () => {
  const rows: readonly (readonly [LoadedScenario, place: string])[] = [
    [play((robot) => void (robot.number === 2 && robot.fail('it has no luck'))), 'play: it has no luck'],
    [play(async (robot) => void (robot.number === 2 && (await Promise.reject(new Error('late'))))), 'play: late'],
    [play((robot) => robot.every(500, () => void (robot.number === 2 && robot.fail('wrong')))), 'every 500 ms: wrong'],
    [play((robot) => robot.after(500, () => void (robot.number === 2 && robot.fail('x')))), 'after 500 ms: x'],
    [play((robot) => void (robot.number === 2 && robot.every(0, () => {}))), 'play: 0 ms must be from 1 to 3600000'],
    [
      play((robot) => {
        robot.on(ChatS2c, () => void (robot.number === 2 && robot.fail('heard')));
        if (robot.number === 1) robot.say({ type: 1 });
      }),
      'on chat_s2c: heard',
    ],
    [play(() => {}, { ended: (robot) => (robot.number === 2 ? robot.fail('poor') : undefined) }), 'ended: poor'],
    [
      play(async (robot) => {
        if (robot.number === 2) await robot.next(ChatFailedS2c, { timeoutMs: 100 });
      }),
      'play: no chat_failed_s2c came from the server within 100 ms',
    ],
  ].map(([loaded, place]) => [loaded as LoadedScenario, place as string] as const);
  for (const [loaded, place] of rows) {
    const report = await run(loaded, { options: { count: 3, seconds: 1 } });
    assert.deepEqual(report.problems, [`mine.ts: robot 2 (robot-2): ${place}`]);
    assert.deepEqual([report.failed, report.failures], [1, { [place]: 1 }]);
    assert.deepEqual(counts(report), { ...CLEAN, failed: 1 }, place);
  }
});

test('scenario: a robot has bounds on its schedules and on beats that do not end', async () => {
  const many = play((robot) => {
    for (let schedule = 0; schedule < 65; schedule++) robot.after(1_000, () => {});
  });
  const endless = play((robot) => robot.every(2, () => new Promise(() => {})));
  const options = { count: 1, seconds: 1 };
  assert.match((await run(many, { options })).problems.join(), /play: it has too many schedules/);
  assert.match((await run(endless, { options })).problems.join(), /every 2 ms: 256 beats have not ended/);
});

test('scenario: robots know each other, have numbers of their own, and what they did and saw', async () => {
  const seen: unknown[] = [];
  const loaded = play((robot) => {
    const { number, account, name, place, all } = robot;
    const entry = all.find((each) => each.number === number);
    seen.push([number, account, name, place.mapId, all.length, entry?.name === name, robot.attributes.get(204)]);
    robot.say({ type: 1, words: 'hello' });
    robot.after(600, () => {
      const types = robot.log.map(({ side, type }) => `${side} ${type.name}`);
      assert.deepEqual(types.slice(-3), ['did chat_c2s', 'saw chat_s2c', 'saw chat_s2c']);
      assert.equal(robot.known.size, 1);
    });
  });
  const report = await run(loaded, { options: { count: 2, seconds: 1 } });
  assert.deepEqual(report.problems, []);
  assert.deepEqual(seen, [
    [1, 'robot-1', 'Role60000001', 100, 2, true, 200],
    [2, 'robot-2', 'Role60000002', 100, 2, true, 200],
  ]);
});

test('scenario: random numbers depend on the seed and the robot, and on nothing else', async () => {
  const draw = async (seed: number) => {
    const drawn: number[] = [];
    await run(
      play((robot) => void drawn.push(robot.random.below(1_000_000))),
      { options: { count: 3, seconds: 0.5, seed } },
    );
    return drawn;
  };
  const [one, again, other] = [await draw(1), await draw(1), await draw(2)];
  assert.deepEqual(one, again);
  assert.equal(new Set([...one, ...other]).size, 6);
});

test('scenario: a robot that leaves is a ghost where it is still known, and no failure', async () => {
  const leave = play((robot) => {
    if (robot.number === 2) robot.after(500, () => robot.leave());
  });
  // The scripted server never takes a role off its map.
  const report = await run(leave, { options: { count: 3, seconds: 1 } });
  assert.deepEqual(counts(report), { ...CLEAN, ghosts: 2 });
});

test('scenario: judge gets the results of robots that did not fail, and what it says fails the run', async () => {
  const loaded = mine(
    defineScenario({
      play: (robot) => void (robot.number === 1 && robot.fail('no')),
      ended: ({ number }) => {
        return { number };
      },
      judge: (results, { counts }) => ({
        figures: { sum: results.reduce((sum, { number }) => sum + number, 0), names: Object.keys(counts).join() },
        problems: results.length === 2 ? ['two are not enough'] : [],
      }),
    }),
  );
  const report = await run(loaded, { options: { count: 3, seconds: 0.5 } });
  assert.deepEqual(report.figures, { sum: 5, names: '' });
  assert.deepEqual(report.problems[0], 'two are not enough');
});

test('scenario: refused lines are counted by their reason and nobody must hear them', async () => {
  const refuse = answerTo(ChatC2s, (session) => session.send(ChatFailedS2c, { reasonid: 10_306, cdtime: 7 }));
  const report = await run(await loadScenario('chat'), { world: { answers: [refuse] } });
  assert.deepEqual(counts(report), CLEAN);
  assert.match(report.problems.join(), /^lines refused with chat_failed_s2c 10306: \d+$/);
});

test('scenario: interrupted, the run reports what there is and checks nothing', async () => {
  const loaded = await loadScenario('walk');
  for (const abortAfterMs of [10, 1_500]) {
    const report = await run(loaded, { options: { seconds: 600 }, abortAfterMs });
    assert.deepEqual([report.interrupted, report.checked, counts(report)], [true, false, CLEAN]);
    assert.equal(report.moves > 0, abortAfterMs > 1_000);
  }
});

test('scenario report: people read the same, with what was found', async () => {
  const text = formatScenarioReport(await run(await loadScenario('walk')));
  assert.match(text, /^scenario +walk: 180 moves, 0 lines$/m);
  assert.match(text, /^check +ghosts 0, missing 0, lost 0, out of order 0, doubled 0, astray 0$/m);
  assert.match(text, /^move seen +\d/m);
});
