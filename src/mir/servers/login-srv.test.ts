import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeText } from '../names/index.ts';
import { dialectOf, readRecord, USER_ENTRY } from '../wire/index.ts';
import { ANN, LoginWorld } from './login-world.fixture.ts';

test('loginsrv: from registering to a session that the servers know of', async () => {
  const world = await LoginWorld.start();
  const database = world.server();
  const client = world.client('5.6.7.8');
  assert.deepEqual(await client.result({ ident: 2000, recog: 20_020_522 }), [500, 0]);
  assert.equal((await client.register(ANN)).ident, 504);
  const list = await client.signIn('ANN01', 'secret');
  assert.deepEqual([list.ident, list.recog, list.param, list.tag, list.series], [529, 0, 0, 0, 2]);
  assert.equal(list.text, '热血/1/Two/0/');
  database.take();
  const chosen = await client.choose('热血');
  assert.equal(chosen.ident, 530);
  assert.ok(chosen.recog >= 2);
  assert.equal(chosen.text, `10.9.9.1/7100/${chosen.recog}`);
  world.settle();
  assert.equal(database.take(), `(100/ann01/${chosen.recog}/0/5/5.6.7.8)`);
  client.leave();
  world.settle();
  assert.equal(world.srv.status().sessions, 1, 'it goes on at the selgate');
  database.send(`(102/ann01/${chosen.recog})`);
  world.settle();
  assert.equal(database.take(), `(101/ann01/${chosen.recog})`);
  assert.equal(world.srv.status().sessions, 0);
  await world.stop();
});

test('loginsrv: a client that is too old is refused, and without a limit any version is accepted', async () => {
  const world = await LoginWorld.start();
  assert.deepEqual(await world.client().result({ ident: 2000, recog: 20_011_005 }), [501, 0]);
  assert.deepEqual(await world.client().result({ ident: 2000, recog: 20_011_006 }), [500, 0]);
  await world.stop();
  const any = await LoginWorld.start({ versionMin: null });
  assert.deepEqual(await any.client().result({ ident: 2000, recog: -1 }), [500, 0]);
  await any.stop();
});

test('loginsrv: what is wrong with a sign-in has a number each', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  const client = world.client();
  const refused = async (text: string) => {
    const { ident, recog } = await client.ask({ ident: 2001 }, Buffer.from(text, 'latin1'));
    return [ident, recog];
  };
  assert.deepEqual(await refused('nobody/secret'), [503, 0]);
  assert.deepEqual(await refused('ann01/wrong'), [503, -1]);
  assert.deepEqual(await refused('ann01/'), [503, -1]);
  assert.deepEqual(await refused('ann01'), [503, 0]);
  assert.deepEqual(await refused(''), [503, 0]);
  assert.deepEqual(await refused('\xff\xff/secret'), [503, 0]);
  assert.deepEqual(await refused('ann01/secret/'), [503, -1], 'a slash may be part of a password');
  await world.until(world.srv.accounts.ban('Ann01', true));
  assert.deepEqual(await refused('ann01/secret'), [503, -5]);
  await world.until(world.srv.accounts.ban('ann01', false));
  assert.equal((await client.signIn('ann01', 'secret')).ident, 529);
  await world.stop();
});

test('loginsrv: after five wrong passwords none is looked at for a minute, from that address', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  const results: number[] = [];
  for (let tries = 0; tries < 7; tries++) results.push((await world.client('6.6.6.6').signIn('ann01', 'x')).recog);
  assert.deepEqual(results, [-1, -1, -1, -1, -1, -2, -2]);
  assert.equal((await world.client('6.6.6.6').signIn('ann01', 'secret')).recog, -2);
  assert.equal((await world.client('7.7.7.7').signIn('ann01', 'secret')).ident, 529, 'the player is elsewhere');
  assert.equal((await world.client('6.6.6.6').signIn('bob', 'x')).recog, 0, 'the address itself is not locked');
  world.clock.advance(60_000);
  assert.equal((await world.client('6.6.6.6').signIn('ann01', 'secret')).recog, -3, 'trying did not make it longer');
  await world.stop();
});

test('loginsrv: many that guess at once do not slip through, and an answer that comes is right', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  const answers = await Promise.all(Array.from({ length: 20 }, () => world.client('6.6.6.6').signIn('ann01', 'guess')));
  assert.equal(answers.filter(({ recog }) => recog === -1).length, 5);
  assert.equal(answers.filter(({ recog }) => recog === -2).length, 15);
  await world.stop();
});

test('loginsrv: strangers cannot lock out an address that signed in lately', async () => {
  const world = await LoginWorld.start();
  const home = await world.signedIn('ann01', '1.1.1.1');
  home.leave();
  world.settle();
  for (let number = 0; number < 40; number++) await world.client(`6.6.${number}.6`).signIn('ann01', 'guess');
  assert.equal((await world.client('8.8.8.8').signIn('ann01', 'secret')).recog, -2);
  assert.equal((await world.client('1.1.1.1').signIn('ann01', 'secret')).ident, 529);
  await world.stop();
});

test('loginsrv: a second sign-in is refused, ends the first, and succeeds when tried again', async () => {
  const world = await LoginWorld.start();
  const first = await world.signedIn();
  const second = world.client();
  assert.deepEqual((await second.signIn('ann01', 'secret')).recog, -3);
  assert.equal(first.isKicked, true, 'it had chosen no server');
  assert.equal((await second.signIn('ann01', 'secret')).ident, 529);
  await world.stop();
});

test('loginsrv: when a playing account signs in again, servers are notified at once, and the account is free five seconds later', async () => {
  const world = await LoginWorld.start();
  const database = world.server();
  const first = await world.signedIn();
  const { recog: session } = await first.choose('热血');
  world.settle();
  database.take();
  const second = world.client();
  assert.equal((await second.signIn('ann01', 'secret')).recog, -3);
  world.settle();
  assert.equal(database.take(), `(101/ann01/${session})`);
  assert.equal((await second.signIn('ann01', 'secret')).recog, -3);
  world.clock.advance(5_000);
  assert.equal((await second.signIn('ann01', 'secret')).ident, 529);
  assert.equal(database.take(), '', 'the end is told once');
  await world.stop();
});

test('loginsrv: who signs in twice on one connection is closed', async () => {
  const world = await LoginWorld.start();
  const client = await world.signedIn();
  client.send({ ident: 2001 }, encodeText('ann01/secret'));
  await world.until(() => client.isKicked);
  world.settle();
  assert.equal(world.srv.status().sessions, 0);
  await world.stop();
});

test('loginsrv: a player who goes without choosing a server leaves nothing behind', async () => {
  const world = await LoginWorld.start();
  const client = await world.signedIn();
  assert.equal(world.srv.status().sessions, 1);
  client.leave();
  world.settle();
  assert.equal(world.srv.status().sessions, 0);
  assert.equal((await world.client().signIn('ann01', 'secret')).ident, 529);
  await world.stop();
});

test('loginsrv: a client that disconnects while its password is checked leaves no session', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  const client = world.client();
  client.send({ ident: 2001 }, encodeText('ann01/secret'));
  client.leave();
  await world.until(() => world.srv.status().port.handling > 0);
  await world.until(() => world.srv.status().port.handling === 0);
  assert.equal(world.srv.status().sessions, 0);
  await world.stop();
});

test('loginsrv: when a client disconnects before it receives its session, the session is closed', async () => {
  const world = await LoginWorld.start();
  const database = world.server();
  const client = await world.signedIn();
  world.settle();
  database.take();
  client.send({ ident: 104 }, encodeText('热血'));
  client.leave();
  await world.until(() => world.count('mir_sessions_ended{never-heard}') === 1);
  world.settle();
  assert.match(database.take(), /^\(100\/ann01\/(\d+)\/0\/5\/1\.2\.3\.4\)\(101\/ann01\/\1\)$/);
  await world.stop();
});

test('loginsrv: choosing a server is answered, whatever was asked', async () => {
  const world = await LoginWorld.start();
  const stranger = world.client();
  assert.equal((await stranger.choose('热血')).ident, 528, 'not signed in');
  const client = await world.signedIn();
  assert.equal((await client.choose('热血')).ident, 526, 'it is not on the bus');
  assert.equal((await client.choose('Elsewhere')).ident, 526, 'there is no such server');
  const database = world.server('热血', { online: 100 });
  assert.equal((await client.choose('热血')).ident, 526, 'it is full');
  const database2 = world.server('热血', { online: 99 });
  assert.equal((await client.choose(' 热血')).ident, 530);
  assert.equal((await client.choose('热血')).ident, 528, 'once');
  assert.equal(database.isClosed || database.isEnded, true);
  assert.equal(database2.isEnded, false);
  assert.equal(world.count('mir_servers_refused{full}'), 1);
  await world.stop();
});

test('loginsrv: selgates are taken in turn, and with dynamic addresses players go where they came by', async () => {
  const world = await LoginWorld.start();
  world.server();
  const routes: string[] = [];
  for (const account of ['aaa', 'bbb', 'ccc']) {
    const { text } = await (await world.signedIn(account)).choose('热血');
    routes.push(text.replace(/\d+$/, ''));
  }
  assert.deepEqual(routes, ['10.9.9.1/7100/', '10.9.9.2/7101/', '10.9.9.1/7100/']);
  await world.stop();
  const dynamic = await LoginWorld.start({ isAddressDynamic: true });
  dynamic.server();
  const { text } = await (await dynamic.signedIn()).choose('热血');
  assert.match(text, /^10\.0\.2\.1\/7100\/\d+$/);
  await dynamic.stop();
});

test('loginsrv: how full a server is', async () => {
  const world = await LoginWorld.start();
  const digits: string[] = [];
  for (const online of [0, 50, 51, 80, 81, 99, 100, 101]) {
    world.server('热血', { online });
    const client = await world.signedIn();
    client.leave();
    world.settle();
    const list = await world.client().signIn('ann01', 'secret');
    digits.push(list.text.split('/')[1] ?? '');
    await world.until(Promise.resolve(world.srv.kick('ann01')));
  }
  assert.deepEqual(digits, ['1', '1', '2', '2', '3', '3', '4', '4']);
  await world.stop();
});

test('loginsrv: an account that is not complete is asked to be, before the list', async () => {
  const world = await LoginWorld.start();
  const { userName: _, ...rest } = ANN;
  await world.until(world.srv.accounts.add({ ...rest, userName: '' }));
  const client = world.client();
  client.send({ ident: 2001 }, encodeText('ann01/secret'));
  const [asked, list] = await client.answers(2);
  assert.deepEqual([asked?.ident, list?.ident], [531, 529]);
  const read = readRecord(USER_ENTRY, asked?.bytes ?? new Uint8Array(0));
  assert.equal(read.kind, 'record');
  const field = (name: 'account' | 'password' | 'quiz' | 'answer') =>
    read.kind === 'record' ? Buffer.from(read.fields[name]).toString('latin1') : '';
  assert.equal(field('account'), 'ann01');
  assert.equal(field('password'), 'secret', 'what the client has just sent');
  assert.equal(field('quiz'), Buffer.from(encodeText(ANN.quiz)).toString('latin1'));
  assert.equal(field('answer'), '', 'answers are kept as hashes');
  assert.equal((await client.register(ANN, 2004)).ident, 532);
  client.leave();
  const again = world.client();
  assert.equal((await again.signIn('ann01', 'secret')).ident, 529);
  await world.stop();
});

test('loginsrv: each family has its number for a version that is taken, and CPP its list', async () => {
  const numbers: number[] = [];
  for (const dialect of ['DM', 'CPP'] as const) {
    const world = await LoginWorld.start({ dialect: dialectOf(dialect) });
    numbers.push((await world.client().ask({ ident: 2000, recog: 20_020_522 })).ident);
    if (dialect === 'CPP') {
      world.server();
      const client = world.client();
      await world.until(world.srv.accounts.add(ANN));
      const list = await client.signIn('ann01', 'secret');
      assert.deepEqual([list.param, Buffer.from(list.bytes).toString('latin1').endsWith(',\0')], [1, true]);
      assert.equal(list.text, '0,热血,1,Two,');
      const chosen = await client.ask({ ident: 104, param: 0 }, encodeText('ktest'));
      assert.equal(chosen.ident, 530);
    }
    await world.stop();
  }
  assert.deepEqual(numbers, [500, 500]);
});

test('loginsrv: as many sessions as there may be', async () => {
  const world = await LoginWorld.start({ sessionsMax: 2 });
  await world.signedIn('aaa');
  const second = await world.signedIn('bbb');
  await world.until(world.srv.accounts.add({ ...ANN, account: 'ccc' }));
  const third = world.client();
  assert.equal((await third.signIn('ccc', 'secret')).ident, 526);
  second.leave();
  assert.equal((await third.signIn('ccc', 'secret')).ident, 529);
  await world.stop();
});

test('loginsrv: a session lasts no longer than it may, and a kick ends it at once', async () => {
  const world = await LoginWorld.start({ sessionLifeMs: 3_600_000 });
  const database = world.server();
  const client = await world.signedIn();
  const { recog: session } = await client.choose('热血');
  const other = await world.signedIn('bob');
  const { recog: otherSession } = await other.choose('热血');
  world.settle();
  database.take();
  assert.equal(world.srv.kick('BOB'), true);
  world.settle();
  assert.equal(database.take(), `(111/bob/${otherSession})(101/bob/${otherSession})`);
  assert.equal(world.srv.kick('nobody'), false);
  for (let seconds = 0; seconds < 3_690; seconds += 30) {
    world.gate.send('%--$');
    database.send('(103/x/99/0)');
    world.clock.advance(30_000);
  }
  assert.ok(database.take().includes(`(101/ann01/${session})`));
  assert.equal(world.count('mir_sessions_ended{expired}'), 1);
  await world.stop();
});

test('loginsrv: two restarts, and who plays keeps its session while who left does not', async () => {
  const world = await LoginWorld.start();
  world.server();
  const ann = await (await world.signedIn('ann01')).choose('热血');
  const bob = await (await world.signedIn('bob01')).choose('热血');
  await world.signedIn('cid01');
  for (let restart = 1; restart <= 2; restart++) {
    await world.stopSrv();
    await world.startSrv();
    const database = world.server();
    const told = database.take();
    assert.equal(told.includes(`(100/ann01/${ann.recog}/`), true);
    assert.equal(told.includes(`(100/bob01/${bob.recog}/`), restart === 1);
    assert.equal(told.includes('cid01'), false, 'it had chosen no server');
    assert.match(told, /\(104\/0\)$/);
    database.send(`(102/bob01/${bob.recog})`);
    world.settle();
  }
  assert.equal((await world.client().signIn('ann01', 'secret')).recog, -3);
  assert.equal((await world.client().signIn('bob01', 'secret')).ident, 529);
  await world.stop();
});

test('loginsrv: who has gone is not hashed for, and counts for nothing', async () => {
  const world = await LoginWorld.start();
  await world.until(world.srv.accounts.add(ANN));
  const gone = Array.from({ length: 30 }, (_, index) => world.client(`6.6.6.${1 + index}`));
  for (const client of gone) client.send({ ident: 2001 }, encodeText('ann01/wrong'));
  for (const client of gone) client.leave();
  world.settle();
  await world.until(() => world.srv.status().port.handling === 0);
  assert.equal(world.count('mir_sign_ins{wrongPassword}'), 0);
  assert.equal((await world.client('8.8.8.8').signIn('ann01', 'secret')).ident, 529, 'it is not locked');
  await world.stop();
});
