// Clients that resume, over connections in memory: a test says each byte of what they say.
import assert from 'node:assert/strict';
import { GateWorld, type Numbered, type Peer, pathModule, testMessage } from './gate.fixture.ts';
import {
  AckC2s,
  ResumeC2s,
  type ResumedS2c,
  ResumeEnableC2s,
  type ResumeEnabledS2c,
  type ResumeRefusedS2c,
  type ResyncedS2c,
} from './gate.messages.ts';
import type { GateOptions } from './gate.ts';
import { type AnyModule, defineModule } from './module.ts';

export const News = testMessage({ id: 61_020, name: 'news_s2c', states: [] });
export const Flash = testMessage({ id: 61_021, name: 'flash_s2c', states: [], delivery: 'droppable' });
/** Keyed by tens. */
export const Where = testMessage({ id: 61_022, name: 'where_s2c', states: [], delivery: 'latest', isKeyed: true });
export const Do = testMessage({ id: 61_023, name: 'do_c2s', states: ['roleListing', 'entering', 'gaming'] });
export const Limited = testMessage({
  id: 61_025,
  name: 'limited_c2s',
  states: ['gaming'],
  rate: { perSecond: 1, burst: 2 },
});
export const Wait = testMessage({ id: 61_024, name: 'wait_c2s', states: ['gaming'] });

/** What happened in the game, and what ends the handlers of `Wait`. */
export class Game {
  readonly done: number[] = [];
  readonly hooks: string[] = [];
  readonly waits: PromiseWithResolvers<void>[] = [];

  module(): AnyModule {
    const note =
      (name: string) =>
      ({ session }: { readonly session: { readonly phase: string } }, about: unknown): void => {
        this.hooks.push(`${name} ${session.phase} ${JSON.stringify(about)}`);
      };
    return defineModule({ name: 'game', messages: [News, Flash, Where] })
      .on(Do, (_ctx, { value }) => {
        this.done.push(value);
      })
      .on(Limited, (_ctx, { value }) => {
        this.done.push(value);
      })
      .on(Wait, async (_ctx, { value }) => {
        const wait = Promise.withResolvers<void>();
        this.waits.push(wait);
        await wait.promise;
        this.done.push(value);
      })
      .hook('parked', note('parked'))
      .hook('resumed', note('resumed'))
      .hook('resync', note('resync'))
      .hook('left', note('left'));
  }
}

export interface Asked {
  readonly token: Uint8Array;
  readonly attempt?: number;
  readonly received?: number;
  readonly pending?: number;
  readonly version?: number;
}

export class ResumeWorld extends GateWorld {
  readonly game: Game;

  constructor(options: Partial<GateOptions> = {}) {
    const game = new Game();
    super({ ...options, modules: [pathModule(), game.module(), ...(options.modules ?? [])] });
    this.game = game;
  }

  /** A client in the world that can resume, and its token. */
  async enabled(number: number): Promise<{ readonly peer: Peer; readonly token: Uint8Array }> {
    const peer = await this.enter(number);
    return { peer, token: this.enable(peer).token };
  }

  enable(peer: Peer): ResumeEnabledS2c {
    peer.say(ResumeEnableC2s, { version: 1 });
    const { name, value } = peer.heard.at(-1) ?? assert.fail('no answer');
    assert.equal(name, 'resume_enabled_s2c');
    return value as ResumeEnabledS2c;
  }

  /** A new link that asks for the session. */
  async resume(asked: Asked): Promise<Peer> {
    const peer = await this.connect();
    this.ask(peer, asked);
    await this.settle();
    return peer;
  }

  ask(peer: Peer, { token, attempt = 1, received = 0, pending = 0, version = 1 }: Asked): void {
    peer.say(ResumeC2s, { version, token, attempt, received, pending });
  }

  ack(peer: Peer, received: number): void {
    peer.say(AckC2s, { received });
  }

  tell(number: number, ...values: readonly number[]): void {
    for (const value of values) this.gate.sendToRole<Numbered>(BigInt(number), News, { value });
  }
}

/** What a client heard, in short: names without their endings, with the number or the code. */
export function heard({ heard: all }: Peer, from = 0): string[] {
  return all.slice(from).map(({ name, value }) => {
    const short = name.replace(/_s2c$/, '');
    switch (short) {
      case 'resumed': {
        const { received, replayed, leftOut } = value as ResumedS2c;
        return `resumed ${received} ${replayed} ${leftOut}`;
      }
      case 'resynced': {
        const { received, lost, why } = value as ResyncedS2c;
        return `resynced ${received} ${lost} ${why}`;
      }
      case 'resume_refused': {
        const { code, doneKnown, done, waitMs } = value as ResumeRefusedS2c;
        return `refused ${code} ${doneKnown ? done : '-'} ${waitMs}`;
      }
      default: {
        const [first] = Object.values(value as Record<string, unknown>);
        return first === undefined ? short : `${short} ${first}`;
      }
    }
  });
}

/** The token of the newest answer. */
export function tokenOf({ heard: all }: Peer): Uint8Array {
  const answer = all.findLast(({ name }) => name === 'resumed_s2c' || name === 'resynced_s2c');
  return (answer?.value as ResumedS2c | undefined)?.token ?? assert.fail('no token');
}
