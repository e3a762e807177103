// What an operator can ask of a running server: how it is, shut or open the door, let it run dry, bring live changes into the database, add an account, read the dictionaries again. A
// request is one object, checked here; the answer says what happened. How it gets here is the affair of `control/`.
import { z } from 'zod';
import { type Clock, CodedError } from '../base/index.ts';
import type { LoginStore } from '../modules/login/index.ts';
import { RESTORE_FAILURES, type RoleBook } from '../modules/roles/index.ts';
import type { ListenerStatus } from '../reactor/index.ts';
import { type ControlAnswer, DRAIN_SECONDS_MAX } from './control/index.ts';
import { flushLive } from './live-flush.ts';
import type { Server } from './server.ts';
import { describeChange } from './world-reload.ts';

/** Left out: the text of the server's settings. */
const doorText = z.string().max(1_000).optional();
const request = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('status') }),
  z.strictObject({ command: z.literal('door-open') }),
  z.strictObject({ command: z.literal('door-close'), text: doorText }),
  z.strictObject({
    command: z.literal('drain'),
    seconds: z.number().min(0).max(DRAIN_SECONDS_MAX),
    text: doorText,
  }),
  z.strictObject({
    command: z.literal('account-add'),
    account: z.string().min(1).max(64),
    hash: z.string().min(1).max(512),
  }),
  z.strictObject({ command: z.literal('flush') }),
  z.strictObject({ command: z.literal('words-reload') }),
  z.strictObject({ command: z.literal('reload') }),
  z.strictObject({ command: z.literal('role-restore'), roleId: z.string().regex(/^\d{1,16}$/) }),
]);
export type ControlRequest = z.output<typeof request>;

export interface Status {
  readonly version: string;
  readonly url: string;
  readonly store: string;
  readonly door: 'open' | 'closed';
  readonly sessions: number;
  readonly signedIn: number;
  readonly inWorld: number;
  readonly live: {
    /** Roles in memory, and of them those with changes that the database does not have yet. */
    readonly roles: number;
    readonly dirtyRoles: number;
    /** Roles whose changes the database refuses, as decimal text. */
    readonly stuckRoles: readonly string[];
    readonly journalBytes: number;
  };
  readonly listeners: readonly ListenerStatus[];
  readonly counters: Readonly<Record<string, number>>;
}

/** What a drain ends with. */
export interface Drained {
  /** Sessions that have not left. */
  readonly sessions: number;
}

export interface ControlDependencies {
  readonly server: Server;
  readonly logins: LoginStore;
  readonly roles: RoleBook;
  readonly version: string;
  /** What players read at a closed door, unless the request has a text. */
  readonly doorText: string;
  readonly clock: Clock;
}

/** Answers one request, whatever it holds; never rejects. */
export async function answerControl(dependencies: ControlDependencies, given: unknown): Promise<ControlAnswer> {
  const parsed = request.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, error: `${issue?.path.join('.') || 'request'}: ${issue?.message ?? 'not understood'}` };
  }
  try {
    return await perform(dependencies, parsed.data);
  } catch (error) {
    if (error instanceof CodedError) return { ok: false, error: error.message };
    throw error;
  }
}

async function perform(dependencies: ControlDependencies, asked: ControlRequest): Promise<ControlAnswer> {
  const { server, logins, roles } = dependencies;
  switch (asked.command) {
    case 'status':
      return { ok: true, result: statusOf(dependencies) };
    case 'door-open':
      server.gate.door.open();
      // After a drain the port is closed too.
      await server.gate.resume();
      return { ok: true, result: 'the door is open' };
    case 'drain': {
      const { door } = server.gate;
      if (door.isOpen) door.close(asked.text ?? dependencies.doorText);
      return { ok: true, result: { sessions: await server.gate.drain(asked.seconds * 1_000) } satisfies Drained };
    }
    case 'door-close':
      server.gate.door.close(asked.text ?? dependencies.doorText);
      return { ok: true, result: 'the door is closed; who is in stays in' };
    case 'account-add':
      if (await logins.add(asked.account, asked.hash)) return { ok: true, result: server.store.location };
      return { ok: false, error: `there is an account ${asked.account} already in ${server.store.location}` };
    case 'flush':
      return { ok: true, result: await flushLive(server.store, dependencies) };
    case 'words-reload':
      server.reloadWords();
      return { ok: true, result: 'the dictionaries were read again' };
    case 'reload': {
      const changes = await server.reloadWorld();
      server.reloadWords();
      const lines = changes.length === 0 ? ["the designers' tables are as they were"] : changes.map(describeChange);
      return { ok: true, result: [...lines, 'the dictionaries were read again'].join('\n') };
    }
    case 'role-restore': {
      const failure = await roles.restoreDeleted(BigInt(asked.roleId));
      if (failure === null) return { ok: true, result: `role ${asked.roleId} is back` };
      return { ok: false, error: `role ${asked.roleId}: ${RESTORE_FAILURES[failure]}` };
    }
  }
}

function statusOf({ server, version }: ControlDependencies): Status {
  const { gate, store, counters, url } = server;
  return {
    version,
    url,
    store: store.location,
    door: gate.door.isOpen ? 'open' : 'closed',
    sessions: gate.sessionCount,
    signedIn: gate.directory.accountCount,
    inWorld: gate.directory.roleCount,
    live: liveStatusOf(store),
    listeners: gate.listenerStatuses(),
    counters: counters.snapshot(),
  };
}

function liveStatusOf(store: Server['store']): Status['live'] {
  const status = store.live.status();
  return { ...status, stuckRoles: status.stuckRoles.map(String) };
}
