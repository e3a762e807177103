// Changes that the database must not get: another process has taken their owner, or no declaration matches them. They were acknowledged,
// so they are kept for people in a file beside the journal. Until that file is on the disk, they stay in the journal too.
import { crc32 } from 'node:zlib';
import { type Logger, messageOf } from '../../base/index.ts';
import type { JournalFiles } from '../journal/index.ts';
import { type OwnerId, ownerName } from '../table/index.ts';
import type { LiveMemory } from './live-memory.ts';

interface Refused {
  /** In words. */
  readonly owner: string;
  readonly name: string;
  readonly text: string;
  readonly firstSequence: number | null;
}

export class RefusedChanges {
  readonly #files: JournalFiles;
  readonly #log: Logger;
  /** Not yet on the disk. Bounded by the live owners. */
  #waiting: Refused[] = [];
  #isWriting = false;
  #hasFailed = false;

  constructor(files: JournalFiles, log: Logger) {
    this.#files = files;
    this.#log = log;
  }

  get firstSequence(): number | null {
    const firsts = this.#waiting.flatMap(({ firstSequence }) => firstSequence ?? []);
    return firsts.length === 0 ? null : Math.min(...firsts);
  }

  /** Keeps the committed changes of an owner that the database does not have, and changes that no codec can read. */
  add(memory: LiveMemory, why: string, unread: readonly unknown[] = []): void {
    const { id, epoch, firstSequence } = memory;
    const changes = [...memory.pendingJson(), ...unread];
    if (changes.length === 0) return;
    const name = `refused-${fileNameOf(id)}-${epoch}-${firstSequence ?? 0}.json`;
    const text = `${JSON.stringify({ owner: id.text, epoch, why, changes }, null, 2)}\n`;
    this.#waiting.push({ owner: ownerName(id.text), name, text, firstSequence });
    void this.write();
  }

  /** Writes the waiting changes; after a failure they go on waiting. */
  async write(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        await this.#files.put(next.name, next.text);
        this.#waiting.shift();
        const file = `${this.#files.directory}/${next.name}`;
        this.#log.error(
          `changes of ${next.owner} that the database did not take are kept in ${file}: jadegate store apply-refused shows and applies them`,
        );
      }
      this.#hasFailed = false;
    } catch (thrown) {
      if (!this.#hasFailed)
        this.#log.error(
          `changes that the database did not take cannot be written to a file; they stay in the journal: ${messageOf(thrown)}`,
        );
      this.#hasFailed = true;
    } finally {
      this.#isWriting = false;
    }
  }
}

/** The letters of an actor's key may be any; a check sum keeps apart what is shown alike. */
function fileNameOf({ text, actor, key }: OwnerId): string {
  if (actor === null) return String(key);
  return `${text.slice(0, SHOWN_LENGTH_MAX).replaceAll(/[^A-Za-z0-9]/g, '-')}-${crc32(text).toString(16)}`;
}

const SHOWN_LENGTH_MAX = 60;
