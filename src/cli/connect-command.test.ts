// The conversation, driven by a script on standard input over a simulated network.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sleep } from '../base/index.ts';
import { ClientError, connectClient, createClientRegistry } from '../client/index.ts';
import { BlockS2c, CloseS2c, HeartbeatC2s } from '../gate/gate.messages.ts';
import { CLOSE_REASONS } from '../gate/index.ts';
import { UserAuthC2s, UserAuthFailS2c } from '../modules/login/login.messages.ts';
import { type Answer, answerTo, createPathScript, ScriptedServer } from '../sim/index.ts';
import { converse } from './connect-command.ts';
import { completeLine } from './connect-help.ts';
import type { InputLine } from './input-lines.ts';

const registry = createClientRegistry();

interface Talk {
  readonly exitCode: number;
  readonly printed: readonly string[];
}

async function talk(
  lines: Iterable<InputLine> | AsyncIterable<InputLine>,
  answers: readonly Answer[] = [],
): Promise<Talk> {
  const server = await ScriptedServer.open({ script: createPathScript(answers) });
  const { url, clock, clientReactor: reactor } = server;
  const client = await server.until(connectClient({ url, clock, reactor, registry }));
  const printed: string[] = [];
  const terminal = { lines: asLines(lines), print: (line: string) => printed.push(line), isInteractive: false };
  const exitCode = await server.until(converse(terminal, { client, registry, clock, serverId: 1 }));
  await server.stop();
  assert.equal(clock.nextDueMs(), null, 'a conversation leaves no timer behind');
  return { exitCode, printed: printed.slice(1) };
}

async function* asLines(lines: Iterable<InputLine> | AsyncIterable<InputLine>): AsyncGenerator<InputLine> {
  yield* lines;
}

const BYE = '* this client closed the connection';

test('connect: a message is sent with its fields, missing ones empty, and received messages are printed with their names', async () => {
  const { exitCode, printed } = await talk([
    'heartbeat_c2s {"beat_time":7}',
    '  heartbeat_c2s  ',
    '',
    'heartbeat_c2s{}',
  ]);
  assert.deepEqual(printed.slice(0, 3), [
    '> heartbeat_c2s {"beat_time":7}',
    '> heartbeat_c2s {"beat_time":0}',
    '! "heartbeat_c2s{}" is not a message or command: type help for a list',
  ]);
  assert.deepEqual(printed.slice(3), ['< heartbeat_c2s {"beat_time":7}', '< heartbeat_c2s {"beat_time":0}', BYE]);
  assert.equal(exitCode, 1, 'a script with a wrong line has failed');
});

test('connect: enter goes all the way into the world, with ids as text', async () => {
  const { exitCode, printed } = await talk(['enter alice 2']);
  assert.equal(exitCode, 0);
  assert.ok(printed.includes('< create_role_sucess_s2c {"role_id":"60000001"}'), printed.join('\n'));
  const last = printed.at(-2) ?? '';
  assert.match(last, /^\* in the world: new role 60000001 \(Boy\d+\) on map 100, line 2, at 58,112$/);
});

test('connect: login sends the account alone, and a refusal is printed', async () => {
  const auth = answerTo(UserAuthC2s, (session, { username, openkey, serverid }) => {
    assert.deepEqual([username, openkey, serverid], ['bob', '', 1]);
    session.send(UserAuthFailS2c, { reasonid: 5 });
  });
  const { printed } = await talk(['login bob', 'enter bob'], [auth]);
  assert.ok(printed.join('\n').includes('< user_auth_fail_s2c {"reasonid":5}\n* that means: account locked'));
  assert.ok(
    printed.some((line) =>
      /^! sign-in: the server refused with user_auth_fail_s2c, reason 5 \(account locked\)$/.test(line),
    ),
  );
});

test('connect: a wrong line is reported, and the conversation continues', async () => {
  const rows: readonly (readonly [InputLine, RegExp])[] = [
    ['nonsense', /^! "nonsense" is not a message or command: type help for a list$/],
    ['chat {}', /^! "chat" is not a message or command: did you mean chat_c2s, /],
    ['heartbeat_c2s {"beat_time":', /^! heartbeat_c2s: the fields are not JSON: /],
    ['heartbeat_c2s [1]', /^! heartbeat_c2s: must be an object/],
    ['heartbeat_c2s {"beat_time":"x"}', /^! heartbeat_c2s\.beat_time: must be a whole number/],
    ['heartbeat_c2s {"beat_time":2147483648}', /^! heartbeat_c2s\.beat_time: /],
    ['heartbeat_c2s {"bt":1}', /^! heartbeat_c2s\.bt: no such field: there are beat_time$/],
    [
      'player_select_role_c2s {"roleid":"1x"}',
      /^! player_select_role_c2s\.roleid: must be an int64 as a decimal string$/,
    ],
    [`chat_c2s {"msginfo":"${'x'.repeat(70_000)}"}`, /^! chat_c2s\.msginfo: /],
    ['hex 0', /^! hex: give an even number of hexadecimal digits$/],
    ['hex', /^! hex: /],
    ['hex zz', /^! hex: /],
    ['hex 00', /^! .*payload-too-short/],
    ['login', /^! login: the account is missing/],
    ['enter', /^! enter: the account is missing/],
    ['enter a x', /^! enter: "x" is not a line number$/],
    ['wait', /^! wait: the message is missing/],
    ['wait nothing_s2c', /^! "nothing_s2c" is not a message or command/],
    ['wait block_s2c 0', /^! wait: "0" is not a whole number of seconds/],
    ['help nothing_s2c', /^! "nothing_s2c" is not a message or command/],
    ['__proto__ {}', /^! "__proto__" is not a message or command/],
    [{ fault: 'not valid UTF-8' }, /^! not valid UTF-8$/],
  ];
  for (const [line, complaint] of rows) {
    const { exitCode, printed } = await talk([line, 'heartbeat_c2s {"beat_time":1}']);
    assert.match(printed[0] ?? '', complaint, JSON.stringify(line).slice(0, 80));
    assert.deepEqual(printed.slice(-3), ['> heartbeat_c2s {"beat_time":1}', '< heartbeat_c2s {"beat_time":1}', BYE]);
    assert.equal(exitCode, 1);
  }
});

test('connect: hex sends a packet unchanged, and unreadable packets are printed as bytes', async () => {
  const answer = answerTo(HeartbeatC2s, (session) => {
    session.sendPacket(Uint8Array.of(0xff, 0xf0, 0x01));
    session.sendPacket(Uint8Array.of(0x01, 0xa5, 0x00));
  });
  const { printed } = await talk(['hex 001a 0000 0007'], [answer]);
  assert.deepEqual(printed, [
    '> 001a00000007',
    '< fff001 (unreadable: message 65520: no message has this id (at byte 0))',
    '< 01a500 (unreadable: block_s2c.type: the bytes end inside the value (at byte 2))',
    "* is the server's gate.layout another than this client's --layout?",
    BYE,
  ]);
});

test('connect: wait ends when the message has come, or reports that it did not', async () => {
  const answer = answerTo(HeartbeatC2s, (session, { beatTime }) => {
    session.clock.after(beatTime, () => session.send(BlockS2c, { type: 1, time: beatTime }));
  });
  const lines = [
    'heartbeat_c2s {"beat_time":4000}',
    'wait block_s2c 5',
    'heartbeat_c2s {"beat_time":1}',
    'wait chat_s2c 1',
  ];
  const { exitCode, printed } = await talk(lines, [answer]);
  assert.deepEqual(printed, [
    '> heartbeat_c2s {"beat_time":4000}',
    '< block_s2c {"type":1,"time":4000}',
    '> heartbeat_c2s {"beat_time":1}',
    '< block_s2c {"type":1,"time":1}',
    '! no chat_s2c came from the server within 1000 ms',
    BYE,
  ]);
  assert.equal(exitCode, 1);
});

test('connect: the server’s close reason is the last thing said, even while nothing is typed', async () => {
  const close = answerTo(HeartbeatC2s, (session) => {
    session.send(CloseS2c, { reason: 131, text: 'An operator closed the session.' });
    session.close();
  });
  const endless = async function* (): AsyncGenerator<InputLine> {
    yield 'heartbeat_c2s';
    await new Promise(() => {});
  };
  const { exitCode, printed } = await talk(endless(), [close]);
  assert.equal(
    printed.at(-1),
    '* the server closed the connection with reason 131 (role-held): An operator closed the session.',
  );
  assert.equal(exitCode, 1);
});

test('connect: a server that never falls silent does not keep a script running', async () => {
  const chatter = answerTo(HeartbeatC2s, (session) => {
    session.clock.every(100, () => session.send(BlockS2c, { type: 1, time: 1 }));
  });
  const server = await ScriptedServer.open({ script: createPathScript([chatter]) });
  const { url, clock, clientReactor: reactor } = server;
  const client = await server.until(connectClient({ url, clock, reactor, registry }));
  const terminal = {
    lines: asLines(['heartbeat_c2s', 'quit', 'heartbeat_c2s']),
    print: () => {},
    isInteractive: false,
  };
  assert.equal(await server.until(converse(terminal, { client, registry, clock, serverId: 1 })), 0);
  assert.ok(clock.monotonicMs() < 4_000);
  assert.equal(client.sentCount, 1, 'nothing is sent after quit');
});

test('connect: text of players cannot steer the terminal', async () => {
  const answer = answerTo(HeartbeatC2s, (session) => {
    session.send(CloseS2c, { reason: 1, text: 'a\u001b[2J\u009b1m\u202eb\r\n' });
    session.close();
  });
  const { printed } = await talk(['heartbeat_c2s'], [answer]);
  const text = printed.join('\n');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  assert.match(text, /a\\u001b\[2J\\u009b1m\\u202eb/);
});

test('connect: help lists the commands, and the states, rate and fields of a message', async () => {
  const { exitCode, printed } = await talk(['help', 'help role_move_c2s', 'help map_complete_c2s', 'help block_s2c']);
  const text = printed.join('\n');
  for (const part of [
    /^ {2}enter ACCOUNT \[LINE\] +sign in/m,
    /^Messages that a client sends: .*\bchat_c2s, /m,
    /^role_move_c2s \(25\): a client sends it while entering, gaming; at most 20 a second, 40 at once$/m,
    /^ {2}path +list of \{ x: int32, y: int32 \}$/m,
    /^ {2}time +uint32$/m,
    /^map_complete_c2s .*\n {2}it has no fields$/m,
    /^block_s2c \(421\): only the server sends it$/m,
  ]) {
    assert.match(text, part);
  }
  assert.equal(exitCode, 0);
});

test('connect: Tab completes names, those of clients first, then a message’s fields', () => {
  const all = completeLine(registry, '');
  assert.deepEqual(all.slice(0, 2), ['help ', 'login ']);
  const role = completeLine(registry, 'role_');
  assert.equal(role[0], 'role_change_line_c2s ');
  assert.ok(role.indexOf('role_restore_c2s ') < role.indexOf('role_map_change_s2c '));
  assert.deepEqual(completeLine(registry, 'map_comp'), ['map_complete_c2s']);
  assert.deepEqual(completeLine(registry, 'ent'), ['enter ']);
  assert.deepEqual(completeLine(registry, 'player_select_role_c2s '), [
    'player_select_role_c2s {"roleid":"0","lineid":0}',
  ]);
  assert.deepEqual(completeLine(registry, 'role_move_c2s '), ['role_move_c2s {"time":0,"posx":0,"posy":0,"path":[]}']);
  assert.deepEqual(completeLine(registry, 'help heart'), ['help heartbeat_c2s']);
  for (const line of ['zzz', 'zzz ', 'heartbeat_c2s {"', 'login al', 'hex ']) {
    assert.deepEqual(completeLine(registry, line), [], line);
  }
});

/** A person who enters, says a heartbeat that makes the server close with `reason`, and leaves when back in the world. */
async function talkOverClose(reason: number | null, failures: number): Promise<Talk> {
  const closing = answerTo(HeartbeatC2s, (session) => {
    if (reason !== null) session.send(CloseS2c, { reason, text: 'bye' });
    session.close();
  });
  const server = await ScriptedServer.open({ script: createPathScript([closing]) });
  const { url, clock, clientReactor: reactor } = server;
  let tries = 0;
  const connect = async () => {
    if (tries++ < failures) throw new ClientError('connect-failed', 'no server');
    return await connectClient({ url, clock, reactor, registry });
  };
  const printed: string[] = [];
  const client = await server.until(connectClient({ url, clock, reactor, registry }));
  const inWorld = () => printed.filter((line) => line.startsWith('* in the world')).length;
  const lines = (async function* () {
    yield 'enter alice 2';
    yield 'heartbeat_c2s';
    for (let step = 0; inWorld() < 2 && step < 100; step++) await sleep(clock, 100);
    yield 'quit';
  })();
  const terminal = { lines, print: (line: string) => printed.push(line), isInteractive: true };
  const exitCode = await server.until(converse(terminal, { client, registry, clock, serverId: 1, connect }));
  await server.stop();
  return { exitCode, printed };
}

test('connect: a person comes back to a server that restarts or whose link was lost, and is signed in as before', async () => {
  for (const reason of [CLOSE_REASONS['server-shutdown'].number, null]) {
    const { exitCode, printed } = await talkOverClose(reason, 3);
    const said = printed.filter((line) => /connecting again|connected again|in the world/.test(line));
    assert.match(said[0] ?? '', /^\* in the world: .* line 2/);
    assert.match(said[1] ?? '', /; connecting again until the server is back \(quit or Ctrl-C ends this\)$/);
    assert.match(said[2] ?? '', /^\* connected again to tcp:.*: enter alice 2$/);
    assert.match(said[3] ?? '', /^\* in the world: .* line 2/);
    assert.deepEqual([said.length, exitCode], [4, 0]);
  }
});

test('connect: a person who was closed for another reason does not come back', async () => {
  const { exitCode, printed } = await talkOverClose(CLOSE_REASONS['other-login'].number, 0);
  assert.deepEqual([exitCode, printed.some((line) => line.includes('again'))], [1, false]);
});
