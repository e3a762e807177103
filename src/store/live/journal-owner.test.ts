import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom, silentLogger } from '../../base/index.ts';
import type { JournalFiles } from '../journal/index.ts';
import { Mortal, SimulatedDisk } from '../journal/journal-files.fixture.ts';
import type { StoredLayout } from '../table/index.ts';
import { claimJournal, type JournalClaim } from './journal-owner.ts';

const LAYOUTS = new Map([['role', {} as StoredLayout]]);

interface Situation {
  readonly identity: string | null;
  readonly isNew?: boolean;
  readonly isUsed?: boolean;
  readonly hasChanges?: boolean;
  readonly isUnused?: boolean;
}

async function claim(files: JournalFiles, situation: Situation): Promise<string[]> {
  const { identity, isNew = false, isUsed = true, hasChanges = false, isUnused = false } = situation;
  const warnings: string[] = [];
  const body: JournalClaim['body'] = { identity, location: 'postgres://db/game', layouts: isNew ? new Map() : LAYOUTS };
  const log = { ...silentLogger, warn: (message: string) => void warnings.push(message) };
  await claimJournal(files, { body, log, isUsed, hasChanges, isUnused: async () => isUnused });
  return warnings;
}

function freshFiles(): JournalFiles {
  return new SimulatedDisk(new SeededRandom(1)).open(new Mortal());
}

test('journal owner: a new directory, one of an older program, and one of the same store are taken', async () => {
  await claim(freshFiles(), { identity: 'one', isNew: true, isUsed: false });
  const files = freshFiles();
  await claim(files, { identity: 'one' });
  assert.deepEqual(await claim(files, { identity: 'one', hasChanges: true, isUnused: true }), []);
  await claim(files, { identity: null, isNew: true });
});

test('journal owner: a database that is new or empty beside a used journal is refused, also at the next attempt', async () => {
  const emptied = { code: 'emptied', message: /postgres:\/\/db\/game is empty, but .* shows that a game was here/ };
  const unnamed = freshFiles();
  await assert.rejects(claim(unnamed, { identity: 'new', isNew: true, isUnused: true }), emptied);
  await assert.rejects(claim(unnamed, { identity: 'new', isUnused: true }), emptied);
  const named = freshFiles();
  await claim(named, { identity: 'old' });
  for (const isNew of [true, false])
    await assert.rejects(claim(named, { identity: 'new', isNew, isUnused: true }), emptied);
  assert.match((await claim(named, { identity: 'restored' })).join(), /was the journal of another store; it is empty/);
  assert.deepEqual(await claim(named, { identity: 'restored' }), []);
});

test('journal owner: changes of another store are never written into this one', async () => {
  const files = freshFiles();
  await claim(files, { identity: 'one' });
  const mixed = { code: 'files-mixed', message: /has acknowledged changes of another store than postgres/ };
  await assert.rejects(claim(files, { identity: 'two', hasChanges: true }), mixed);
  await claim(files, { identity: 'one', hasChanges: true });
});
