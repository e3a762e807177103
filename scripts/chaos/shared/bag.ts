// A role's gold and items, as others reach them.
import { defineRoleActor, rollback } from '../../../src/index.ts';
import { book, buy } from './books.ts';
import { bagTables } from './shared.tables.ts';

interface Payment {
  readonly order: string;
  readonly gold: bigint;
}

export const bag = defineRoleActor({ name: 'bag', tables: bagTables })
  .on('credit', (self, { order, gold }: Payment) => {
    book(self.rows, { id: order, gold, parts: 1 });
    return 'done';
  })
  // The second half of a trade that is made of two calls: a mistake that a crash finds.
  .on('buy', (self, bought: Payment & { readonly item: bigint }) =>
    buy(self.rows, bought) ? 'done' : rollback('refused'),
  );
