import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestServer } from '../../testing.ts';
import { CHANNEL } from './chat-channels.ts';
import { chatHistory } from './chat-history.ts';
import { chatLine } from './chat-line.ts';

const speaker = { id: 7n, name: 'Alice', serverId: 1 };

function lineOf(text: string, details: readonly Uint8Array[] = []) {
  return chatLine({ type: CHANNEL.guild, text, speaker, details });
}

async function textsOf(server: TestServer, key: string): Promise<readonly string[]> {
  return (await server.scope.actor(chatHistory, key).recent()).map(({ line }) => line.msginfo);
}

test('chat history: the last lines of each key are kept over a crash, as they were said', async () => {
  await using server = await startTestServer({ settings: { chat: { history: { linesMax: 3 } } } });
  const [one, two] = ['guild/1', 'guild/2'];
  for (const text of ['a', 'b', 'c', 'd'])
    await server.scope.actor(chatHistory, one).add({ line: lineOf(text, [Uint8Array.of(1)]), atMs: 5 });
  await server.scope.actor(chatHistory, two).add({ line: lineOf('x'), atMs: 6 });
  await server.crash();
  assert.deepEqual(await textsOf(server, one), ['b', 'c', 'd']);
  const [last] = await server.scope.actor(chatHistory, two).recent();
  assert.deepEqual(last, { line: lineOf('x'), atMs: 6 });
  await server.scope.actor(chatHistory, one).clear();
  assert.deepEqual([await textsOf(server, one), await textsOf(server, two)], [[], ['x']]);
});

test('chat history: of the longest lines it gives the last that fit an answer; a server may keep none', async () => {
  await using server = await startTestServer({ settings: { chat: { history: { linesMax: 500 } } } });
  const ref = server.scope.actor(chatHistory, 'guild/1');
  for (let at = 0; at < 60; at++)
    await ref.add({ line: lineOf(String(at).padEnd(600, 'x'), [new Uint8Array(1_024)]), atMs: at });
  const recent = await ref.recent();
  assert.ok(recent.length > 20 && recent.length < 60, `${recent.length} lines`);
  assert.equal(recent.at(-1)?.atMs, 59);
  await using other = await startTestServer({ settings: { chat: { history: { linesMax: 0 } } } });
  await other.scope.actor(chatHistory, 'guild/1').add({ line: lineOf('a'), atMs: 1 });
  assert.deepEqual(await textsOf(other, 'guild/1'), []);
});
