import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeText } from '../names/index.ts';
import { ANN, LoginWorld, type RawClient, userBlocks } from './login-world.fixture.ts';

const tabbed = (...fields: readonly string[]) => encodeText(fields.join('\t'));

async function change(client: RawClient, ...fields: readonly string[]): Promise<readonly [number, number]> {
  return await client.result({ ident: 2003 }, tabbed(...fields));
}

test('register: an account is made once, by either width of the second record, and its name in any case', async () => {
  const world = await LoginWorld.start();
  assert.deepEqual(await world.client().result({ ident: 2002 }, ...userBlocks(ANN, 'narrow')), [504, 0]);
  assert.deepEqual(await world.client().result({ ident: 2002 }, ...userBlocks(ANN, 'narrow')), [505, 0]);
  assert.deepEqual((await world.client().register({ ...ANN, account: 'ANN01' })).recog, 0);
  const wide = { ...ANN, account: 'bob01', memo: '备忘'.repeat(10), mobile: '123456789012345' };
  assert.deepEqual(await world.client().result({ ident: 2002 }, ...userBlocks(wide, 'wide')), [504, 0]);
  const row = await world.until(world.srv.accounts.find('bob01'));
  assert.deepEqual([row?.userName, row?.memo, row?.mobile], ['安', wide.memo, wide.mobile]);
  assert.match(row?.hash ?? '', /^\$argon2id\$/);
  const stored = JSON.stringify(row);
  for (const secret of [ANN.password, '"Ann"', 'Rex']) assert.ok(!stored.includes(secret), 'nothing secret is stored');
  await world.stop();
});

test('register: names that GBK writes with bytes like signs are taken, others are refused', async () => {
  const world = await LoginWorld.start();
  // 啊 is B0 A1, 乗 is 81 5C: bytes that originals take for signs.
  for (const account of ['啊啊', '乗乗', 'a_b', '0123456789', 'ABC', '测试名字a']) {
    assert.equal((await world.client().register({ ...ANN, account })).ident, 504, account);
  }
  for (const account of ['', 'ab', 'a b', 'a/b', 'a(b)', 'a\tb', 'a-b', '　　', '！！', 'a*b']) {
    const answer = await world.client().register({ ...ANN, account });
    assert.deepEqual([answer.ident, answer.recog], [505, -1], account);
  }
  await world.stop();
});

test('register: passwords that are too short or no text, and names with control characters, are refused', async () => {
  const world = await LoginWorld.start();
  for (const user of [
    { ...ANN, password: 'abc' },
    { ...ANN, password: 'a\x01bc' },
    { ...ANN, userName: 'a\nb' },
    { ...ANN, memo: '\x7f' },
  ]) {
    assert.equal((await world.client().register(user)).recog, -1);
  }
  assert.equal(await world.until(world.srv.accounts.find('ann01')), null);
  await world.stop();
});

test('register: records cut at every offset, and lengths beyond their fields, are answered and make nothing', async () => {
  const world = await LoginWorld.start({ registerRate: { perSecond: 1_000, burst: 1_000 } });
  const [first = new Uint8Array(0), second = new Uint8Array(0)] = userBlocks(ANN);
  const answers: Promise<{ readonly ident: number; readonly recog: number }>[] = [];
  for (let cut = 0; cut < first.length; cut += 1)
    answers.push(world.client().ask({ ident: 2002 }, first.subarray(0, cut)));
  for (let cut = 0; cut < second.length; cut += 1) {
    answers.push(world.client().ask({ ident: 2002 }, first, second.subarray(0, cut)));
  }
  for (const [block, at] of [
    [first, 0],
    [first, 11],
    [second, 0],
    [second, 21],
  ] as const) {
    const wrong = Uint8Array.from(block);
    wrong[at] = 255;
    const blocks = block === first ? [wrong, second] : [first, wrong];
    answers.push(world.client().ask({ ident: 2002 }, ...blocks));
  }
  for (const { ident, recog } of await Promise.all(answers)) assert.deepEqual([ident, recog], [505, -1]);
  assert.equal(await world.until(world.srv.accounts.find('ann01')), null);
  await world.stop();
});

test('register: can be closed, and one address makes only so many accounts', async () => {
  const closed = await LoginWorld.start({ isRegisterOpen: false });
  assert.equal((await closed.client().register(ANN)).recog, -2);
  await closed.stop();
  const world = await LoginWorld.start({ registerRate: { perSecond: 0.01, burst: 2 } });
  const results: number[] = [];
  for (const account of ['aaa', 'bbb', 'ccc']) results.push((await world.client().register({ ...ANN, account })).ident);
  assert.deepEqual(results, [504, 504, 505]);
  assert.equal((await world.client('9.9.9.9').register({ ...ANN, account: 'ccc' })).ident, 504);
  await world.stop();
});

test('desk: the first request is served at once, one that comes too soon is answered', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  const client = world.client();
  assert.deepEqual(await change(client, 'ann01', 'secret', 'second'), [506, 0]);
  assert.deepEqual(await change(client, 'ann01', 'second', 'third3'), [507, -2]);
  assert.deepEqual(await client.result({ ident: 2010 }, tabbed('ann01', '', '', '', '', '')), [509, -2]);
  assert.deepEqual([(await client.register(ANN)).recog, (await client.register(ANN, 2004)).recog], [-1, 0]);
  world.clock.advance(5_000);
  assert.deepEqual(await change(client, 'ann01', 'second', 'third3'), [506, 0]);
  await world.stop();
});

test('change: with the old password, to one that may be', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  const changed = (...fields: readonly string[]) => change(world.client(), ...fields);
  assert.deepEqual(await changed('ann01', 'secret', 'abc'), [507, 0], 'too short');
  assert.deepEqual(await changed('nobody', 'secret', 'abcd'), [507, 0]);
  assert.deepEqual(await changed('ann01', 'wrong', 'abcd'), [507, -1]);
  assert.deepEqual(await changed('ann01'), [507, 0]);
  assert.deepEqual(await changed('ann01', 'secret'), [507, 0]);
  assert.deepEqual(await changed(''), [507, 0]);
  assert.deepEqual(await changed('ANN01', 'secret', 'a/b c'), [506, 0]);
  assert.equal((await world.client().signIn('ann01', 'secret')).recog, -1);
  assert.equal((await world.client().signIn('ann01', 'a/b c')).ident, 529);
  await world.stop();
});

test('change: guessing the old password is locked as guessing at sign-in is, together with it', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  for (let tries = 0; tries < 3; tries++) await change(world.client(), 'ann01', 'wrong', 'abcd');
  for (let tries = 0; tries < 2; tries++) await world.client().signIn('ann01', 'wrong');
  assert.deepEqual(await change(world.client(), 'ann01', 'secret', 'abcd'), [507, -2]);
  assert.deepEqual((await world.client().signIn('ann01', 'secret')).recog, -2);
  await world.stop();
});

test('change: of two at once one succeeds', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  const results = await Promise.all([
    change(world.client(), 'ann01', 'secret', 'first1'),
    change(world.client(), 'ann01', 'secret', 'second'),
  ]);
  assert.deepEqual(results.map(([ident]) => ident).sort(), [506, 507]);
  await world.stop();
});

test('update: only one’s own account, and neither its password nor an answer that was left empty', async () => {
  const world = await LoginWorld.start();
  const client = await world.signedIn();
  assert.equal((await world.client().register({ ...ANN, email: 'x' }, 2004)).recog, 0, 'not signed in');
  await world.until(world.srv.accounts.add({ ...ANN, account: 'bob01' }));
  const written = { ...ANN, email: 'new@example.org', password: 'hacked', answer: '', answer2: 'Tom' };
  assert.deepEqual([(await client.register({ ...written, account: 'bob01' }, 2004)).ident], [533]);
  world.clock.advance(5_000);
  assert.equal((await client.register({ ...written, account: 'ANN01' }, 2004)).ident, 532);
  world.clock.advance(5_000);
  assert.deepEqual(await client.result({ ident: 2004 }, Buffer.from('short')), [533, -1]);
  client.leave();
  const row = await world.until(world.srv.accounts.find('ann01'));
  assert.equal(row?.email, 'new@example.org');
  assert.equal((await world.until(world.srv.accounts.find('bob01')))?.email, 'ann@example.org');
  assert.equal((await world.client().signIn('ann01', 'secret')).ident, 529);
  assert.equal(await world.until(world.srv.accounts.isAnswer(row?.answerHash ?? '', 'ann')), true);
  assert.equal(await world.until(world.srv.accounts.isAnswer(row?.answer2Hash ?? '', 'Tom')), true);
  await world.stop();
});

test('recover: one question with its answer and the birthday give a new password, by either family’s number', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  const first = await world.client().ask({ ident: 2010 }, tabbed('ann01', ANN.quiz, ' ANN ', 'x', 'y', ANN.birthday));
  assert.equal(first.ident, 508);
  assert.match(first.text, /^[a-z2-9]{10}$/);
  assert.equal((await world.client().signIn('ann01', 'secret')).recog, -1, 'the lost one is no longer good');
  const signedIn = world.client();
  assert.equal((await signedIn.signIn('ann01', first.text)).ident, 529);
  const second = await world
    .client()
    .ask({ ident: 5003 }, tabbed('ann01', 'x', 'y', ANN.quiz2, ANN.answer2, ANN.birthday));
  assert.equal(second.ident, 5005);
  assert.notEqual(second.text, first.text);
  await world.stop();
});

test('recover: what does not match has a number each, and five of them lock', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  await world.until(world.srv.accounts.add({ ...ANN, account: 'bare1', quiz: '', answer: '', quiz2: '', answer2: '' }));
  const asked = (...fields: readonly string[]) => world.client().result({ ident: 2010 }, tabbed(...fields));
  assert.deepEqual(await asked('nobody', ANN.quiz, ANN.answer, '', '', ANN.birthday), [509, 0]);
  assert.deepEqual(await asked('ann01'), [509, 0]);
  assert.deepEqual(await asked('bare1', '', '', '', '', ANN.birthday), [509, -1]);
  assert.deepEqual(await asked('ann01', 'x', ANN.answer, 'y', ANN.answer2, ANN.birthday), [509, -1]);
  assert.deepEqual(await asked('ann01', ANN.quiz, 'x', '', '', ANN.birthday), [509, -3]);
  assert.deepEqual(await asked('ann01', ANN.quiz, ANN.answer2, '', '', ANN.birthday), [509, -3]);
  assert.deepEqual(await asked('ann01', ANN.quiz, '', '', '', ANN.birthday), [509, -3]);
  assert.deepEqual(await asked('ann01', ANN.quiz, ANN.answer, '', '', '1990'), [509, -3]);
  assert.deepEqual(await asked('ann01', ANN.quiz, ANN.answer, '', '', ANN.birthday), [509, -2]);
  assert.deepEqual(await world.client().result({ ident: 5003 }, tabbed('ann01')), [5006, 0]);
  await world.stop();
  const off = await LoginWorld.start({ isRecoveryOn: false });
  await off.until(off.srv.accounts.add(ANN));
  const given = tabbed('ann01', ANN.quiz, ANN.answer, '', '', ANN.birthday);
  assert.deepEqual(await off.client().result({ ident: 2010 }, given), [509, 0]);
  await off.stop();
});

test('desk: unknown messages are tolerated up to a limit', async () => {
  const world = await LoginWorld.start();
  const client = world.client();
  for (let number = 0; number < 20; number++) client.send({ ident: 60_000 + number });
  assert.deepEqual(await client.result({ ident: 2000, recog: 20_020_522 }), [500, 0]);
  client.send({ ident: 1 });
  await world.until(() => client.isKicked);
  assert.equal(world.count('mir_message_unknown'), 21);
  await world.stop();
});
