// Reads designer data again while the server runs: all files or none. It reports what changed.
import { CodedError, type Logger } from '../base/index.ts';
import type { Store } from '../store/index.ts';
import type { StaticChange, StaticSource } from '../store/table/index.ts';

export class WorldReload {
  readonly #store: Pick<Store, 'loadStatics'>;
  readonly #read: () => Promise<readonly StaticSource[]>;
  readonly #log: Logger;
  /** The running reload. The next one starts after it, so that the latest files win. */
  #running: Promise<unknown> = Promise.resolve();

  constructor(
    dependencies: { readonly store: Pick<Store, 'loadStatics'>; readonly log: Logger },
    read: () => Promise<readonly StaticSource[]>,
  ) {
    this.#store = dependencies.store;
    this.#log = dependencies.log;
    this.#read = read;
  }

  /** Resolves to the changes. Rejects and changes nothing when any file is wrong. */
  reload(): Promise<readonly StaticChange[]> {
    const next = this.#running.then(async () => {
      const changes = this.#store.loadStatics(await this.#read());
      for (const change of changes) this.#log.info(`designer data changed: ${describeChange(change)}`);
      return changes;
    });
    this.#running = next.catch(() => {});
    return next;
  }

  /** As `reload`, but logs a fault. */
  async reloadQuietly(): Promise<void> {
    try {
      await this.reload();
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      this.#log.error(`the designers' tables stay as they were: ${error.message}`);
    }
  }
}

/** `game_map: 1 added, 0 removed, 2 changed: + (7), (3): name Harbour to Port`. */
function describeChange({ table, added, removed, changed, examples }: StaticChange): string {
  return `${table}: ${added} added, ${removed} removed, ${changed} changed: ${examples.join('; ')}`;
}

/** A line for each change, or one that says that there is none. */
export function describeChanges(changes: readonly StaticChange[]): readonly string[] {
  return changes.length === 0 ? ["the designers' tables are as they were"] : changes.map(describeChange);
}
