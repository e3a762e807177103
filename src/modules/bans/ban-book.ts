// The bans that this process needs in memory: those of addresses, which are asked of each newcomer, and those of the accounts and
// roles that are here, which are asked of each word of chat. All others are in the database. What operators do is an action in the
// database, too: each process performs the actions of all, in their order, its own included.
// Invariant: no session is signed in here, for longer than it takes to read the actions, that a ban keeps out.
import { type Clock, CodedError, createNetworkTest, isNetwork, messageOf, RecentMap } from '../../base/index.ts';
import { BlockS2c } from '../../gate/gate.messages.ts';
import type { GameCloseReason, Scope, Session, Who } from '../../gate/index.ts';
import { ACTIONS_READ_MAX, ADDRESS_BANS_MAX, BANS_PER_SUBJECT_MAX, READS_MAX } from './ban-limits.ts';
import type { Subject } from './ban-subject.ts';
import { isActive, type Moment, remainingSeconds, untilText } from './ban-time.ts';
import { type ActionRow, type BanRow, LAST, noteKick } from './bans.procedures.ts';
import type { bansTables } from './bans.tables.ts';

export type BansScope = Pick<Scope<typeof bansTables, unknown>, 'store' | 'clock' | 'log' | 'sessions' | 'kick'>;

export const SIGN_IN = 'sign-in';
export const CHAT = 'chat';

/** Numbers of `block_s2c`. */
const BLOCK_TYPE = { signIn: 1, chat: 2 } as const;

/** A ban of chat that holds. */
export interface Mute {
  readonly reason: string;
  /** How long it still holds; 0 is for good. */
  readonly seconds: number;
}

interface AddressBan {
  readonly row: BanRow;
  readonly matches: (address: string) => boolean;
}

const NO_ROWS: readonly BanRow[] = [];

export class BanBook {
  readonly #scope: BansScope;
  readonly #reasons: { readonly banned: GameCloseReason; readonly kicked: GameCloseReason };
  /** How long the store had been run when it was last read, and when that was. */
  #ran = { ms: 0, atMs: 0 };
  #addresses: readonly AddressBan[] = [];
  #isBannedAddress: (address: string) => boolean = () => false;
  /** By kind and subject: of each account and role that is here. */
  readonly #present = new Map<string, readonly BanRow[]>();
  /** The last action that was performed. */
  #last = 0;
  /** The sessions that an action closed here. */
  readonly #closed = new RecentMap<number>(ACTIONS_READ_MAX);
  #performing: Promise<void> = Promise.resolve();
  /** The names of the channels of chat; null when nothing has named them. */
  #channels: (() => readonly string[]) | null = null;

  constructor(scope: BansScope, reasons: { readonly banned: GameCloseReason; readonly kicked: GameCloseReason }) {
    this.#scope = scope;
    this.#reasons = reasons;
  }

  get now(): Moment {
    const clock: Clock = this.#scope.clock;
    return { wallMs: clock.wallMs(), ranMs: this.#ran.ms + Math.floor(clock.monotonicMs() - this.#ran.atMs) };
  }

  /** For the module of chat: what `chat/CHANNEL` may mean. */
  nameChannels(names: () => readonly string[]): void {
    this.#channels = names;
  }

  /** What an operator should read who bans from a channel that chat does not have; null when there is nothing wrong. */
  doubtOf(what: string): string | null {
    const channel = what.startsWith(`${CHAT}/`) ? what.slice(CHAT.length + 1) : null;
    const names = this.#channels?.() ?? null;
    if (channel === null || names === null || names.includes(channel)) return null;
    return `chat has no channel '${channel}' at the moment; it has ${names.join(', ')}`;
  }

  /** The store had been run for so long, a moment ago. */
  ran(ms: number): void {
    this.#ran = { ms, atMs: this.#scope.clock.monotonicMs() };
  }

  /** Before the first newcomer. */
  async start(): Promise<void> {
    this.#last = (await this.#scope.store.banCount.get(LAST))?.last ?? 0;
    await this.#readAddresses();
  }

  /** What a newcomer from a banned address reads; null for any other. */
  refusalOf(address: string): { readonly reason: GameCloseReason; readonly text: string } | null {
    if (!this.#isBannedAddress(address)) return null;
    const found = this.#addresses.find(({ row, matches }) => isActive(row, this.now) && matches(address));
    return found === undefined ? null : { reason: this.#reasons.banned, text: this.#text(found.row) };
  }

  /** The ban that keeps the account and its role out of a channel; null when there is none. Never waits. */
  muteOf(who: { readonly account: string; readonly roleId: bigint }, channel: string): Mute | null {
    const now = this.now;
    for (const key of [`account ${who.account}`, `role ${who.roleId}`]) {
      const found = this.#present
        .get(key)
        ?.find((row) => (row.what === CHAT || row.what === `${CHAT}/${channel}`) && isActive(row, now));
      if (found !== undefined) return { reason: found.reason, seconds: remainingSeconds(found, now) };
    }
    return null;
  }

  /** What the owner of a banned account reads; null for any other account. */
  async bannedText(account: string): Promise<string | null> {
    const row = await this.#scope.store.ban.get('account', account, SIGN_IN);
    return row !== null && isActive(row, this.now) ? this.#text(row) : null;
  }

  /** An account or role is here from now on. Closes the session when it is banned. */
  async arrive(session: Session, kind: 'account' | 'role', subject: string): Promise<void> {
    const key = `${kind} ${subject}`;
    this.#present.set(key, NO_ROWS);
    // Where nobody was ever banned, a sign-in costs nothing more.
    if (this.#last === 0) return;
    await this.#read(kind, subject);
    const now = this.now;
    const banned = this.#present.get(key)?.find((row) => row.what === SIGN_IN && isActive(row, now));
    if (banned !== undefined) this.#shutOut(session, banned);
  }

  /** What is known of an account or role that is here: another process takes it over. */
  known(kind: 'account' | 'role', subject: string): readonly BanRow[] {
    return this.#present.get(`${kind} ${subject}`) ?? [];
  }

  takeOver(kind: 'account' | 'role', subject: string, rows: readonly BanRow[]): void {
    this.#present.set(`${kind} ${subject}`, rows);
  }

  leave(kind: 'account' | 'role', subject: string): void {
    this.#present.delete(`${kind} ${subject}`);
  }

  /** Performs what operators did since the last call, on whatever process. */
  async perform(): Promise<void> {
    // One after the other: actions are performed in their order. One that failed is tried by the next.
    this.#performing = this.#performing.catch(() => {}).then(() => this.#performAll());
    return this.#performing;
  }

  /** Closes sessions, on all processes. Resolves to how many it closed here. */
  async kick(who: Subject, { reason, by }: { readonly reason: string; readonly by: string }): Promise<number> {
    const atMs = this.#scope.clock.wallMs();
    const id = await this.#scope.store.run(noteKick, { ...who, reason, by, atMs });
    await this.perform();
    return this.closedBy(id);
  }

  /** How many sessions an action closed here. */
  closedBy(id: number): number {
    return this.#closed.peek(String(id)) ?? 0;
  }

  async #performAll(): Promise<void> {
    // Asked by the key: it costs less than a query, and most of the time there is nothing new.
    if (((await this.#scope.store.banCount.get(LAST))?.last ?? 0) <= this.#last) return;
    for (;;) {
      const actions = await this.#scope.store.query<ActionRow, { ban_action: ActionRow }>((db) =>
        db.selectFrom('ban_action').selectAll().where('id', '>', this.#last).orderBy('id').limit(ACTIONS_READ_MAX),
      );
      for (const action of actions) {
        this.#closed.set(String(action.id), await this.#tryOne(action));
        this.#last = action.id;
      }
      if (actions.length < ACTIONS_READ_MAX) return;
    }
  }

  /** An action that was written by hand and names nobody is passed over: those behind it must be performed. */
  async #tryOne(action: ActionRow): Promise<number> {
    try {
      return await this.#performOne(action);
    } catch (error) {
      if (error instanceof CodedError) throw error;
      this.#scope.log.error(`action ${action.id} of moderation cannot be performed: ${messageOf(error)}`);
      return 0;
    }
  }

  /** Resolves to the number of sessions that it closed. */
  async #performOne({ action, kind, subject, what, reason }: ActionRow): Promise<number> {
    const who = whoOf(kind, subject);
    if (action === 'kick') {
      return this.#scope.kick(who, this.#reasons.kicked, `${this.#reasons.kicked.text} ${reason}`.trim());
    }
    if (kind === 'address') await this.#readAddresses();
    else if (this.#present.has(`${kind} ${subject}`)) await this.#read(kind, subject);
    const row = action === 'ban' ? await this.#scope.store.ban.get(kind, subject, what) : null;
    // It may be over, or taken back by a later action.
    if (row === null || !isActive(row, this.now)) return 0;
    const sessions = this.#scope.sessions(who).filter(({ isClosing }) => !isClosing);
    if (what === SIGN_IN) {
      for (const session of sessions) this.#shutOut(session, row);
      return sessions.length;
    }
    for (const session of sessions) this.#say(session, 'chat', row);
    return 0;
  }

  #shutOut(session: Session, row: BanRow): void {
    this.#say(session, 'signIn', row);
    session.close(this.#reasons.banned, this.#text(row));
  }

  #say(session: Session, type: keyof typeof BLOCK_TYPE, row: BanRow): void {
    session.send(BlockS2c, { type: BLOCK_TYPE[type], time: remainingSeconds(row, this.now) });
  }

  #text(row: BanRow): string {
    return `You are banned ${untilText(row, this.now)}: ${row.reason}`;
  }

  /** Again when an action was performed meanwhile: what was read may be older than it. */
  async #read(kind: string, subject: string): Promise<void> {
    for (let reads = 0; reads < READS_MAX; reads++) {
      const before = this.#last;
      const rows = await this.#scope.store.ban.list({ kind, subject }, { limit: BANS_PER_SUBJECT_MAX });
      if (this.#present.has(`${kind} ${subject}`)) this.#present.set(`${kind} ${subject}`, rows);
      if (this.#last === before) return;
    }
  }

  async #readAddresses(): Promise<void> {
    const listed = await this.#scope.store.ban.list({ kind: 'address' }, { limit: ADDRESS_BANS_MAX });
    const rows = listed.filter((row) => isNetwork(row.subject));
    this.#addresses = rows.map((row) => ({ row, matches: createNetworkTest([row.subject]) }));
    this.#isBannedAddress = createNetworkTest(rows.map(({ subject }) => subject));
  }
}

function whoOf(kind: string, subject: string): Who {
  if (kind === 'account') return { account: subject };
  if (kind === 'role') return { roleId: BigInt(subject) };
  return { isAddress: createNetworkTest([subject]) };
}
