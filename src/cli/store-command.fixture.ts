// Shared by tests of `jadegate store …`: the command as a process, and a role to store.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { BARE_ENVIRONMENT } from '../base/bare-environment.fixture.ts';
import { createRole } from '../modules/roles/index.ts';
import type { Store } from '../store/index.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `jadegate store …` as a process in that directory. */
export function storeCommand(directory: string): (...args: readonly string[]) => Promise<Ended> {
  return (...args) =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [MAIN, 'store', ...args],
        { cwd: directory, env: BARE_ENVIRONMENT },
        (error, out, err) => {
          resolve({ code: error === null ? 0 : Number(error.code), out, err });
        },
      );
    });
}

/** A role with its account's entry, its name and a skill. */
export async function addRole(store: Store, number: number, serverId = 1): Promise<void> {
  const template = {
    gender: 1,
    classType: 1,
    level: number,
    hp: 1,
    mp: 1,
    hpMax: 1,
    mpMax: 1,
    speed: 1,
    mapId: 1,
    x: 1,
    y: 1,
  };
  const row = {
    ...template,
    roleId: BigInt(serverId * 50_000_000 + 10_000_000 + number),
    account: `account ${number}`,
    serverId,
    name: `Hero ${number}`,
    nameKey: `hero ${number}`,
    exp: 2n ** 60n,
    createdMs: 5,
    createdFrom: '::1',
    playedMs: null,
    deletedMs: null,
  };
  const skills = [{ skillId: 1, level: 1 }];
  assert.equal(await store.run(createRole, { row, skills, rolesMax: 5, nowMs: 5 }), null);
}
