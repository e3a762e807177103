// Reports that files of a directory changed: once after a burst of changes, because an editor writes a file in several steps and a
// designer saves several files.
import { watch } from 'node:fs';
import { type Cancel, type Clock, type Logger, messageOf } from '../base/index.ts';

/** A burst is over when nothing changed for so long, in milliseconds. */
const QUIET_MS = 300;

/** Returns a function that stops the watch. Where the system cannot watch a directory, the log says so and `changed` never runs. */
export function watchDirectory(
  path: string,
  dependencies: { readonly clock: Clock; readonly log: Logger },
  changed: () => void,
): () => void {
  const { clock, log } = dependencies;
  let cancel: Cancel = () => {};
  const complain = (error: unknown) =>
    log.warn(`${path} cannot be watched (${messageOf(error)}): use jadegate reload after a change`);
  try {
    const watcher = watch(path, { persistent: false }, () => {
      cancel();
      cancel = clock.after(QUIET_MS, changed);
    });
    watcher.on('error', complain);
    return () => {
      cancel();
      watcher.close();
    };
  } catch (error) {
    complain(error);
    return () => {};
  }
}
