// The tests of the purge, for a store over any database.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Counters, ManualClock, silentLogger } from '../../base/index.ts';
import type { OpenBody } from '../../store/body/index.ts';
import { openStore } from '../../store/front/index.ts';
import { roleIdOf, type Store } from '../../store/index.ts';
import { deletedRole, RUN_STEP_MS_MAX, storeRun } from '../../store/table/index.ts';
import { Purge } from './purge.ts';
import { CLOCK_JUMP_MS_MIN } from './role-limits.ts';
import { createRole, restoreDeletedRole, softDeleteRole } from './roles.procedures.ts';
import { accountRole, role, rolesTables } from './roles.tables.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WINDOW_MS = 4 * HOUR_MS;

const { role: _, roleTemplate, roleTemplateSkill, ...others } = rolesTables;

export function openPurgeStore(body: OpenBody): Promise<Store> {
  return openStore({
    body,
    tables: [role, ...Object.values(others)],
    serverIds: [1],
    clock: new ManualClock(),
    log: silentLogger,
    counters: new Counters(),
  });
}

function roleNumbered(number: number): bigint {
  return roleIdOf({ serverId: 1, number: 10_000_000 + number });
}

/** The machine of some servers on one store. Its date is what the test says. */
class Machine {
  readonly store: Store;
  readonly warnings: string[] = [];
  wallMs = 1_000 * DAY_MS;
  /** Since the machine was switched on. */
  ranMs = 0;

  constructor(store: Store) {
    this.store = store;
  }

  /** Another process. */
  async server(): Promise<Purge> {
    const clock = { wallMs: () => this.wallMs, monotonicMs: () => this.ranMs };
    const log = { warn: (message: string) => void this.warnings.push(message) };
    const purge = new Purge({ store: this.store, clock, log }, { restoreMs: WINDOW_MS });
    await purge.start();
    return purge;
  }

  pass(ms: number): void {
    this.wallMs += ms;
    this.ranMs += ms;
  }

  /** Runs these servers for a time, in steps as the module has. Gives the number of roles that were purged. */
  async run(servers: readonly Purge[], ms: number, stepMs = RUN_STEP_MS_MAX): Promise<number> {
    let count = 0;
    for (let leftMs = ms; leftMs > 0; leftMs -= stepMs) {
      this.pass(Math.min(stepMs, leftMs));
      for (const server of servers) count += await server.run({ isStopping: false });
    }
    return count;
  }

  async createDeleted(number: number): Promise<bigint> {
    const roleId = roleNumbered(number);
    const owner = { account: `player ${number}`, serverId: 1 };
    const numbers = { gender: 1, classType: 1, level: 1, hp: 1, mp: 1, hpMax: 1, mpMax: 1, speed: 1 };
    const place = { mapId: 1, x: 1, y: 1, exp: 0n, createdFrom: '192.0.2.1', playedMs: null, deletedMs: null };
    const named = { roleId, name: `Role ${number}`, nameKey: `role ${number}`, createdMs: this.wallMs };
    const row = { ...owner, ...numbers, ...place, ...named };
    assert.equal(await this.store.run(createRole, { row, skills: [], rolesMax: 1, nowMs: this.wallMs }), null);
    await this.delete(roleId, number);
    return roleId;
  }

  async delete(roleId: bigint, number: number): Promise<void> {
    const args = { account: `player ${number}`, serverId: 1, roleId, nowMs: this.wallMs };
    assert.equal(await this.store.run(softDeleteRole, args), null);
  }

  async counted(): Promise<number> {
    return (await this.store.table(storeRun).get('total'))?.ranMs ?? 0;
  }
}

/** Declares the tests; `open` gives a fresh store. */
export function purgeConformance(name: string, open: () => Promise<Store>): void {
  const check = (title: string, body: (machine: Machine) => Promise<void>): void => {
    test(title, async () => {
      const store = await open();
      try {
        await body(new Machine(store));
      } finally {
        await store.close();
      }
    });
  };
  describe(`purge on ${name}`, () => {
    check('a role goes when its window is over and the store has been run for all of it', async (machine) => {
      const server = await machine.server();
      const roleId = await machine.createDeleted(1);
      assert.equal(await machine.run([server], WINDOW_MS), 0, 'it was seen with the first step');
      assert.equal(await machine.run([server], RUN_STEP_MS_MAX), 1);
      assert.equal(await machine.store.table(role).get(roleId), null);
      assert.deepEqual(await machine.store.table(accountRole).list({}), []);
      assert.deepEqual(await machine.store.table(deletedRole).list({}), []);
    });

    check('a date ahead purges nothing, however often the server starts and long it runs with it', async (machine) => {
      const roleId = await machine.createDeleted(1);
      const first = await machine.server();
      assert.equal(await machine.run([first], HOUR_MS), 0);
      machine.wallMs += 8 * DAY_MS;
      assert.equal(await machine.run([first, await machine.server()], HOUR_MS), 0);
      assert.equal(machine.warnings.length, 1, 'the process that saw the jump warns');
      for (let start = 0; start < 5; start++) assert.equal(await machine.run([await machine.server()], MINUTE_MS), 0);
      machine.wallMs -= 8 * DAY_MS;
      assert.equal(await machine.run([await machine.server()], HOUR_MS), 0);
      assert.equal(await machine.store.run(restoreDeletedRole, { roleId, rolesMax: 1 }), null);
    });

    check('a date set back purges nothing until it has come to the end of the window again', async (machine) => {
      await machine.createDeleted(1);
      const server = await machine.server();
      machine.wallMs -= DAY_MS;
      assert.equal(await machine.run([server], DAY_MS, RUN_STEP_MS_MAX), 0);
      assert.equal(await machine.run([server], WINDOW_MS), 1);
      assert.equal(machine.warnings.length, 1);
      machine.wallMs += CLOCK_JUMP_MS_MIN;
      await machine.run([server], MINUTE_MS);
      assert.equal(machine.warnings.length, 1, 'a small correction is no jump');
    });

    check('servers that are restarted often purge too', async (machine) => {
      await machine.createDeleted(1);
      let purged = 0;
      let starts = 0;
      for (; purged === 0 && starts < 50; starts++) {
        machine.ranMs = 1_000 * starts;
        purged = await machine.run([await machine.server()], 10 * MINUTE_MS, MINUTE_MS);
        // Switched off.
        machine.wallMs += HOUR_MS;
      }
      assert.deepEqual([purged, starts], [1, 25], 'seen in the first ten minutes, and then four hours');
    });

    check('servers that run at once on one database count no moment twice', async (machine) => {
      const servers = [await machine.server(), await machine.server(), await machine.server()];
      await machine.run(servers, HOUR_MS, MINUTE_MS);
      assert.equal(await machine.counted(), HOUR_MS);
      // One ends, another starts: time goes on all the same.
      servers[0] = await machine.server();
      await machine.run(servers, HOUR_MS, 90_000);
      assert.equal(await machine.counted(), 2 * HOUR_MS);
    });

    check('a step that took too long, as of a machine that slept, counts as a short one', async (machine) => {
      await machine.run([await machine.server()], 10 * DAY_MS, 10 * DAY_MS);
      assert.equal(await machine.counted(), RUN_STEP_MS_MAX);
    });

    check('a role that was restored and deleted again waits anew', async (machine) => {
      const roleId = await machine.createDeleted(1);
      const server = await machine.server();
      assert.equal(await machine.run([server], 3 * HOUR_MS), 0);
      assert.equal(await machine.store.run(restoreDeletedRole, { roleId, rolesMax: 1 }), null);
      assert.equal(await machine.run([server], 3 * HOUR_MS), 0);
      await machine.delete(roleId, 1);
      assert.equal(await machine.run([server], WINDOW_MS), 0);
      assert.equal(await machine.run([server], HOUR_MS), 1);
    });

    check('an entry without a role is kept, and does not hold up the others', async (machine) => {
      const lost = { account: 'lost', serverId: 1, roleId: roleNumbered(9), deletedMs: null };
      const server = await machine.server();
      await machine.store.load(accountRole, [[lost.account, 1, lost.roleId, machine.wallMs]]);
      await machine.createDeleted(1);
      assert.equal(await machine.run([server], 2 * WINDOW_MS), 1);
      assert.equal((await machine.store.table(accountRole).list({ roleId: lost.roleId })).length, 1);
    });
  });
}
