import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DialectName } from '../names/index.ts';
import { mirCharacter, nameKeyOf } from './character-table.ts';
import { DbWorld, type DbWorldOptions, GATE, inDb } from './db-world.fixture.ts';
import { CHARACTERS_TOTAL_MAX, SESSION_FAILURES_MAX, SESSION_WAIT_MS } from './limits.ts';

const LIST = { ident: 520, tag: 1 };
const LIST_FAIL = { ident: 527, tag: 1 };
const CREATED = { ident: 521 };
const DELETED = { ident: 523 };
const DELETE_FAIL = { ident: 524 };
const START = { ident: 525, text: '192.0.2.1/7200' };
const START_FAIL = { ident: 526 };
const OUT = { ident: 528 };

function createFail(recog: number) {
  return recog === 0 ? { ident: 522 } : { ident: 522, recog };
}

test('dbsrv: a player makes a character, sees it, goes on to play, and finds it marked when back', async () => {
  await inDb({}, async (world) => {
    const client = await world.enter();
    assert.deepEqual(await client.ask(100, 'ann/77'), [LIST]);
    assert.deepEqual(await client.ask(101, 'ann/Hero/3/2/1'), [CREATED]);
    assert.deepEqual(await client.ask(101, 'ann/啊战神/1/0/0'), [CREATED]);
    world.clock.advance(1_000);
    assert.deepEqual(await client.ask(100, 'ann/77'), [{ ...LIST, recog: 2, text: 'Hero/2/3/0/1/啊战神/0/1/0/0/' }]);
    assert.deepEqual(await client.ask(103, 'ann/啊战神'), [START]);
    client.gone();
    await world.settle();
    assert.deepEqual(world.sessions.left, [], 'who plays keeps the session');
    const back = await world.enter();
    const [list] = await back.ask(100, 'ann/77');
    assert.equal(list?.text, 'Hero/2/3/0/1/*啊战神/0/1/0/0/');
    assert.deepEqual(world.server.status().sessions, 1);
  });
});

const NAMES: readonly (readonly [title: string, body: string | Uint8Array, code: number | null])[] = [
  ['three letters', 'ann/abc/1/0/0', null],
  ['blanks around it, which are taken off', 'ann/ abc /1/0/0', null],
  ['characters whose second byte looks like a sign', 'ann/侰啊/1/0/0', null],
  ['too short', 'ann/ab/1/0/0', 0],
  ['too long', 'ann/abcdefghijklmno/1/0/0', 0],
  ['a percent sign', 'ann/ab%c/1/0/0', 0],
  ['a dollar sign', 'ann/ab$c/1/0/0', 0],
  ['a star', 'ann/*abc/1/0/0', 0],
  ['a slash, which makes a field more', 'ann/ab/c/1/0/0', 0],
  ['a NUL', 'ann/abc\0d/1/0/0', 0],
  ['half a character', Uint8Array.of(...Buffer.from('ann/abc'), 0xb0, ...Buffer.from('/1/0/0')), 0],
  ['a sign of the code page', 'ann/★战神★/1/0/0', 0],
  ['a sixth field', 'ann/abc/1/0/0/x', 0],
  ['a seventh field', 'ann/abc/1/0/0/1/2', 0],
  ['a field too few', 'ann/abc/1/0', 0],
  ['nothing', '', 0],
  ['only slashes', '////', 0],
  ['a huge field', `ann/${'x'.repeat(700)}/1/0/0`, 0],
  ['a job that is none', 'ann/abc/1/3/0', 4],
  ['a job below none', 'ann/abc/1/-1/0', 4],
  ['a job that is no number', 'ann/abc/1/x/0', 4],
  ['a third sex', 'ann/abc/1/0/2', 4],
  ['hair beyond its byte', 'ann/abc/256/0/0', 4],
  ['another account', 'bob/abc/1/0/0', 4],
  ['a name of the list, in other letters', 'ann/gaMEmaster/1/0/0', 2],
];
for (const [title, body, code] of NAMES) {
  test(`dbsrv: creating: ${title}: ${code === null ? 'created' : `refused with ${code}`}`, async () => {
    await inDb({ denied: () => ['GameMaster'] }, async (world) => {
      const client = await world.enter();
      assert.deepEqual(await client.ask(101, body), [code === null ? CREATED : createFail(code)]);
      const rows = await world.store.table(mirCharacter).list({});
      assert.deepEqual(
        rows.map(({ account }) => account),
        code === null ? ['ann'] : [],
      );
    });
  });
}

test('dbsrv: a name is one character’s in any letters, also while that is deleted', async () => {
  await inDb({}, async (world) => {
    const ann = await world.enter();
    const bob = await world.enter('bob', 78);
    assert.deepEqual(await ann.ask(101, 'ann/Hero/1/0/0'), [CREATED]);
    assert.deepEqual(await bob.ask(101, 'bob/hERO/1/0/0'), [createFail(2)]);
    assert.deepEqual(await ann.ask(102, 'hero'), [DELETED]);
    assert.deepEqual(await bob.ask(101, 'bob/Hero/1/0/0'), [createFail(2)]);
    assert.deepEqual(await ann.ask(101, 'ann/Hero/1/0/0'), [createFail(2)]);
  });
});

test('dbsrv: of many that ask for one name at once, one gets it; of many that one account asks for, as many as it may have', async () => {
  await inDb({}, async (world) => {
    const gate = world.gate();
    const clients = await Promise.all(
      Array.from({ length: 12 }, (_, index) => world.enter(`account${index}`, 100 + index, gate)),
    );
    for (const [index, client] of clients.entries()) client.say(101, `account${index}/Hero/1/0/0`);
    await world.settle();
    const answers = clients.flatMap((client) => client.take().filter(({ ident }) => ident > 520 && ident < 523));
    assert.deepEqual(answers.filter(({ ident }) => ident === 521).length, 1);
    assert.deepEqual(answers.filter(({ recog }) => recog === 2).length, 11);
    const own = await Promise.all(Array.from({ length: 6 }, () => world.enter('zoe', 500, gate)));
    for (const [index, client] of own.entries()) client.say(101, `zoe/Name${index}/1/0/0`);
    await world.settle();
    const told = own.flatMap((client) => client.take().filter(({ ident }) => ident > 520 && ident < 523));
    assert.deepEqual(told.map(({ ident, recog = 0 }) => [ident, recog]).toSorted(), [
      [521, 0],
      [521, 0],
      [522, 3],
      [522, 3],
      [522, 3],
      [522, 3],
    ]);
  });
});

test('dbsrv: an account has so many characters in all, deleted ones too', async () => {
  await inDb({}, async (world) => {
    const client = await world.enter();
    for (let index = 0; index < CHARACTERS_TOTAL_MAX; index++) {
      assert.deepEqual(await client.ask(101, `ann/Name${index}/1/0/0`), [CREATED]);
      assert.deepEqual(await client.ask(102, `Name${index}`), [DELETED]);
    }
    assert.deepEqual(await client.ask(101, 'ann/OneMore/1/0/0'), [createFail(3)]);
  });
});

test('dbsrv: nobody does anything with a character of another account', async () => {
  for (const dialectName of ['DM', 'K98'] as const) {
    await inDb({ dialectName }, async (world) => {
      const ann = await world.enter();
      const bob = await world.enter('bob', 78);
      await ann.ask(101, 'ann/Hero/1/0/0');
      await bob.ask(101, 'bob/Other/1/0/0');
      assert.deepEqual(await bob.ask(102, 'Hero'), [DELETE_FAIL]);
      assert.deepEqual(await bob.ask(103, 'bob/Hero'), [START_FAIL]);
      assert.deepEqual(await bob.ask(103, 'ann/Hero'), [START_FAIL]);
      await ann.ask(102, 'Hero');
      const restore = dialectName === 'DM' ? 115 : 106;
      assert.deepEqual(await bob.ask(restore, 'Hero'), [{ ident: dialectName === 'DM' ? 5067 : 519, recog: 5 }]);
      assert.notEqual((await world.store.table(mirCharacter).get('hero'))?.deletedMs, null);
      assert.equal(world.count('mir_characters_refused{select-foreign-account}'), 1);
      assert.equal(world.count('mir_characters_refused{select-foreign}'), 1);
    });
  }
});

test('dbsrv: a deleted character is not shown, not played and not deleted again', async () => {
  await inDb({}, async (world) => {
    const client = await world.enter();
    await client.ask(101, 'ann/Hero/1/0/0');
    assert.deepEqual(await client.ask(102, 'Hero'), [DELETED]);
    assert.deepEqual(await client.ask(100, 'ann/77'), [LIST]);
    assert.deepEqual(await client.ask(103, 'ann/Hero'), [START_FAIL]);
    assert.deepEqual(await client.ask(102, 'Hero'), [DELETE_FAIL]);
    assert.deepEqual(await client.ask(102, 'Nobody'), [DELETE_FAIL]);
    assert.deepEqual(await client.ask(102, ''), [DELETE_FAIL]);
    assert.deepEqual(await client.ask(102, 'a/b\0c'), [DELETE_FAIL]);
  });
});

test('dbsrv: a character is deleted at the levels that are set', async () => {
  await inDb({ deleteLevelMin: 7, deleteLevelMax: 29 }, async (world) => {
    const client = await world.enter();
    await client.ask(101, 'ann/Hero/1/0/0');
    for (const [level, answer] of [
      [6, DELETE_FAIL],
      [30, DELETE_FAIL],
      [7, DELETED],
    ] as const) {
      await world.store.table(mirCharacter).update('hero', { level });
      assert.deepEqual(await client.ask(102, 'Hero'), [answer], `level ${level}`);
    }
  });
});

const DELETED_FORMS: readonly (readonly [
  DialectName,
  list: number,
  restore: number,
  none: object,
  one: object,
  restored: number,
])[] = [
  ['K98', 105, 106, { ident: 518 }, { ident: 518, recog: 1, series: 1, text: 'Hero/2/1/9/1/' }, 519],
  ['DM', 114, 115, { ident: 5068 }, { ident: 5068, recog: 1, text: 'Hero/2/9/1/' }, 5067],
];
for (const [dialectName, list, restore, none, one, restored] of DELETED_FORMS) {
  test(`dbsrv: ${dialectName}: deleted characters are listed and come back, or it is told why not`, async () => {
    await inDb({ dialectName }, async (world) => {
      const client = await world.enter();
      await client.ask(101, 'ann/Hero/3/2/1');
      await world.store.table(mirCharacter).update('hero', { level: 9 });
      assert.deepEqual(await client.ask(list), [none]);
      assert.deepEqual(await client.ask(restore, 'Hero'), [{ ident: restored, recog: 2 }]);
      await client.ask(102, 'Hero');
      assert.deepEqual(await client.ask(list), [one]);
      assert.deepEqual(await client.ask(restore, 'Nobody'), [{ ident: restored, recog: 4 }]);
      assert.deepEqual(await client.ask(restore, ''), [{ ident: restored }]);
      await client.ask(101, 'ann/One/1/0/0');
      await client.ask(101, 'ann/Two/1/0/0');
      assert.deepEqual(await client.ask(restore, 'Hero'), [{ ident: restored, recog: 3 }]);
      await client.ask(102, 'One');
      assert.deepEqual(await client.ask(restore, 'hero'), [{ ident: restored, recog: 1 }]);
      const [shown] = await client.ask(100, 'ann/77');
      assert.equal(shown?.text, 'Hero/2/3/9/1/Two/0/1/0/0/');
    });
  });
}

test('dbsrv: families without deleted characters do not answer to them', async () => {
  for (const dialectName of ['PL', 'CPP'] as const) {
    await inDb({ dialectName }, async (world) => {
      const client = await world.enter();
      for (const ident of [105, 106, 114, 115, 104, 65_535]) assert.deepEqual(await client.ask(ident, 'Hero'), []);
      assert.equal(world.count('mir_message_unknown'), 6);
      assert.ok(!client.isKicked);
    });
  }
});

test('dbsrv: CPP: records, and codes in its own places', async () => {
  await inDb({ dialectName: 'CPP' }, async (world) => {
    const client = await world.enter();
    const record = (name: string, account: string): Uint8Array => {
      const bytes = Buffer.alloc(43);
      bytes.set([2, 1, 1]);
      bytes.write(name, 3, 'latin1');
      bytes.write(account, 23, 'latin1');
      return bytes;
    };
    assert.deepEqual(await client.ask(100, 'ann/77\0'), [{ ident: 520 }]);
    assert.deepEqual(await client.ask(101, record('Hero', 'ann')), [CREATED]);
    assert.deepEqual(await client.ask(101, record('Hero', '')), [{ ident: 522, param: 1 }]);
    assert.deepEqual(await client.ask(101, record('x', 'ann')), [{ ident: 522, param: 2 }]);
    assert.deepEqual(await client.ask(101, record('Other', 'bob')), [{ ident: 522, param: 4 }]);
    assert.deepEqual(await client.ask(101, 'Second/1/0/0'), [CREATED]);
    assert.deepEqual(await client.ask(101, 'Third/1/0/0'), [{ ident: 522, param: 3 }]);
    await world.store.table(mirCharacter).update('hero', { level: 9 });
    const [list] = await client.ask(100, 'ann/77');
    const entry = (text: string) => text.padEnd(23, '\0');
    assert.deepEqual(list, { ident: 520, param: 2, text: entry('\x02\x01\x09Hero') + entry('\0\0\0Second') });
    assert.deepEqual(await client.ask(102, record('Second', 'ann')), [{ ident: 523, param: 4 }]);
    assert.deepEqual(await client.ask(103, 'ann/Hero'), [{ ident: 525, text: '192.0.2.1:7200' }]);
  });
});

test('dbsrv: without a session nothing is done, and it is said so', async () => {
  await inDb({}, async (world) => {
    const client = world.gate().open();
    for (const [ident, body] of [
      [101, 'ann/Hero/1/0/0'],
      [102, 'Hero'],
      [103, 'ann/Hero'],
      [114, ''],
      [115, 'Hero'],
    ] as const) {
      assert.deepEqual(await client.ask(ident, body), [OUT], `message ${ident}`);
    }
    assert.equal(world.count('mir_session_refused{none}'), 5);
  });
});

test('dbsrv: a session that LoginSrv closed is over for its clients', async () => {
  await inDb({}, async (world) => {
    const client = await world.enter();
    world.sessions.open.clear();
    assert.deepEqual(await client.ask(101, 'ann/Hero/1/0/0'), [OUT]);
    world.sessions.open.add('ann/77');
    assert.deepEqual(await client.ask(101, 'ann/Hero/1/0/0'), [OUT], 'it has to be proved again');
    assert.deepEqual(await client.ask(100, 'ann/77'), [LIST]);
    client.gone();
    await world.settle();
    assert.deepEqual(world.sessions.left, [{ account: 'ann', session: 77 }]);
  });
});

test('dbsrv: a forged session is refused after a moment, and who tries on is closed', async () => {
  await inDb({}, async (world) => {
    world.sessions.open.add('ann/77');
    const gate = world.gate();
    const forged = ['ann/78', 'bob/77', '/77', 'ann/', 'ann', '', 'ann/77/77', 'ann/x', 'ann/99999999999', 'ann\0/77'];
    for (const body of forged) {
      const client = gate.open();
      client.say(100, body);
      await world.settle();
      world.clock.advance(SESSION_WAIT_MS);
      for (let step = 0; step < 12; step++) {
        world.clock.advance(100);
        await world.settle();
      }
      assert.deepEqual(client.take(), [LIST_FAIL], JSON.stringify(body));
      assert.deepEqual(await client.ask(101, 'ann/Hero/1/0/0'), [OUT]);
      client.gone();
    }
    const guesser = gate.open();
    for (let index = 0; index < SESSION_FAILURES_MAX; index++) await guesser.ask(100, 'ann');
    assert.ok(guesser.isKicked);
  });
});

test('dbsrv: a client that is quicker than its session’s announcement is waited for', async () => {
  await inDb({}, async (world) => {
    const client = world.gate().open();
    assert.deepEqual(await client.ask(100, 'Ann/77'), []);
    world.sessions.open.add('ann/77');
    world.clock.advance(100);
    await world.settle();
    assert.deepEqual(client.take(), [LIST]);
  });
});

test('dbsrv: LoginSrv learns that a session has ended when its last client leaves and none plays', async () => {
  await inDb({}, async (world) => {
    const gate = world.gate();
    const [first, second] = [await world.enter('ann', 77, gate), await world.enter('ann', 77, gate)];
    first.gone();
    await world.settle();
    assert.deepEqual(world.sessions.left, []);
    second.gone();
    await world.settle();
    assert.deepEqual(world.sessions.left, [{ account: 'ann', session: 77 }]);
    await world.enter('bob', 78, gate);
    gate.reset();
    await world.settle();
    assert.deepEqual(world.sessions.left.length, 2);
    assert.deepEqual([world.server.status().sessions, world.server.status().clients], [0, 0]);
  });
});

test('dbsrv: who proves another session lets go of the first', async () => {
  await inDb({}, async (world) => {
    const client = await world.enter();
    world.sessions.open.add('bob/78');
    assert.deepEqual(await client.ask(100, 'bob/78'), [LIST]);
    assert.deepEqual(world.sessions.left, [{ account: 'ann', session: 77 }]);
    assert.deepEqual(await client.ask(101, 'ann/Hero/1/0/0'), [createFail(4)]);
  });
});

test('dbsrv: one goes on to play once', async () => {
  await inDb({}, async (world) => {
    const client = await world.enter();
    await client.ask(101, 'ann/Hero/1/0/0');
    await client.ask(101, 'ann/Other/1/0/0');
    for (const body of ['ann', 'Hero', 'ann/Hero/x', 'bob/Hero', 'ann/Nobody', '', 'ann/']) {
      assert.deepEqual(await client.ask(103, body), [START_FAIL], body);
    }
    assert.deepEqual(await client.ask(103, 'ANN/hero'), [START]);
    assert.deepEqual(await client.ask(103, 'ann/Other'), [START_FAIL]);
    assert.equal((await world.store.table(mirCharacter).get('other'))?.isSelected, false);
  });
});

test('dbsrv: requests that come together are answered in their order', async () => {
  await inDb({}, async (world) => {
    world.sessions.open.add('ann/77');
    const client = world.gate().open();
    client.say(100, 'ann/77');
    client.say(101, 'ann/Hero/1/0/0');
    client.say(100, 'ann/77');
    client.say(103, 'ann/Hero');
    await world.settle();
    assert.deepEqual(
      client.take().map(({ ident }) => ident),
      [520, 521, 520, 525],
    );
  });
});

test('dbsrv: of more characters than a client reads, the one that was last selected is shown', async () => {
  await inDb({ charactersMax: 4 }, async (world) => {
    const client = await world.enter();
    for (const name of ['One', 'Two', 'Three']) {
      await client.ask(101, `ann/${name}/1/0/0`);
      world.clock.advance(10);
    }
    assert.match((await client.ask(100, 'ann/77'))[0]?.text ?? '', /^One\/.*Two\//);
    await client.ask(103, 'ann/Three');
    assert.match((await client.ask(100, 'ann/77'))[0]?.text ?? '', /^One\/[0-9/]*\*Three\/[0-9/]*$/);
  });
});

const ROUTES: readonly (readonly [title: string, options: DbWorldOptions, text: string | null])[] = [
  [
    'by the gate’s network',
    { routes: [route('10.9.0.0/16', 'a.example', 1), route('10.0.0.0/24', 'b.example', 2)] },
    'b.example/2',
  ],
  [
    'the first that fits',
    { routes: [route('0.0.0.0/0', '192.0.2.7', 7201), route(GATE, '192.0.2.8', 1)] },
    '192.0.2.7/7201',
  ],
  ['the gate’s own address', { isGateAddressGiven: true }, '198.51.100.1/7200'],
  ['none for the gate', { routes: [route('10.9.0.0/16', 'a.example', 1)] }, null],
  ['none at all', { routes: [] }, null],
];
function route(gate: string, host: string, port: number) {
  return { gate, rungates: [{ host, port }] };
}
for (const [title, options, text] of ROUTES) {
  test(`dbsrv: where players go on to: ${title}`, async () => {
    await inDb(options, async (world) => {
      const client = await world.enter();
      await client.ask(101, 'ann/Hero/1/0/0');
      assert.deepEqual(await client.ask(103, 'ann/Hero'), [text === null ? START_FAIL : { ident: 525, text }]);
      await client.ask(103, 'ann/Hero');
      const told = world.logged.filter((line) => line.includes('mir.dbsrv.routes'));
      assert.equal(told.length, text === null ? 1 : 0);
      assert.equal((await world.store.table(mirCharacter).get('hero'))?.isSelected, text !== null);
    });
  });
}

test('dbsrv: the log says once that remote players are sent to their own machines', async () => {
  await inDb({ routes: [route(GATE, '127.0.0.1', 7200)] }, async (world) => {
    const gate = world.gate();
    await (await world.enter('ann', 77, gate)).ask(101, 'ann/Hero/1/0/0');
    for (let index = 0; index < 3; index++) {
      const client = await world.enter('ann', 77, gate);
      assert.deepEqual(await client.ask(103, 'ann/Hero'), [{ ident: 525, text: '127.0.0.1/7200' }]);
    }
    assert.equal(world.logged.filter((line) => line.includes('own machine')).length, 1);
    assert.equal(world.count('mir_route_loopback'), 3);
  });
});

test('dbsrv: all RunGates of a route get players', async () => {
  const rungates = [7200, 7300, 7400].map((port) => ({ host: '192.0.2.1', port }));
  await inDb({ routes: [{ gate: GATE, rungates }] }, async (world) => {
    const gate = world.gate();
    const places = new Set<string | undefined>();
    await (await world.enter('ann', 77, gate)).ask(101, 'ann/Hero/1/0/0');
    for (let index = 0; index < 30; index++) {
      const client = await world.enter('ann', 77, gate);
      places.add((await client.ask(103, 'ann/Hero'))[0]?.text);
    }
    assert.deepEqual([...places].toSorted(), ['192.0.2.1/7200', '192.0.2.1/7300', '192.0.2.1/7400']);
  });
});

test('dbsrv: when the store fails clients receive a failure', async () => {
  const world = await DbWorld.start();
  const client = await world.enter();
  await world.store.close();
  assert.deepEqual(await client.ask(101, 'ann/Hero/1/0/0'), [createFail(4)]);
  assert.deepEqual(await client.ask(102, 'Hero'), [DELETE_FAIL]);
  assert.deepEqual(await client.ask(103, 'ann/Hero'), [START_FAIL]);
  assert.deepEqual(await client.ask(100, 'ann/77'), [LIST_FAIL]);
  assert.ok(world.logged.some((line) => line.startsWith('characters cannot be read or written: ')));
  await world.stop();
});

test('dbsrv: the list of denied names is read again; one that cannot be used leaves the old one', async () => {
  let names: readonly string[] | null = ['One'];
  const denied = (): readonly string[] => {
    if (names === null) throw new Error('no list');
    return names;
  };
  await inDb({ denied }, async (world) => {
    const client = await world.enter();
    assert.deepEqual(await client.ask(101, 'ann/ONE/1/0/0'), [createFail(2)]);
    names = ['Two', '三国'];
    world.server.reload();
    assert.equal(world.server.status().deniedNames, 2);
    names = null;
    assert.throws(() => world.server.reload(), /no list/);
    assert.deepEqual(await client.ask(101, 'ann/三国/1/0/0'), [createFail(2)]);
    assert.deepEqual(await client.ask(101, 'ann/One/1/0/0'), [CREATED]);
  });
});

test('dbsrv: names that differ only in case are the same name', () => {
  assert.equal(nameKeyOf('HéRO战'), nameKeyOf('hÉro战'));
  assert.notEqual(nameKeyOf('Hero'), nameKeyOf('Hero1'));
});
