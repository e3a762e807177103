// The operator's last word about the door, in a file of the data directory, so that a closed door outlives a restart. The file is there
// while the door is closed or about to close.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf } from '../base/index.ts';
import type { DoorPlan } from '../gate/index.ts';
import { ConfigError } from './control/index.ts';
import { removeFile, replaceFile } from './replace-file-node.ts';

const NAME = 'door.json';

const planSchema = z.strictObject({
  reason: z.string().max(1_000),
  closesMs: z.number(),
  opensMs: z.number().nullable(),
  admitsReturning: z.boolean(),
  admitsRankMax: z.int().nullable(),
});

export class DoorFile {
  readonly #path: string | null;

  /** `directory`: null for a server that keeps nothing. */
  constructor(directory: string | null) {
    this.#path = directory === null ? null : join(directory, NAME);
  }

  /** Null while the door is open. Rejects with `ConfigError` when the file cannot be read. */
  async read(): Promise<DoorPlan | null> {
    if (this.#path === null) return null;
    try {
      return planSchema.parse(JSON.parse(await readFile(this.#path, 'utf8')), { jitless: true });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      const advice = 'delete it to open the door, and close the door again if it shall be closed';
      throw new ConfigError(
        'unreadable',
        `${this.#path}: the state of the door cannot be read (${messageOf(error)}): ${advice}`,
        {
          cause: error,
        },
      );
    }
  }

  /** Durable when it resolves. Null: the door is open. */
  async write(plan: DoorPlan | null): Promise<void> {
    if (this.#path === null) return;
    try {
      if (plan === null) await removeFile(this.#path);
      else await replaceFile(this.#path, `${JSON.stringify(plan)}\n`);
    } catch (error) {
      const what = `${this.#path} cannot be written (${messageOf(error)}), so the door stays as it is`;
      throw new ConfigError('refused', what, { cause: error });
    }
  }
}
