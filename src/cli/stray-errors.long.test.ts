// A server whose game makes mistakes that no code catches: it goes on, and the log names the module. A broken invariant of
// jadegate ends it.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { askControl } from '../server/control/index.ts';
import { ServerProcess } from '../server/server-process.fixture.ts';

const SOURCE = new URL('..', import.meta.url).href;
const GAME = `
import { connect } from 'node:net';

// Refused while the server starts, and again when it runs.
connect(1, '127.0.0.1');
setTimeout(() => connect(2, '127.0.0.1'), 1_500);
import { defineModule, z } from '${SOURCE}index.ts';
import { defineTable, text, integer } from '${SOURCE}store/index.ts';
import { assert } from '${SOURCE}base/index.ts';

const board = defineTable({ name: 'board', kind: 'disc', columns: { id: integer(), name: text() }, key: ['id'] });
const mistakes = {
  list: (scope) => void scope.store.board.list({ name: 'x' }),
  row: (scope) => void scope.store.board.insert({ id: 'no number', name: 'x' }),
  query: (scope) => void scope.store.query((db) => db.deleteFrom('board')),
  clock: (scope) => void scope.clock.after(1, () => { throw new Error('in a timer of the clock'); }),
  asyncClock: (scope) => void scope.clock.after(1, async () => { throw new Error('in an async timer'); }),
  timer: () => void setTimeout(() => { throw new TypeError('in a timer of Node'); }, 1),
  promise: () => void (async () => { throw new Error('in an async function'); })(),
  text: () => void Promise.reject('only a text'),
  fetch: () => void fetch('http://127.0.0.1:1/'),
  emitter: () => void connect(3, '127.0.0.1'),
  command: () => { throw new Error('in a command'); },
  ours: () => void setTimeout(() => assert(false, 'nothing is broken'), 1),
};
const module = defineModule({ name: 'careless', tables: { board } })
  .command('err', { help: 'makes a mistake', args: z.object({ how: z.string() }) }, (scope, { how }) => {
    mistakes[how](scope);
    return 'done';
  })
  .every(50, () => { throw new Error('in a task'); });
export default { modules: [module] };
`;

let directory: string;
let server: ServerProcess;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jadegate-stray-'));
  await writeFile(join(directory, 'jadegate.config.ts'), GAME);
  server = await ServerProcess.start(directory);
});

after(async () => {
  await server.kill();
  await rm(directory, { recursive: true, force: true });
});

interface LogLine {
  readonly msg: string;
  readonly module?: string;
  readonly stack?: string;
}

async function lineLike(pattern: RegExp): Promise<LogLine> {
  for (let waits = 0; waits < 500; waits++) {
    const line = server.complaints.map((text) => JSON.parse(text) as LogLine).find(({ msg }) => pattern.test(msg));
    if (line !== undefined) return line;
    await sleep(10);
  }
  return assert.fail(`${pattern} is logged, not only ${server.complaints.join('\n')}`);
}

test('game: the error of a socket that it opened when it was loaded is logged, and the server starts and goes on', async () => {
  const early = await lineLike(/not caught: connect ECONNREFUSED 127\.0\.0\.1:1/);
  assert.equal(early.module, 'jadegate.config.ts');
  const late = await lineLike(/not caught: connect ECONNREFUSED 127\.0\.0\.1:2/);
  assert.equal(late.module, 'jadegate.config.ts');
  assert.notEqual(await askControl(directory, { command: 'status' }), null);
});

const MISTAKES: readonly [how: string, said: RegExp][] = [
  ['list', /leads neither the key nor an index/],
  ['row', /column id cannot take this value/],
  ['query', /only reads/],
  ['clock', /in a timer of the clock/],
  ['asyncClock', /in an async timer/],
  ['timer', /in a timer of Node/],
  ['promise', /in an async function/],
  ['text', /only a text/],
  ['fetch', /fetch failed/],
  ['emitter', /ECONNREFUSED 127\.0\.0\.1:3/],
];

for (const [how, said] of MISTAKES) {
  test(`game: a mistake that no code catches (${how}) is logged with its module, and the server goes on`, async () => {
    await askControl(directory, { command: 'err', how });
    const line = await lineLike(said);
    assert.equal(line.module, 'careless');
    if (how !== 'text') assert.match(line.stack ?? '', /\n {4}at /);
    assert.notEqual(await askControl(directory, { command: 'status' }), null);
  });
}

test('game: a task that throws is logged with its stack, and runs again', async () => {
  const { module, stack } = await lineLike(/in a task/);
  assert.equal(module, 'careless');
  assert.match(stack ?? '', /jadegate\.config\.ts/);
});

test('game: a command that throws answers so, and its stack is logged', async () => {
  await assert.rejects(askControl(directory, { command: 'err', how: 'command' }), /in a command/);
  assert.match((await lineLike(/command 'err' failed/)).stack ?? '', /jadegate\.config\.ts/);
});

test("game: a broken invariant of jadegate ends the process with code 1, though the game's timer met it", async () => {
  await askControl(directory, { command: 'err', how: 'ours' });
  assert.equal(await server.exitCode(), 1);
  assert.match((await lineLike(/nothing is broken/)).msg, /the process ends/);
});
