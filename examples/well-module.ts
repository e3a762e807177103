// The smallest thing that players share: a well with so much water for all.
import { defineActor, defineModule, z } from 'jadegate';
import { defineTable, integer, text } from 'jadegate/store';

const water = defineTable({ name: 'well_water', kind: 'actor', owner: text(), columns: { litres: integer() } });

export const well = defineActor({ name: 'well', key: text(), tables: { water } }).on(
  'draw',
  (self, { litres }: { readonly litres: number }) => {
    const left = (self.rows.water.get()?.litres ?? 100) - litres;
    if (left < 0) return 'dry';
    self.rows.water.upsert({ litres: left });
    return 'drawn';
  },
);

export const wells = defineModule({ name: 'wells', actors: [well] }).command(
  'draw',
  { help: 'draws water from a well', args: z.object({ well: z.string(), litres: z.coerce.number().int().positive() }) },
  (scope, { well: name, litres }) => scope.actor(well, name).draw({ litres }),
);
