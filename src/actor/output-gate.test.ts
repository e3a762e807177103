import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Held, KeptQueue, OutputGate } from './output-gate.ts';

class Recorded extends Held {
  readonly #name: string;
  readonly #to: string[];

  constructor(name: string, to: string[]) {
    super();
    this.#name = name;
    this.#to = to;
  }

  override release(): void {
    this.#to.push(this.#name);
    if (this.#name.startsWith('bad')) throw new Error(this.#name);
  }

  override withhold(error: unknown): void {
    this.#to.push(`${this.#name}: ${String(error)}`);
  }
}

/** A promise of the journal that counts its reactions, and settles at once. */
class Group {
  reactions: { readonly kept: () => void; readonly failed: (error: unknown) => void }[] = [];

  // biome-ignore lint/suspicious/noThenProperty: it stands for a promise.
  then(kept: () => void, failed: (error: unknown) => void): void {
    this.reactions.push({ kept, failed });
  }

  get promise(): Promise<void> {
    return this as unknown as Promise<void>;
  }
}

function start() {
  const left: string[] = [];
  const queue = new KeptQueue();
  const gates = [0, 1, 2].map(() => new OutputGate(queue, { gateHasRoom: () => {} }));
  const hold = (at: number, name: string, group: Group | null): void =>
    gates[at]?.hold(group?.promise ?? null, new Recorded(name, left));
  return { left, gates, hold };
}

test('gate: what waits for one group of the journal, at however many owners, is let out by one reaction', () => {
  const { left, hold } = start();
  const [first, second] = [new Group(), new Group()];
  for (const at of [0, 1, 2]) hold(at, `first ${at}`, first);
  for (const at of [0, 1, 2]) hold(at, `second ${at}`, second);
  assert.deepEqual([first.reactions.length, second.reactions.length], [1, 1]);
  first.reactions[0]?.kept();
  assert.deepEqual(left, ['first 0', 'first 1', 'first 2']);
  second.reactions[0]?.failed('disk-full');
  assert.deepEqual(left.slice(3), ['second 0: disk-full', 'second 1: disk-full', 'second 2: disk-full']);
});

test('gate: what a turn let out too late for its group leaves with the next one, in the order of the turns', () => {
  const { left, gates, hold } = start();
  const [first, second] = [new Group(), new Group()];
  hold(0, 'a', first);
  hold(0, 'b', second);
  hold(0, 'c', first);
  for (const { kept } of second.reactions) kept();
  assert.deepEqual(left, []);
  for (const { kept } of first.reactions) kept();
  assert.deepEqual(left, ['a', 'b', 'c']);
  hold(0, 'd', first);
  for (const { kept } of first.reactions.slice(2)) kept();
  assert.deepEqual([left.at(-1), gates[0]?.count], ['d', 0]);
});

test('gate: what one owner throws keeps back no other', () => {
  const { left, hold } = start();
  const group = new Group();
  for (const [at, name] of ['good 0', 'bad 1', 'good 2'].entries()) hold(at, name, group);
  assert.throws(() => group.reactions[0]?.kept(), /bad 1/);
  assert.deepEqual(left, ['good 0', 'bad 1', 'good 2']);
});
