import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SeenFault, SeenWorld } from './seen-world.ts';

class Client {
  readonly faults: SeenFault[] = [];
  readonly world = new SeenWorld((fault) => this.faults.push(fault));

  frame(frame: number, kind: 'key' | 'step' = 'step'): this {
    this.world.frame({ frame, isKey: kind === 'key', left: 0 });
    return this;
  }

  create(id: number): this {
    const object = { objectid: BigInt(id), objecttype: 1, attrs: [] };
    this.world.update({ deleteids: [], createAttrs: [object], changeAttrs: [] });
    return this;
  }

  delete(id: number): this {
    this.world.update({
      deleteids: [{ objectid: BigInt(id), objecttype: 1, attrs: [] }],
      createAttrs: [],
      changeAttrs: [],
    });
    return this;
  }

  get known(): number[] {
    return [...this.world.known.keys()].map(Number);
  }
}

test('seen world: a client that came back gets the next frame, or a key frame after a gap', () => {
  const next = new Client().frame(1, 'key').create(7);
  next.world.resumed();
  next.frame(2).create(8).frame(3);
  assert.deepEqual([next.faults, next.known], [[], [7, 8]]);
  const key = new Client().frame(1, 'key').create(7);
  key.world.resumed();
  key.frame(5, 'key').create(8);
  key.world.close();
  assert.deepEqual([key.faults, key.known], [[], [8]]);
});

test('seen world: a frame behind a gap is skipped until the key frame, and without one it is a fault', () => {
  for (const hasKey of [true, false]) {
    const client = new Client().frame(1, 'key').create(7);
    client.world.resumed();
    client.frame(4).delete(9).create(7);
    if (hasKey) client.frame(5, 'key').create(8);
    client.world.close();
    assert.deepEqual([client.faults, client.known], hasKey ? [[], [8]] : [['frame-gap'], [7]]);
  }
});

test('seen world: a gap without a loss is a fault, also when the client came back earlier', () => {
  const client = new Client().frame(1, 'key');
  client.world.resumed();
  client.frame(2).frame(4);
  assert.deepEqual(client.faults, ['frame-gap']);
});

test('seen world: after a resync nothing counts until the change of map', () => {
  const client = new Client().frame(1, 'key').create(7);
  client.world.resynced();
  client.frame(9).delete(5).create(6);
  client.world.resumed();
  client.frame(12).create(6);
  assert.deepEqual([client.faults, client.known], [[], []]);
  client.world.changeMap();
  client.frame(1, 'key').create(3);
  client.world.close();
  assert.deepEqual([client.faults, client.known], [[], [3]]);
});
