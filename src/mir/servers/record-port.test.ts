import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OpenBody } from '../../store/body/index.ts';
import { sqliteBody } from '../../store/sqlite/index.ts';
import { DIALECTS, encodeText } from '../names/index.ts';
import { DB_IDENTS } from '../wire/index.ts';
import { mirCharacter, mirRecord } from './character-table.ts';
import { type DbWorld, type DbWorldOptions, inDb } from './db-world.fixture.ts';
import { blankMirRecord, readMirRecord } from './import-layouts.ts';
import { HANDLING_MS, UNREAD_MS } from './limits.ts';

const LOAD_REPLY = 1100;
const [SESSION, LATER] = [77, 78];

/** Ann with a character, and her session. */
async function withHero(world: DbWorld): Promise<void> {
  const client = await world.enter('ann', SESSION);
  await client.ask(101, 'ann/Hero/1/2/1');
  await client.ask(103, 'ann/Hero');
  client.gone();
  await world.settle();
}

function withGame(options: DbWorldOptions, play: (world: DbWorld) => Promise<void>): Promise<void> {
  return inDb(options, async (world) => {
    await withHero(world);
    await play(world);
  });
}

/** As a game server of a known build saves it. */
function recordOf(name: string, level: number, map = ''): Uint8Array {
  const record = blankMirRecord({ name: encodeText(name), created: 0, job: 2, hair: 1, sex: 1 }, 3_164);
  record[72] = level & 0xff;
  record[73] = level >> 8;
  record[43] = map.length;
  record.set(Buffer.from(map), 44);
  return record;
}

function anyBytes(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + seed) & 0xff);
}

for (const dialectName of DIALECTS) {
  test(`records: a game server loads, saves, and loads what it saved: ${dialectName}`, async () => {
    await inDb({ dialectName }, async (world) => {
      const client = await world.enter('ann', SESSION);
      await client.ask(101, dialectName === 'CPP' ? 'Hero/1/2/1' : 'ann/Hero/1/2/1');
      const server = world.gameServer();
      const first = await server.load('ann', 'Hero', SESSION);
      assert.deepEqual([first.recog, first.name, first.record?.length], [1, 'Hero', 100]);
      const record = recordOf('Hero', 35, '3');
      assert.equal(await server.save(['ann', 'Hero', SESSION], record), 1);
      const second = await server.load('ANN', 'hERO', SESSION);
      assert.deepEqual([second.recog, second.name], [1, 'Hero']);
      assert.deepEqual(Buffer.from(second.record ?? []), Buffer.from(record));
      const row = await world.store.table(mirCharacter).get('hero');
      assert.deepEqual([row?.level, row?.map, row?.job, row?.name], [35, '3', 2, 'Hero']);
    });
  });
}

test('records: a new character comes blank, with its names and looks', async () => {
  await withGame({}, async (world) => {
    const { record } = await world.gameServer().load('ann', 'Hero', SESSION);
    const read = readMirRecord(record ?? new Uint8Array(0), 'gbk');
    assert.ok(typeof read !== 'string');
    assert.deepEqual(
      { ...read, name: String(Buffer.from(read.name)) },
      { name: 'Hero', map: '', job: 2, hair: 1, sex: 1, level: 0 },
    );
  });
});

test('records: bytes of an unknown layout come back as they went, and the list stays as it was', async () => {
  await withGame({}, async (world) => {
    const server = world.gameServer();
    for (const length of [1, 99, 3_164, 40_000]) {
      await server.load('ann', 'Hero', SESSION);
      const record = anyBytes(length, length);
      assert.equal(await server.save(['ann', 'Hero', SESSION], record), 1);
      const { record: back } = await server.load('ann', 'Hero', SESSION);
      assert.deepEqual(Buffer.from(back ?? []), Buffer.from(record));
      assert.equal(await server.save(['ann', 'Hero', SESSION], record), 1);
    }
    // Another character's record is no news of this one.
    assert.equal(await server.save(['ann', 'Hero', SESSION], recordOf('Other', 99)), 1);
    assert.equal((await world.store.table(mirCharacter).get('hero'))?.level, 0);
  });
});

const REFUSED: readonly (readonly [
  what: string,
  who: readonly [string, string, number],
  recog: number,
  why: string,
])[] = [
  ['an unknown session', ['ann', 'Hero', 5], -1, 'session-unknown'],
  ['a session of another account', ['bob', 'Hero', SESSION], -1, 'session-unknown'],
  ['a character of another account', ['bob', 'Hero', 99], -1, 'foreign'],
  ['a character that does not exist', ['ann', 'Nobody', SESSION], -3, 'not-found'],
  ['no name', ['ann', '', SESSION], -3, 'name-refused'],
];
for (const [what, [account, name, session], recog, why] of REFUSED) {
  test(`records: ${what} is not loaded`, async () => {
    await withGame({}, async (world) => {
      world.sessions.open.add('bob/99');
      const server = world.gameServer();
      assert.deepEqual(await server.load(account, name, session), {
        ident: LOAD_REPLY,
        recog,
        name: '',
        record: null,
      });
      assert.equal(world.count(`mir_records_refused{load-${why}}`), 1);
      assert.equal((await server.load('ann', 'Hero', SESSION)).recog, 1, 'and nothing is held');
    });
  });
}

test('records: a deleted character is not loaded', async () => {
  await withGame({}, async (world) => {
    const client = await world.enter('ann', SESSION);
    await client.ask(102, 'Hero');
    assert.equal((await world.gameServer().load('ann', 'Hero', SESSION)).recog, -3);
  });
});

test('records: a session loads once until it has saved, whichever game server asks', async () => {
  await withGame({}, async (world) => {
    const [first, second] = [world.gameServer(), world.gameServer('10.0.0.10')];
    assert.equal((await first.load('ann', 'Hero', SESSION)).recog, 1);
    assert.equal((await first.load('ann', 'Hero', SESSION)).recog, -1);
    assert.equal((await second.load('ann', 'Hero', SESSION)).recog, -1);
    assert.equal(await first.save(['ann', 'Hero', SESSION], anyBytes(9, 1)), 1);
    assert.equal((await second.load('ann', 'Hero', SESSION)).recog, 1);
    // The player is at the second one now.
    assert.equal(await first.save(['ann', 'Hero', SESSION], anyBytes(9, 2)), 0);
    assert.equal(world.count('mir_records_refused{save-taken-over}'), 1);
    assert.equal(await second.save(['ann', 'Hero', SESSION], anyBytes(9, 3)), 1);
    assert.deepEqual((await world.store.table(mirRecord).get('hero'))?.record, anyBytes(9, 3));
  });
});

test('records: who saves after another session has loaded is refused, and the new record stays', async () => {
  await withGame({}, async (world) => {
    const [old, now] = [world.gameServer(), world.gameServer('10.0.0.10')];
    await old.load('ann', 'Hero', SESSION);
    assert.equal(await old.save(['ann', 'Hero', SESSION], anyBytes(9, 1)), 1);
    // LoginSrv has closed the session; its game server saves as it closes the player.
    world.sessions.open.delete(`ann/${SESSION}`);
    assert.equal(await old.save(['ann', 'Hero', SESSION], anyBytes(9, 2)), 1);
    assert.equal((await old.load('ann', 'Hero', SESSION)).recog, -1, 'a closed session loads nothing');
    world.sessions.open.add(`ann/${LATER}`);
    const { record } = await now.load('ann', 'Hero', LATER);
    assert.deepEqual(Buffer.from(record ?? []), Buffer.from(anyBytes(9, 2)));
    assert.equal(await old.save(['ann', 'Hero', SESSION], anyBytes(9, 3)), 0);
    assert.equal(await now.save(['ann', 'Hero', LATER], anyBytes(9, 4)), 1);
    assert.equal(await old.save(['ann', 'Hero', SESSION], anyBytes(9, 5)), 0);
    assert.deepEqual((await world.store.table(mirRecord).get('hero'))?.record, anyBytes(9, 4));
    assert.ok(world.logged.some((line) => line.startsWith('a game server may not save a character')));
  });
});

test('records: a game server that has reconnected saves what it loaded before, and may load again', async () => {
  await withGame({}, async (world) => {
    const before = world.gameServer();
    await before.load('ann', 'Hero', SESSION);
    before.leave();
    await world.settle();
    const after = world.gameServer();
    assert.equal(await after.save(['ann', 'Hero', SESSION], anyBytes(9, 1)), 1);
    assert.equal((await after.load('ann', 'Hero', SESSION)).recog, 1);
    after.leave();
    await world.settle();
    assert.equal((await world.gameServer().load('ann', 'Hero', SESSION)).recog, 1, 'it crashed before it saved');
  });
});

test('records: a session that loaded nothing saves nothing, and a foreign account neither', async () => {
  await withGame({}, async (world) => {
    world.sessions.open.add('bob/99');
    const server = world.gameServer();
    assert.equal(await server.save(['ann', 'Hero', SESSION], anyBytes(9, 1)), 0);
    await server.load('ann', 'Hero', SESSION);
    assert.equal(await server.save(['bob', 'Hero', SESSION], anyBytes(9, 1)), 0);
    assert.equal(await server.save(['ann', 'Hero', 99], anyBytes(9, 1)), 0);
    assert.equal(await server.save(['ann', 'Nobody', SESSION], anyBytes(9, 1)), 0);
    assert.equal(await server.save(['ann', 'Hero', SESSION], new Uint8Array(0)), 0);
    assert.equal((await world.store.table(mirRecord).get('hero'))?.record, null);
  });
});

test('records: a character that was brought in without its record is not taken for a new one', async () => {
  await withGame({}, async (world) => {
    await world.store.table(mirCharacter).update('hero', { level: 40 });
    assert.equal((await world.gameServer().load('ann', 'Hero', SESSION)).recog, -2);
    assert.ok(world.logged.some((line) => line.includes('import it with its Mir.DB')));
  });
});

test('records: what is malformed is answered, counted and logged, and costs no other query', async () => {
  await withGame({}, async (world) => {
    const server = world.gameServer();
    server.send(Buffer.from('#5/<<<<!#x/<!!noise#!'));
    server.send(Buffer.from(`#6/${'<'.repeat(120_000)}!`));
    for (const query of [5, 6]) assert.equal((await server.answer(query)).ident, 2000);
    assert.equal((await server.answer(server.query({ ident: 4711 }))).ident, 2000);
    assert.equal((await server.answer(server.query({ ident: 100 }, new Uint8Array(47)))).ident, 2000);
    assert.equal((await server.answer(server.query({ ident: 101, recog: SESSION }, encodeText('ann')))).ident, 2000);
    const counted = Object.entries(world.counters.snapshot()).filter(([name]) =>
      name.startsWith('mir_records_malformed'),
    );
    assert.deepEqual(Object.fromEntries(counted), {
      'mir_records_malformed{body-malformed}': 2,
      'mir_records_malformed{frame-too-long}': 1,
      'mir_records_malformed{header-cut-short}': 1,
      'mir_records_malformed{ident-unknown}': 1,
      'mir_records_malformed{query-malformed}': 2,
    });
    assert.equal((await server.load('ann', 'Hero', SESSION)).recog, 1);
  });
});

test('records: many queries at once are all answered, the last saved stays, and a stop waits for them', async () => {
  await withGame({}, async (world) => {
    const server = world.gameServer();
    await server.load('ann', 'Hero', SESSION);
    const blocks = [encodeText('ann'), encodeText('Hero')];
    const queries = Array.from({ length: 200 }, (_, index) =>
      server.query({ ident: 101, recog: SESSION }, ...blocks, anyBytes(3_000, index)),
    );
    for (const query of queries) assert.equal((await server.answer(query)).recog, 1);
    assert.deepEqual((await world.store.table(mirRecord).get('hero'))?.record, anyBytes(3_000, 199));
    assert.equal(world.server.status().records.queries, 0);
    const last = server.query({ ident: 101, recog: SESSION }, ...blocks, anyBytes(9, 7));
    world.clock.advance(10);
    const stopping = world.stop();
    assert.equal((await server.answer(last)).recog, 1);
    await stopping;
  });
});

test('records: only listed game servers are admitted', async () => {
  await withGame({ recordPeers: ['10.0.0.9'] }, async (world) => {
    const stranger = world.gameServer('10.0.0.10');
    await world.settle();
    assert.equal(stranger.isClosed, true);
    assert.equal(world.server.status().records.gameServers, 0);
    assert.ok(world.logged.some((line) => line.includes('add its address to mir.dbsrv.recordPeers')));
    world.gameServer('10.0.0.9');
    await world.settle();
    assert.equal(world.server.status().records.gameServers, 1);
  });
});

test('records: when the store is lost, a load says -4 and a save is not acknowledged', async () => {
  await inDb({}, async (world) => {
    await withHero(world);
    const server = world.gameServer();
    await server.load('ann', 'Hero', SESSION);
    await world.store.close();
    assert.equal(await server.save(['ann', 'Hero', SESSION], anyBytes(9, 1)), 0);
    world.sessions.open.add(`ann/${LATER}`);
    assert.equal((await server.load('ann', 'Hero', LATER)).recog, -4);
  });
});

for (const dialectName of DIALECTS) {
  test(`records: the save of a player who stays is a save, with its checks and its answer: ${dialectName}`, async () => {
    await inDb({ dialectName }, async (world) => {
      const client = await world.enter('ann', SESSION);
      await client.ask(101, dialectName === 'CPP' ? 'Hero/1/2/1' : 'ann/Hero/1/2/1');
      const server = world.gameServer();
      await server.load('ann', 'Hero', SESSION);
      const { saveAndStay, saveReply } = DB_IDENTS[dialectName];
      const save = (session: number, record: Uint8Array) => {
        const message = { ident: saveAndStay, recog: session };
        return server.answer(server.query(message, encodeText('ann'), encodeText('Hero'), record));
      };
      const saved = await save(SESSION, anyBytes(50, 3));
      assert.deepEqual([saved.ident, saved.recog], [saveReply, 1]);
      assert.deepEqual((await world.store.table(mirRecord).get('hero'))?.record, anyBytes(50, 3));
      assert.equal((await save(LATER, anyBytes(50, 4))).recog, 0, 'of a session that does not hold it');
      assert.equal((await server.load('ann', 'Hero', SESSION)).recog, 1, 'the player is still here');
    });
  });
}

test('records: a game server that reads nothing for too long is closed', async () => {
  await withGame({}, async (world) => {
    const server = world.gameServer();
    await world.settle();
    server.pause();
    for (let sent = 0; sent < 12_000; sent++) server.query({ ident: 9_999 });
    for (let round = 0; round < 100; round++) await world.settle();
    assert.ok(world.count('mir_records_malformed{ident-unknown}') < 12_000, 'not all were heard');
    world.clock.advance(UNREAD_MS / 2);
    assert.equal(world.server.status().records.gameServers, 1);
    world.clock.advance(UNREAD_MS);
    assert.equal(world.server.status().records.gameServers, 0);
  });
});

test('records: a query that the store never answers is answered as failed, and others are heard', async () => {
  let isStuck = false;
  const body: OpenBody = async (dependencies) => {
    const inner = await sqliteBody({ at: 'memory' })(dependencies);
    const run: typeof inner.run = (procedure, args) => (isStuck ? new Promise(() => {}) : inner.run(procedure, args));
    return new Proxy(inner, {
      get: (target, name) => {
        const value = name === 'run' ? run : Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  await withGame({ body }, async (world) => {
    const server = world.gameServer();
    isStuck = true;
    const loading = server.load('ann', 'Hero', SESSION);
    await world.settle();
    world.clock.advance(HANDLING_MS);
    assert.deepEqual((await loading).recog, -4);
    assert.equal(world.server.status().records.queries, 0);
    isStuck = false;
    assert.equal((await server.load('ann', 'Hero', LATER)).recog, -1, 'of a session that is not open');
  });
});
