// The files of a game, for `jadegate start --watch`: which count, and when a burst of changes is over. It looks again and again
// instead of asking the system to report changes: that works on any disk, and whatever way an editor saves a file.
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Cancel, Clock } from '../base/index.ts';

/** A burst of changes is over when two looks see the same. */
export const LOOK_MS = 300;
/** Far more than a game has. A folder with more is seen only as far as this, and a warning says so. */
export const GAME_FILES_MAX = 10_000;

/** What the server reads at its start; messages are generated from `.proto` files by `codegen`. */
const GAME_FILE = /\.(?:[cm]?[jt]s|json)$/;
const MODULES = 'node_modules';
/** The server writes these into its data directory. */
const DATA_FILES: readonly string[] = ['jadegate.sqlite', 'journal', 'ticket.key', 'control.sock'];

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface GameFolder {
  /** Empty for a folder that is gone. */
  list(folder: string): readonly FolderEntry[];
  /** Changes with the file's content. */
  markOf(file: string): string;
}

/** `isCut`: the folder has more than GAME_FILES_MAX, and a change of the others is not seen. */
export interface Fingerprint {
  readonly text: string;
  readonly isCut: boolean;
}

/** Marks of the game's files: another text when one of them changed, came or went. */
export function fingerprintOf(root: string, files: GameFolder): Fingerprint {
  const folders = [root];
  const marks: string[] = [];
  // The list grows while it is walked.
  for (const folder of folders) {
    const entries = files.list(folder);
    if (folder !== root && entries.some(({ name }) => DATA_FILES.includes(name))) continue;
    for (const { name, isFolder } of entries) {
      if (name.startsWith('.') || name === MODULES) continue;
      const path = join(folder, name);
      if (isFolder) folders.push(path);
      else if (GAME_FILE.test(name)) marks.push(`${path} ${files.markOf(path)}`);
      if (marks.length + folders.length > GAME_FILES_MAX) return { text: marks.sort().join('\n'), isCut: true };
    }
  }
  return { text: marks.sort().join('\n'), isCut: false };
}

export interface WatchOwner {
  changed(): void;
  /** There is more in the folder than is watched: when that begins. */
  cut(): void;
}

/** Calls `changed` once after each burst of changes. Returns a function that stops it. */
export function watchGame(look: () => Fingerprint, clock: Clock, owner: WatchOwner): Cancel {
  let wasCut = false;
  const lookAgain = (): string => {
    const { text, isCut } = look();
    if (isCut && !wasCut) owner.cut();
    wasCut = isCut;
    return text;
  };
  let seen = lookAgain();
  let last = seen;
  return clock.every(LOOK_MS, () => {
    const now = lookAgain();
    if (now !== seen && now === last) {
      seen = now;
      owner.changed();
    }
    last = now;
  });
}

export const gameFolder: GameFolder = {
  list: (folder) => {
    try {
      return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
        name: entry.name,
        isFolder: entry.isDirectory(),
      }));
    } catch {
      // It went away after its own folder was listed, or belongs to another user.
      return [];
    }
  },
  markOf: (file) => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found === undefined ? '' : `${found.mtimeMs} ${found.size}`;
  },
};
