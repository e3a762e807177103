// Settings of maps: what players see of each other, how often, and how strictly their moves are checked.
import { z } from 'zod';

export const mapSettings = z
  .object({
    profile: z
      .enum(['classic', 'strict'])
      .default('classic')
      .describe(
        'Moves that no player can make: "classic" lets them pass, counts them and closes the session at last; "strict" puts the role back',
      ),
    tilesPerSecond: z
      .number()
      .min(0.1)
      .max(1_000)
      .default(10)
      .describe('Tiles that a role of speed 200 walks in a second'),
    cellTiles: z.int().min(4).max(4_096).default(28).describe('Tiles of the side of a cell'),
    viewCells: z
      .int()
      .min(1)
      .max(4)
      .default(1)
      .describe('Cells that a player sees in each direction: 1 is 3 × 3 cells'),
    marginTiles: z
      .int()
      .min(0)
      .max(2_047)
      .default(3)
      .describe('Tiles beyond the border of its cell at which a walker changes the cell'),
    flushMs: z.int().min(33).max(5_000).default(500).describe('Milliseconds between two updates of what a player sees'),
    bytesPerSecond: z
      .int()
      .min(8_192)
      .max(16_777_216)
      .default(131_072)
      .describe('Bytes of updates that one player gets in a second; the nearest come first'),
    placeSaveMs: z
      .int()
      .min(1_000)
      .max(600_000)
      .default(10_000)
      .describe('Milliseconds after which the place of a walking role is saved again'),
  })
  .refine(({ marginTiles, cellTiles }) => marginTiles * 2 < cellTiles, {
    path: ['marginTiles'],
    error: 'must be less than half of cellTiles',
  });

export type MapSettings = z.output<typeof mapSettings>;
