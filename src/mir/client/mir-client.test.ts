import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeText } from '../names/index.ts';
import { CM, createPlainCodec, dialectOf, SM, USER_ENTRY, writeRecord } from '../wire/index.ts';
import { CharacterClient } from './character-client.ts';
import { UNASKED_COUNT_MAX } from './limits.ts';
import { LoginClient } from './login-client.ts';
import { readCharacters, readChosenServer, readPlace, readServers } from './message-text.ts';
import { MirClientError } from './mir-client-error.ts';
import { dialMir, type MirConnection } from './mir-connection.ts';
import { LOGIN, ScriptedGates, type ScriptedGatesOptions, SELECT } from './scripted-gates.fixture.ts';

async function dialled(gates: ScriptedGates, endpoint = LOGIN): Promise<MirConnection> {
  const { client, form, clock } = gates;
  return await gates.until(dialMir(client, { endpoint, form, clock, request: 'connect-login', timeoutMs: 200 }));
}

async function atLogin(options: ScriptedGatesOptions = {}) {
  const gates = await ScriptedGates.open(options);
  return { gates, login: new LoginClient(await dialled(gates)) };
}

async function atSelect(options: ScriptedGatesOptions = {}) {
  const gates = await ScriptedGates.open(options);
  gates.sessions.set('alice', 7);
  const client = new CharacterClient(await dialled(gates, SELECT), { account: 'alice', session: 7 });
  return { gates, client };
}

test('mir client: an account is registered, changed, recovered and filled in', async () => {
  for (const dialect of ['PL', 'DM'] as const) {
    const { gates, login } = await atLogin({ dialect });
    await gates.until(login.register({ account: 'alice', password: 'old', quiz: '问题', memo2: 'x'.repeat(20) }));
    await gates.until(login.changePassword({ account: 'alice', from: 'old', to: 'new' }));
    assert.equal(gates.accounts.get('alice'), 'new');
    const recovery = { account: 'alice', quiz: 'q', answer: 'a', quiz2: 'q', answer2: 'a', birthday: '1980/01/01' };
    assert.equal(await gates.until(login.recoverPassword(recovery)), 'new');
    await gates.until(login.updateAccount({ account: 'alice', password: 'new', userName: 'A' }));
    await gates.until(login.checkVersion(20020522));
    await gates.pass(50);
    assert.deepEqual(gates.identsAt('login'), [
      CM.register,
      CM.changePassword,
      dialect === 'DM' ? CM.recoverPasswordDm : CM.recoverPassword,
      CM.updateAccount,
      CM.protocol,
    ]);
    await gates.until(login.close());
    await gates.stop();
  }
});

test('mir client: what the server wants to know of an account comes with the sign-in', async () => {
  const { gates, login } = await atLogin();
  gates.accounts.set('alice', 'secret');
  gates.meddle = (visit) => {
    const entry = writeRecord(USER_ENTRY, { account: encodeText('alice'), quiz: encodeText('问题') });
    visit.reply({ ident: SM.accountNeedsUpdate }, entry);
    return false;
  };
  const { servers, wanted } = await gates.until(login.signIn('alice', 'secret'));
  assert.deepEqual(servers, [
    { name: '龙城', status: 1, index: 0 },
    { name: 'second', status: 3, index: 1 },
  ]);
  assert.deepEqual([wanted?.['account'], wanted?.['quiz'], wanted?.['email']], ['alice', '问题', '']);
  await gates.stop();
});

test('mir client: characters are made, deleted, listed as deleted and restored', async () => {
  const { gates, client } = await atSelect({ dialect: 'DM' });
  assert.deepEqual(await gates.until(client.query()), []);
  await gates.until(client.create({ name: '玉龙', hair: 3, job: 2, sex: 1 }));
  await gates.until(client.delete('玉龙'));
  assert.deepEqual(await gates.until(client.query()), []);
  assert.deepEqual(
    (await gates.until(client.queryDeleted())).map(({ name, level, sex }) => [name, level, sex]),
    [['玉龙', 7, 0]],
  );
  await gates.until(client.restore('玉龙'));
  const again = await gates.rejection(client.restore('玉龙'));
  assert.ok(again instanceof MirClientError && again.refusal?.code === 2);
  assert.match(again.message, /restore-character: refused: the character is not deleted/);
  assert.equal((await gates.until(client.query())).length, 1);
  await gates.until(client.close());
  await gates.stop();
});

test('mir client: families without deleted characters say so before anything is sent', async () => {
  const { gates, client } = await atSelect({ dialect: 'PL' });
  for (const error of [await gates.rejection(client.queryDeleted()), await gates.rejection(client.restore('x'))]) {
    assert.ok(error instanceof MirClientError && error.code === 'request-invalid');
    assert.match(error.message, /clients of PL do not know it: choose DM or K98/);
  }
  assert.deepEqual(gates.identsAt('select'), []);
  await gates.stop();
});

test('mir client: one request at a time, and none after the end', async () => {
  const { gates, client } = await atSelect();
  const first = client.query();
  const second = await gates.rejection(client.query());
  assert.ok(second instanceof MirClientError && second.code === 'busy');
  assert.match(second.message, /query-characters waits for its answer: await one request before the next/);
  await gates.until(first);
  assert.equal(await gates.until(client.close()), 'closed-here');
  const late = await gates.rejection(client.query());
  assert.ok(late instanceof MirClientError && late.code === 'closed');
  assert.match(late.message, /closed from this side/);
  await gates.stop();
});

test('mir client: a late answer is not taken for that of the next request', async () => {
  const { gates, client } = await atSelect();
  gates.meddle = (visit) => {
    visit.reply({ ident: SM.deleteSuccess });
    return false;
  };
  assert.deepEqual(await gates.until(client.query()), []);
  assert.equal(client.connection.take(SM.deleteSuccess)?.message.ident, SM.deleteSuccess);
  assert.equal(client.connection.take(SM.deleteSuccess), null);
  await gates.stop();
});

test('mir client: of unrequested messages the newest are kept, up to a limit', async () => {
  const { gates, client } = await atSelect();
  gates.meddle = (visit) => {
    for (let count = 0; count < UNASKED_COUNT_MAX + 10; count++) visit.reply({ ident: 9_000, recog: count });
    return false;
  };
  await gates.until(client.query());
  assert.equal(client.connection.take(9_000)?.message.recog, 10);
  await gates.stop();
});

test('mir client: a session that is over, said before the end, stands in the error', async () => {
  const { gates, client } = await atSelect();
  await gates.until(client.query());
  const [visit] = gates.visits;
  visit?.reply({ ident: SM.outOfConnection });
  visit?.connection.close();
  await gates.pass(50);
  const error = await gates.rejection(client.query());
  assert.ok(error instanceof MirClientError && error.code === 'closed');
  assert.match(error.message, /without giving a reason, after it said that the session is over \(528\)$/);
  await gates.stop();
});

test('mir client: no bytes of a server throw, hang or grow it', async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .constantFrom('*', '#', '!', `#${'<'.repeat(16)}!`, `#${'<'.repeat(17)}!`, '\0\r\n')
      .map((text) => Buffer.from(text)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), fc.nat(), async (pieces, seed) => {
      const { gates, client } = await atSelect({ seed });
      gates.meddle = (visit) => {
        for (const bytes of pieces) visit.raw(Buffer.from(bytes).toString('latin1'));
        return true;
      };
      const error = await gates.rejection(client.query());
      assert.ok(
        error instanceof MirClientError && ['timeout', 'closed', 'refused'].includes(error.code),
        String(error),
      );
      await gates.until(client.close());
      await gates.stop();
    }),
    { numRuns: 40 },
  );
});

test('message-text: lists and addresses as the C++ family writes them', () => {
  const form = { dialect: dialectOf('CPP'), codec: createPlainCodec(), encoding: 'gbk' } as const;
  assert.deepEqual(readServers(encodeText('1,龙城,2,b,\0'), form), [
    { name: '龙城', status: null, index: 1 },
    { name: 'b', status: null, index: 2 },
  ]);
  const record = Buffer.concat([Uint8Array.of(1, 0, 35), encodeText('玉龙'), new Uint8Array(16)]);
  const character = { name: '玉龙', job: 1, hair: null, level: 35, sex: 0, isSelected: false };
  assert.deepEqual(readCharacters(record, form), [character]);
  assert.deepEqual(readCharacters(Buffer.concat([record, record, Uint8Array.of(0)]), form), [character, character]);
  for (let cut = 2; cut < record.length; cut++) assert.equal(readCharacters(record.subarray(0, cut), form), null);
  const header = { recog: 0, param: 81 };
  const place = { host: '10.0.0.5', port: 7100 };
  assert.deepEqual(readChosenServer(Buffer.from('10.0.0.5\0'), header, 7100), { endpoint: place, session: 81 });
  assert.deepEqual(readPlace(Buffer.from('10.0.0.5:7200'), 7100), { host: '10.0.0.5', port: 7200 });
});

test('message-text: an answer is read whole or not at all, wherever it is cut', () => {
  const form = { dialect: dialectOf('DM'), codec: createPlainCodec(), encoding: 'gbk' } as const;
  const list = encodeText('*玉龙/1/2/35/0/b龙/0/1/7/1/');
  const [first, second] = readCharacters(list, form) ?? [];
  assert.deepEqual([first?.name, first?.isSelected, first?.level], ['玉龙', true, 35]);
  assert.deepEqual([second?.name, second?.isSelected, second?.sex], ['b龙', false, 1]);
  const whole = [0, list.indexOf(0x62), list.length];
  for (let cut = 0; cut <= list.length; cut++) {
    assert.equal(readCharacters(list.subarray(0, cut), form) !== null, whole.includes(cut), `cut at ${cut}`);
  }
});
