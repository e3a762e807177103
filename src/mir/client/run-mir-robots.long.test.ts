import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CM, SM } from '../wire/index.ts';
import { MirClientError } from './mir-client-error.ts';
import { formatMirProgress, formatMirReport } from './mir-report-text.ts';
import { MirTally } from './mir-tally.ts';
import { MirRobotsError, type MirRobotsOptions, runMirRobots } from './run-mir-robots.ts';
import { LOGIN, ScriptedGates, type ScriptedGatesOptions, type Visit } from './scripted-gates.fixture.ts';

function start(gates: ScriptedGates, options: Partial<MirRobotsOptions> = {}): Promise<MirTally> {
  const { client: reactor, clock, form, random } = gates;
  return runMirRobots(
    { reactor, clock, random },
    { login: LOGIN, form, count: 20, seconds: null, accountPrefix: 'bot', seed: 1, password: 'secret', ...options },
  );
}

async function run(gates: ScriptedGates, options: Partial<MirRobotsOptions> = {}) {
  const report = (await gates.until(start(gates, options))).report();
  await gates.stop();
  return report;
}

async function open(options: ScriptedGatesOptions = {}, meddle: (visit: Visit) => boolean = () => false) {
  const gates = await ScriptedGates.open(options);
  gates.meddle = meddle;
  return gates;
}

/** Does something the first `times` times that a client says `ident`. */
function onFirst(ident: number, times: number, act: (visit: Visit) => void): (visit: Visit) => boolean {
  let left = times;
  return (visit) => {
    if (visit.ident !== ident || left === 0) return false;
    left--;
    act(visit);
    return true;
  };
}

test('mir robots: each follows the whole path as a player of its own, and a second run has the same players', async () => {
  const gates = await open();
  const { latencyMs, seconds, ...report } = (await gates.until(start(gates))).report();
  assert.deepEqual(report, {
    count: 20,
    registered: 20,
    signedIn: 20,
    created: 20,
    selected: 20,
    failed: 0,
    failures: {},
    lost: 0,
    paths: 20,
    connectionsLost: 0,
    retries: 0,
    retriesBy: {},
    interrupted: false,
  });
  assert.ok(seconds > 0);
  assert.deepEqual(Object.keys(latencyMs), [
    'connect-login',
    'register',
    'sign-in',
    'choose-server',
    'connect-select',
    'query-characters',
    'create-character',
    'select-character',
    'path',
  ]);
  assert.ok((latencyMs.path?.p50 ?? 0) > (latencyMs.register?.p50 ?? 0));
  assert.deepEqual(gates.characters[19], {
    account: 'bot100020',
    name: '玉bot100020',
    rest: '2/1/0/0/',
    isDeleted: false,
  });
  const again = await run(gates);
  assert.deepEqual([again.registered, again.created, again.signedIn, again.selected], [0, 0, 20, 20]);
});

test('mir robots: only so many are under way at once, and they begin at the pace of the ramp', async () => {
  const gates = await open();
  let mostAtOnce = 0;
  gates.meddle = () => {
    const isOpen = gates.visits.filter(({ connection }) => connection.isOpen).length;
    mostAtOnce = Math.max(mostAtOnce, isOpen);
    return false;
  };
  const { selected, seconds } = await run(gates, { atOnce: 3, rampPerSecond: 10 });
  assert.equal(selected, 20);
  assert.ok(mostAtOnce <= 3, `${mostAtOnce} at once`);
  assert.ok(seconds >= 1.9, `${seconds} s for 20 players at 10 a second`);
});

test('mir robots: for a time, all of them go the way again and again, also where fewer may at once', async () => {
  for (const atOnce of [20, 4]) {
    const gates = await open();
    const { selected, paths, registered, seconds } = await run(gates, { seconds: 3, atOnce });
    assert.deepEqual([selected, registered], [20, 20]);
    assert.ok(paths > 40, `${paths} ways`);
    assert.ok(seconds >= 3 && seconds < 4);
  }
});

const CUT: readonly number[] = [
  CM.register,
  CM.signIn,
  CM.selectServer,
  CM.queryCharacters,
  CM.createCharacter,
  CM.selectCharacter,
];
for (const ident of CUT) {
  for (const isDone of [false, true]) {
    test(`mir robots: cut off at ${ident}, ${isDone ? 'after' : 'before'} the server did it, they come back and nothing is there twice`, async () => {
      const gates = await open();
      gates.meddle = onFirst(ident, 7, (visit) => {
        if (isDone) gates.handle(visit);
        visit.connection.destroy();
      });
      const report = await run(gates);
      assert.deepEqual([report.selected, report.failed, report.lost], [20, 0, 0]);
      assert.deepEqual([report.connectionsLost, report.retries], [7, 7]);
      assert.equal(
        Object.values(report.retriesBy).reduce((sum, count) => sum + count, 0),
        7,
      );
      assert.equal(gates.accounts.size, 20);
      assert.equal(gates.characters.length, 20);
    });
  }
}

const PASSING: readonly (readonly [on: number, ident: number, recog: number])[] = [
  [CM.signIn, SM.passwordFail, -3],
  [CM.selectServer, SM.startFail, 0],
  [CM.queryCharacters, SM.queryCharactersFail, 0],
  [CM.createCharacter, SM.createFail, 4],
  [CM.selectCharacter, SM.outOfConnection, 0],
];
for (const [on, ident, recog] of PASSING) {
  test(`mir robots: what passes by itself (${ident}, ${recog}) is tried again and counted by its words`, async () => {
    const gates = await open(
      {},
      onFirst(on, 5, (visit) => visit.reply({ ident, recog })),
    );
    const report = await run(gates);
    assert.deepEqual([report.selected, report.failed, report.retries, report.connectionsLost], [20, 0, 5, 0]);
    const [kind = ''] = Object.keys(report.retriesBy);
    assert.match(kind, new RegExp(`^[a-z-]+: ${ident} ${recog} \\(.+\\)$`));
  });
}

test('mir robots: who is refused for good fails at once, with the request and the words', async () => {
  const gates = await open(
    {},
    onFirst(CM.createCharacter, 2, (visit) => visit.reply({ ident: SM.createFail, recog: 3 })),
  );
  const report = await run(gates);
  assert.deepEqual([report.selected, report.failed, report.retries], [18, 2, 0]);
  assert.deepEqual(report.failures, {
    'create-character: 522 3 (the account has as many characters as it may have)': 2,
  });
});

test('mir robots: patience has an end', async () => {
  const gates = await open({}, (visit) => {
    if (visit.ident === CM.selectServer) visit.connection.close();
    return visit.ident === CM.selectServer;
  });
  const report = await run(gates, { count: 2, patienceMs: 5_000 });
  assert.deepEqual([report.selected, report.failed, report.failures], [0, 2, { 'choose-server: peer-closed': 2 }]);
  assert.ok(report.retries > 4 && report.retries < 60, `${report.retries} tries in five seconds`);
  assert.equal(report.connectionsLost, report.retries + 2);
});

test('mir robots: an acknowledged character or account that is missing after a reconnect counts as lost', async () => {
  const gates = await open();
  gates.meddle = onFirst(CM.selectCharacter, 1, (visit) => {
    gates.characters.length = 0;
    visit.connection.destroy();
  });
  const report = await run(gates, { count: 1 });
  assert.deepEqual([report.lost, report.failed, report.selected], [1, 1, 0]);
  assert.deepEqual(report.failures, { 'query-characters: lost': 1 });
  const other = await open();
  other.meddle = onFirst(CM.signIn, 1, (visit) => {
    other.accounts.clear();
    visit.connection.destroy();
  });
  const accounts = await run(other, { count: 1 });
  assert.deepEqual([accounts.lost, accounts.failed], [1, 1]);
  assert.deepEqual(accounts.failures, { 'sign-in: 503 0 (there is no such account)': 1 });
});

test('mir robots: where nobody is, the run says so and counts nothing', async () => {
  const gates = await open();
  const error = await gates.rejection(start(gates, { login: { host: '10.0.0.1', port: 7999 } }));
  assert.ok(error instanceof MirClientError && error.code === 'connect-failed');
  await gates.stop();
});

test('mir robots: a run that is interrupted ends at once with what was measured', async () => {
  const gates = await open({}, (visit) => visit.ident === CM.selectCharacter && visit.account.endsWith('20'));
  const controller = new AbortController();
  const told: string[] = [];
  const running = start(gates, {
    signal: controller.signal,
    seconds: 600,
    onProgress: (progress) => told.push(formatMirProgress(progress)),
  });
  await gates.pass(2_000);
  controller.abort();
  const report = (await gates.until(running)).report();
  assert.deepEqual([report.interrupted, report.failed, report.selected], [true, 0, 19]);
  assert.match(told.at(-1) ?? '', /^signed in 20\/20, created 20, selected 19, failed 0, tries again 0$/);
  await gates.stop();
});

test('mir robots: invalid options are reported by name', async () => {
  const gates = await open();
  const rows: readonly (readonly [options: Partial<MirRobotsOptions>, told: RegExp])[] = [
    [{ count: 0 }, /^count: 0 must be a whole number from 1 to 20000$/],
    [{ seconds: 0 }, /^seconds: 0 must be above 0/],
    [{ rampPerSecond: 0 }, /^ramp: 0 must be above 0/],
    [{ atOnce: 0.5 }, /^at-once: 0\.5 must be a whole number/],
    [{ patienceMs: -1_000 }, /^patience: -1 must be from 0/],
    [{ seed: -1 }, /^seed: -1 must be a whole number/],
    [
      { accountPrefix: 'robots' },
      /^account-prefix: robots must be letters and digits, with the seed at most 5: robots1 has 7/,
    ],
    [{ accountPrefix: 'a/b' }, /^account-prefix: a\/b must be letters/],
    [{ password: 'abc' }, /^password: abc must be 4 to 10/],
  ];
  for (const [options, told] of rows) {
    const error = await gates.rejection(start(gates, options));
    assert.ok(error instanceof MirRobotsError, String(error));
    assert.match(error.message, told);
  }
  await gates.stop();
});

test('mir robots: the report for people has what was lost, why it was tried again, and each step', () => {
  const tally = new MirTally();
  Object.assign(tally.counts, { count: 3, selected: 2, signedIn: 3, registered: 3, created: 2, paths: 5, lost: 1 });
  tally.fail('query-characters: lost');
  tally.retry('sign-in: peer-reset');
  tally.retry('sign-in: peer-reset');
  tally.step('sign-in', 12.345);
  tally.step('path', 250);
  tally.finish({ ms: 1_500, isInterrupted: true });
  const text = formatMirReport(tally.report());
  for (const part of [
    /^interrupted: /,
    /^players +3: 2 selected, 1 failed, in 1\.5 s$/m,
    /^ +1 × query-characters: lost$/m,
    /^characters +2 created, 1 lost/m,
    /^paths +5 followed to the end$/m,
    /^cut off +0 connections lost, 2 tries again$/m,
    /^ +2 × sign-in: peer-reset$/m,
    /^milliseconds +p50 +p99$/m,
    /^sign-in +12\.3\d +12\.3\d$/m,
    /^path +250 +250$/m,
  ]) {
    assert.match(text, part);
  }
});
