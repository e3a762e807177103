// The directory of a process: its files are private, and it stays where it was. A directory that is deleted or replaced under a
// running process takes acknowledged changes with it, and another process could start in its place.
import { type Stats, statSync } from 'node:fs';
import { keepFilesPrivate, messageOf } from '../base/index.ts';
import { journalDirectoryOf, type StoreSettings } from './place/index.ts';
import type { Runtime } from './runtime.ts';

/** How often the directory is looked at, in milliseconds. */
const CHECK_MS = 1_000;
/** Files of a data directory that hold what is stored, or that give access to it. */
const SECRET = /^jadegate\.sqlite|\.(?:key|sock)$/;
const ARCHIVE = /\.jga(?:\.part)?$/;

/** Mends the modes of existing files: earlier versions left some readable to others. */
export function keepDataPrivate(
  { log }: Pick<Runtime, 'log'>,
  settings: StoreSettings,
  backups: readonly string[],
): void {
  if (settings.inMemory) return;
  try {
    const mended = [
      ...keepFilesPrivate(settings.dataDirectory, (name) => SECRET.test(name)),
      ...keepFilesPrivate(journalDirectoryOf(settings)),
      ...[`${settings.dataDirectory}/backups`, ...backups].flatMap((directory) =>
        keepFilesPrivate(directory, (name) => ARCHIVE.test(name)),
      ),
    ];
    if (mended.length > 0) log.warn('other users could read files of this server; that was mended', { files: mended });
  } catch (thrown) {
    log.warn(
      `${settings.dataDirectory}: other users may be able to read files, whose mode cannot be changed (${messageOf(thrown)})`,
    );
  }
}

/** Resolves with the reason when one of these paths is no longer the file or directory that it is now. */
export function watchPlaces(
  { clock, opened }: Pick<Runtime, 'clock' | 'opened'>,
  paths: readonly string[],
): Promise<Error> {
  const found = new Map(
    paths.flatMap((path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats === undefined ? [] : [[path, stats] as const];
    }),
  );
  const { promise, resolve } = Promise.withResolvers<Error>();
  const cancel = clock.every(CHECK_MS, () => {
    for (const [path, stats] of found) {
      const what = changeOf(path, stats);
      if (what !== null) return resolve(new Error(`${what}. Put it back, or restore a backup, before the next start`));
    }
  });
  opened.defer(cancel);
  return promise;
}

function changeOf(path: string, before: Stats): string | null {
  const now = statSync(path, { throwIfNoEntry: false });
  if (now === undefined) return `${path} was deleted or moved while this server ran`;
  return now.ino === before.ino && now.dev === before.dev ? null : `${path} was replaced while this server ran`;
}
