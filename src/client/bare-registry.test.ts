import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ChatS2c } from '../modules/chat/chat.messages.ts';
import { createBareRegistry, ENTER_MESSAGES } from './bare-registry.ts';
import { createClientRegistry } from './client-registry.ts';

/** Names of the messages of a server that a file reads. */
function readBy(file: string): Set<string> {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8');
  return new Set([...text.matchAll(/\b(\w+)S2c\b/g)].map(([, name = '']) => `${name}S2c`));
}

function typeNameOf(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

test('bare registry: it has the messages of the game, and those that the client and enterWorld read', () => {
  const { messages } = createBareRegistry([...ENTER_MESSAGES, ChatS2c]);
  const known = new Set(messages.map(({ name }) => typeNameOf(name)));
  const wanted = ['client.ts', 'waiting-event.ts', 'enter-world.ts'].flatMap((file) => [...readBy(file)]);
  assert.ok(wanted.length > 10);
  assert.deepEqual(
    wanted.filter((name) => !known.has(name)),
    [],
  );
  assert.ok(known.has('ChatS2c'));
  assert.ok(messages.length < createClientRegistry().messages.length / 2);
});
