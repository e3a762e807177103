// A game for simulations of sessions: players do numbered things, and hear numbered news, places and flashes. It knows what each
// session was sent, and what each message did.
import { type Clock, chance, pick, type Random, sleep } from '../base/index.ts';
import type { MessageType } from '../wire/index.ts';
import { Arrive, Enter, type Numbered, SignIn, testMessage } from './gate.fixture.ts';
import { type AnyModule, defineModule } from './module.ts';
import type { Session } from './session.ts';

export { Arrive, Enter, SignIn };
export const Do = testMessage({ id: 61_010, name: 'do_c2s', states: ['gaming'] });
export const Ready = testMessage({ id: 61_011, name: 'ready_s2c', states: [] });
export const News = testMessage({ id: 61_012, name: 'news_s2c', states: [] });
export const Flash = testMessage({ id: 61_013, name: 'flash_s2c', states: [], delivery: 'droppable' });
/** Millions are the key. */
export const Where: MessageType<Numbered, never> = {
  ...testMessage({ id: 61_014, name: 'where_s2c', states: [], delivery: 'latest' }),
  latestKey: ({ value }) => Math.floor(value / 1_000_000),
};

/** What one session was sent. */
interface Sent {
  readonly session: Session;
  news: number;
  flash: number;
  readonly where: Map<number, number>;
  left: number;
}

export class ResumeGame {
  /** Values that took effect. */
  readonly effects = new Set<number>();
  isQuiet = false;
  signedIn = 0;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #violation: (text: string) => void;
  /** Messages to each session in a step, at most. */
  readonly #busy: number;
  readonly #sessions = new Map<Session, Sent>();

  constructor(clock: Clock, random: Random, violation: (text: string) => void) {
    this.#clock = clock;
    this.#random = random;
    this.#violation = violation;
    this.#busy = pick(random, [3, 6, 20]);
  }

  module(): AnyModule {
    const random = this.#random;
    return defineModule({ name: 'resume-game', messages: [Ready, News, Flash, Where] })
      .on(SignIn, async ({ session }, { value }) => {
        if (!session.beginAuth()) return;
        await session.signIn({ name: `acc-${value}`, serverId: 1, isVisitor: false });
        session.send(Ready, { value: 0 });
      })
      .on(Enter, async ({ session }, { value }) => {
        if (await session.enter({ id: BigInt(value), name: `role-${value}` })) session.send(Ready, { value: 0 });
      })
      .on(Arrive, async ({ session }) => {
        if (await session.arrive()) session.send(Ready, { value: 0 });
      })
      .on(Do, async (ctx, { value }) => {
        if (this.effects.has(value)) this.#violation(`${value} took effect twice`);
        this.effects.add(value);
        const waitMs = chance(random, 4) ? random.below(800) : 0;
        if (waitMs > 0) await sleep(this.#clock, waitMs);
        const sent = this.#sessions.get(ctx.session);
        if (sent !== undefined && chance(random, 2)) this.#tell(sent);
      })
      .hook('authenticated', ({ session }) => {
        this.signedIn++;
        this.#sessions.set(session, { session, news: 0, flash: 0, where: new Map(), left: 0 });
      })
      .hook('parked', () => (chance(random, 3) ? sleep(this.#clock, random.below(2_000)) : undefined))
      .hook('resync', async ({ session }) => {
        if (chance(random, 2)) await sleep(this.#clock, random.below(1_000));
        const sent = this.#sessions.get(session);
        if (sent !== undefined) session.send(News, { value: ++sent.news });
        for (const value of sent?.where.values() ?? []) session.send(Where, { value });
      })
      .hook('exported', ({ session }) => {
        const { news, flash, where, left } = this.#sessions.get(session) ?? { news: 0, flash: 0, where: [], left: 0 };
        return Buffer.from(JSON.stringify([news, flash, [...where], left]));
      })
      .hook('imported', ({ session }, bytes) => {
        // It was written by the hook above.
        const [news, flash, where, left] = JSON.parse(Buffer.from(bytes).toString()) as [
          number,
          number,
          [number, number][],
          number,
        ];
        this.#sessions.set(session, { session, news, flash, where: new Map(where), left });
      })
      .hook('left', ({ session }) => {
        const sent = this.#sessions.get(session);
        if (sent === undefined) return;
        sent.left++;
        if (sent.left > 1) this.#violation(`'left' ran ${sent.left} times`);
      });
  }

  /** The sessions are those of another process from here. Those that have left stay known. */
  moved(): void {
    for (const [session, { left }] of this.#sessions) if (left === 0) this.#sessions.delete(session);
  }

  /** The server's own doing. */
  act(): void {
    for (const sent of this.#sessions.values()) {
      if (sent.session.phase !== 'gaming') continue;
      for (let count = this.#random.below(this.#busy); count > 0; count--) this.#tell(sent);
      if (chance(this.#random, 400)) sent.session.close('handler-failed');
    }
  }

  #tell(sent: Sent): void {
    const { session, where } = sent;
    if (session.phase !== 'gaming' || this.isQuiet) return;
    switch (this.#random.below(4)) {
      case 0:
        session.send(Flash, { value: ++sent.flash });
        break;
      case 1: {
        const key = pick(this.#random, [1, 2, 3]);
        const value = (where.get(key) ?? key * 1_000_000) + 1;
        where.set(key, value);
        session.send(Where, { value });
        break;
      }
      default:
        session.send(News, { value: ++sent.news });
    }
  }

  /** The session that plays this account's role. */
  sessionOf(number: number): Sent | null {
    for (const sent of this.#sessions.values()) {
      if (sent.session.account?.name === `acc-${number}` && sent.session.phase === 'gaming') return sent;
    }
    return null;
  }

  /** All sessions have left. */
  checkLeft(): void {
    for (const { left, session } of this.#sessions.values())
      if (left !== 1) this.#violation(`'left' ran ${left} times for session ${session.id}`);
  }
}
