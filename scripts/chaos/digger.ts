// A robot that signs in, creates a role if it has none, and digs until its server is gone. Every answer goes into the
// ledger.
import { setTimeout } from 'node:timers/promises';
import { type Client, ClientError, connectClient, enterWorld } from '../../src/client/index.ts';
import type { Reactor } from '../../src/reactor/index.ts';
import { DigC2s, DigResultS2c, messages } from '../../templates/game/mine.messages.ts';
import { DIGS_A_PLACE, type Ledger, placeOf, type Role } from './ledger.ts';

/** Below the rate of the message. */
const DIG_PAUSE_MS = 210;
/** How many digs a robot does before it starts with another account, so that roles are created during the whole run. */
const DIGS_AN_ACCOUNT = 7;
const ENTER_MS_MAX = 20_000;

export interface DiggerOptions {
  readonly url: string;
  readonly reactor: Reactor;
  readonly ledger: Ledger;
  /** The first account, and each following one. */
  nextAccount(): string;
  /** Sees each request and its end. */
  readonly watch?: RequestWatch;
  /** How long an answer may take. */
  readonly answerMsMax?: number;
}

export interface RequestWatch {
  /** Returns the request, or a promise that settles like it. */
  watch<Result>(request: Promise<Result>): Promise<Result>;
}

const UNWATCHED: RequestWatch = { watch: (request) => request };

/** Plays until the server is gone. Throws on any other event. */
export async function playUntilGone(options: DiggerOptions): Promise<void> {
  try {
    for (;;) await playOnce(options);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
  }
}

/** Plays one account: signs in, enters, digs some times. */
export async function playOnce(options: DiggerOptions): Promise<void> {
  const { url, reactor, ledger, watch = UNWATCHED, answerMsMax: timeoutMs = ENTER_MS_MAX } = options;
  const role = ledger.role(options.nextAccount());
  const client = await connectClient({ url, messages, reactor, timeoutMs });
  try {
    const { roleId } = await watch.watch(enterWorld(client, { credentials: role.account, timeoutMs }));
    ledger.entered(role, roleId);
    for (let count = 0; count < DIGS_AN_ACCOUNT; count++) {
      await watch.watch(dig(client, role, ledger));
      await setTimeout(DIG_PAUSE_MS);
    }
  } finally {
    await client.close();
  }
}

async function dig(client: Client, role: Role, ledger: Ledger): Promise<void> {
  const place = placeOf(role.acknowledged);
  role.sent++;
  client.send(DigC2s, place);
  const { found, left } = await client.next(DigResultS2c);
  const before = Math.floor(role.acknowledged / DIGS_A_PLACE) * DIGS_A_PLACE;
  const digs = before + DIGS_A_PLACE - left;
  // When nothing is found, the earlier digs took everything, and this one did not count.
  if (!found) role.sent--;
  else if (digs <= role.acknowledged) ledger.missing(role, `dig ${digs} was acknowledged twice`);
  ledger.dug(role, digs);
}
