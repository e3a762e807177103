// Stores on disk for tests that damage their files. A copy of the directory of an open store is what a killed process leaves.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { Counters, type Logger, silentLogger, systemClock } from '../../base/index.ts';
import type { StoreRepair } from '../body/index.ts';
import { openStore, type Store, type StoreOptions } from '../front/index.ts';
import { account } from '../front/store.conformance-procedures.ts';
import { RoleIdAllocator } from '../role-ids/index.ts';
import { StoreError, type StoreErrorCode } from '../table/index.ts';
import { sqliteBody } from './open-sqlite.ts';

const root = mkdtempSync(join(tmpdir(), 'sqlite-files-'));
after(() => rmSync(root, { recursive: true }));
let directories = 0;

export function freshDirectory(): string {
  return join(root, `${directories++}`);
}

export function fileIn(directory: string): string {
  return join(directory, 'game.sqlite');
}

export interface OpenedOptions {
  readonly repair?: StoreRepair;
  readonly log?: Logger;
  readonly thread?: 'caller' | 'own';
}

export function openIn(directory: string, options: OpenedOptions = {}): Promise<Store> {
  const { thread, ...others } = options;
  return openStore({ ...optionsIn(directory, thread), ...others });
}

export function optionsIn(directory: string, thread: 'caller' | 'own' = 'caller'): StoreOptions {
  const traces = [join(directory, 'journal/holder')];
  return {
    body: sqliteBody({ at: { file: fileIn(directory) }, openWaitMs: 10, thread, traces }),
    tables: [account],
    serverIds: [1],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
  };
}

/** A logger that keeps the texts of its warnings. */
export function listening(): { readonly log: Logger; readonly warnings: string[] } {
  const warnings: string[] = [];
  return { log: { ...silentLogger, warn: (message: string) => void warnings.push(message) }, warnings };
}

/** Adds accounts, each in a commit of its own. */
export async function addAccounts(store: Store, names: readonly string[]): Promise<void> {
  for (const name of names) await store.table(account).insert({ name });
}

export async function accountsOf(store: Store): Promise<readonly string[]> {
  return (await store.table(account).list({})).map(({ name }) => name).sort();
}

export async function nextRoleId(store: Store): Promise<bigint> {
  return new RoleIdAllocator({ store }).allocate(1);
}

/** What a kill at this moment leaves, in a directory of its own. */
export function killedCopy(directory: string): string {
  const copy = freshDirectory();
  cpSync(directory, copy, { recursive: true });
  return copy;
}

export async function refusesWith(opening: Promise<Store>, code: StoreErrorCode, text: RegExp): Promise<StoreError> {
  try {
    await (await opening).close();
  } catch (thrown) {
    assert.ok(thrown instanceof StoreError);
    assert.equal(thrown.code, code, thrown.message);
    assert.match(thrown.message, text);
    return thrown;
  }
  assert.fail(`it was opened, where ${code} was expected`);
}
