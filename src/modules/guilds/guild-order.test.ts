// The list of names against a plain sorted list, over random changes; and weeks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldCase } from '../words/filter/index.ts';
import { PAGE_SIZE } from './guild-limits.ts';
import { GuildOrder } from './guild-order.ts';
import { weekOf } from './guild-week.ts';

const fold = (text: string): string => foldCase(text.normalize('NFKC'));

test('guild order: after any changes its pages are those of a plain sorted list', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 4 }),
    fc.constantFrom('Owl', 'OWL', 'owls', 'Оwl', 'Ravens', 'a\uffff', ''),
  );
  const change = fc.record({ guildId: fc.bigInt({ min: 1n, max: 80n }), name: fc.option(name) });
  fc.assert(
    fc.property(
      fc.array(change, { maxLength: 200 }),
      name,
      fc.integer({ min: -2, max: 4 }),
      (changes, prefix, page) => {
        const order = new GuildOrder();
        const names = new Map<bigint, string>();
        for (const { guildId, name: given } of changes) {
          if (given === null) {
            order.delete(guildId);
            names.delete(guildId);
          } else {
            order.set(guildId, given);
            names.set(guildId, given);
          }
        }
        const isFirst = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
        const all = [...names]
          .map(([guildId, given]) => ({ guildId, folded: fold(given) }))
          .filter(({ folded }) => folded.startsWith(fold(prefix)))
          .toSorted((a, b) => isFirst(a.folded, b.folded) || Number(a.guildId - b.guildId));
        const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
        const at = Math.min(Math.max(0, page), pages - 1);
        const guildIds = all.slice(at * PAGE_SIZE, (at + 1) * PAGE_SIZE).map(({ guildId }) => guildId);
        assert.deepEqual(order.page(prefix, page), { page: at, pages, guildIds });
      },
    ),
    { numRuns: 300 },
  );
});

test('guild weeks: they begin on Monday at midnight UTC', () => {
  const sunday = Date.parse('2026-01-04T23:59:59.999Z');
  assert.equal(weekOf(sunday + 1), weekOf(sunday) + 1);
  assert.equal(weekOf(sunday + 1 + 7 * 86_400_000 - 1), weekOf(sunday) + 1);
});
