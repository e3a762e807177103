// The game of the benchmark `handover`: each role has a live row.

import { defineModule } from '../../src/gate/index.ts';
import { defineTable, integer } from '../../src/store/index.ts';

const purse = defineTable({ name: 'bench_purse', kind: 'split', live: true, columns: { gold: integer() } });

const purses = defineModule({ name: 'purses', tables: { purse } }).hook('arrived', (ctx) => {
  ctx.rows.purse.upsert({ gold: 7 });
});

const CONNECTIONS_MAX = 60_000;

export default {
  modules: [purses],
  gate: { connectionsMax: CONNECTIONS_MAX, connectionsPerAddressMax: CONNECTIONS_MAX },
  lines: { count: 100 },
  map: { flushMs: 5_000 },
};
