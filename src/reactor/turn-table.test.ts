import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IoEvent } from './io.ts';
import { TurnTable } from './turn-table.ts';

test('turn-table: rows and bytes lie where the table says, also after it has grown', () => {
  const table = new TurnTable({ rowsMax: 2, arenaBytes: 8 });
  table.pushBytes(3, Uint8Array.of(1, 2, 3));
  table.pushBytes(4, Uint8Array.of(4, 5));
  assert.deepEqual([table.isFull, table.room], [true, 0]);
  table.growRows();
  assert.equal(table.room, 3);
  table.push(IoEvent.closed, 3, -104);
  assert.deepEqual([...table.event.subarray(0, 3)], [IoEvent.received, IoEvent.received, IoEvent.closed]);
  assert.deepEqual([...table.socket.subarray(0, 3)], [3, 4, 3]);
  assert.deepEqual([...table.value.subarray(0, 3)], [3, 2, -104]);
  assert.deepEqual([...table.arena.subarray(table.offset[1], (table.offset[1] ?? 0) + 2)], [4, 5]);
  assert.throws(() => table.pushBytes(5, new Uint8Array(4)), /fit into the arena/);
  table.clear();
  assert.deepEqual([table.count, table.room], [0, 8]);
});
