// Players that wait for a place on a whole server, with jadegate's own client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, connectClient, enterWorld, type WaitingEvent } from '../client/index.ts';
import { ChatS2c } from '../modules/chat/chat.messages.ts';
import { startTestServer, type TestServer } from '../testing.ts';

interface Waiting {
  readonly client: Client;
  readonly events: WaitingEvent[];
  readonly entered: Promise<unknown>;
  /** Resolves with the next event of the kind. */
  next(kind: WaitingEvent['kind']): Promise<WaitingEvent>;
}

async function start(server: TestServer, account: string): Promise<Waiting> {
  const client = await connectClient({ url: server.url, waiting: true });
  const events: WaitingEvent[] = [];
  const waits: { readonly kind: string; readonly resolve: (event: WaitingEvent) => void }[] = [];
  client.onWaiting((event) => {
    events.push(event);
    for (const wait of waits.splice(0)) {
      if (wait.kind === event.kind) wait.resolve(event);
      else waits.push(wait);
    }
  });
  const next = (kind: WaitingEvent['kind']): Promise<WaitingEvent> => {
    const { promise, resolve } = Promise.withResolvers<WaitingEvent>();
    waits.push({ kind, resolve });
    return promise;
  };
  const entered = enterWorld(client, { credentials: account });
  entered.catch(() => {});
  return { client, events, entered, next };
}

const kinds = (events: readonly WaitingEvent[]): readonly string[] => events.map(({ kind }) => kind);

test('waiting: a client waits, keeps its place over a lost connection, and enters when a place is free', async () => {
  await using server = await startTestServer({ settings: { gate: { admission: { playersMax: 1 } } } });
  const first = await server.enter('ann');
  const second = await start(server, 'ben');
  await second.next('waiting');
  const third = await start(server, 'cid');
  assert.deepEqual(await third.next('waiting'), { kind: 'waiting', for: 'server', position: 2, estimateMs: null });
  const back = second.next('waiting');
  second.client.cutLink();
  assert.deepEqual(await back, { kind: 'waiting', for: 'server', position: 1, estimateMs: null });
  const isIn = second.next('in');
  await first.client.close();
  await isIn;
  await second.entered;
  assert.deepEqual(kinds(second.events), ['waiting', 'away', 'waiting', 'in']);
  assert.equal(server.server.gate.admissions.status.waiting, 1);
  const thirdIn = third.next('in');
  await second.client.close();
  await thirdIn;
  await third.entered;
  await third.client.close();
});

test('waiting: a client that closes gives its place in the order up', async () => {
  await using server = await startTestServer({ settings: { gate: { admission: { playersMax: 1 } } } });
  await server.enter('ann');
  const second = await start(server, 'ben');
  await second.next('waiting');
  await second.client.close();
  assert.equal(server.server.gate.admissions.status.waiting, 0);
});

test('waiting: who waits for a door that closes is refused with its reason; those inside read the countdown', async () => {
  await using server = await startTestServer({ settings: { gate: { admission: { playersMax: 1 } } } });
  const first = await server.enter('ann');
  const second = await start(server, 'ben');
  await second.next('waiting');
  const request = { command: 'door-close', reason: 'maintenance', in: '1s' };
  const answer = await server.server.control(request);
  assert.deepEqual(answer, {
    ok: true,
    result: 'the door closes in 1 s; players who are in stay in; players read: maintenance',
  });
  assert.equal((await first.client.next(ChatS2c)).msginfo, 'The server closes in 1 s: maintenance');
  const closed = await second.client.closed;
  assert.deepEqual(closed.told, { reason: 110, name: 'door-closed', text: 'maintenance' });
  await assert.rejects(second.entered, /maintenance/);
  assert.equal(first.client.isOpen, true);
});

test('waiting: where every line is full, a player waits for one, and nobody who comes later takes it', async () => {
  await using server = await startTestServer({ settings: { lines: { count: 1, dynamicMax: 0, playersMax: 1 } } });
  const first = await server.enter('ann');
  const second = await start(server, 'ben');
  assert.deepEqual(await second.next('waiting'), { kind: 'waiting', for: 'line', position: 1, estimateMs: null });
  await assert.rejects(
    server.enter('dan'),
    /map_change_failed_s2c, reason 10007/,
    'a client that does not know of waiting',
  );
  const third = await start(server, 'cid');
  assert.equal(((await third.next('waiting')) as { readonly position?: number }).position, 2);
  const isIn = second.next('in');
  await first.client.close();
  await isIn;
  await second.entered;
  assert.equal(server.server.gate.directory.roleCount, 1);
  await third.client.close();
});
