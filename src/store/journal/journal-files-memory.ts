// A journal that keeps nothing, for stores in memory: their data does not outlive the process either.
import type { JournalFile, JournalFiles } from './journal-files.ts';

const FILE: JournalFile = { write: async () => {}, sync: async () => {}, close: async () => {} };

export function memoryJournalFiles(): JournalFiles {
  return {
    directory: 'memory',
    list: async () => [],
    read: async () => new Uint8Array(),
    create: async () => FILE,
    remove: async () => {},
    rename: async () => {},
    put: async () => {},
    syncNames: async () => {},
    close: async () => {},
  };
}
