// A simulation of the client that resumes, against a small model server over a network that is cut at any packet, in silence or not,
// while both sides send. What the application is given must be what the server sent, in order and once, until a resync; each
// message that `send` took must take effect once, or be among those of which the client says that nobody knows.
import { ManualClock, SeededRandom } from '../base/index.ts';
import { HeartbeatC2s, QueryTimeS2c } from '../gate/gate.messages.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { createRegistry } from '../wire/index.ts';
import { type Client, startClient } from './client.ts';
import { createCredentials } from './credentials.ts';
import type { LinkEvent } from './link-event.ts';
import { ModelNetwork } from './resume-link.fixture.ts';
import { ModelServer, PARK_MS, type ServerBug } from './resume-server.fixture.ts';

const STEPS = 400;
const STEP_MS_MAX = 400;
/** Without faults everything is through after this. */
const REST_MS = 180_000;
const REGISTRY = createRegistry(JADEGATE_MESSAGES);

export interface SimOptions {
  readonly bug?: ServerBug | 'earlier links' | undefined;
}

class ResumeRun {
  readonly violations: string[] = [];
  readonly clock = new ManualClock();
  readonly random: SeededRandom;
  readonly network: ModelNetwork;
  readonly server: ModelServer;
  client: Client | null = null;
  readonly #seed: number;
  /** Commands that `send` took. */
  #commands = 0;
  /** The last command that took effect. */
  #effect = 0;
  /** Commands of a session that is over: up to here some may be missing. */
  #excused = 0;
  #unsure = 0;
  /** The last event that the application was given. */
  #event = 0;
  /** When the link was lost that is not resumed yet. */
  #lostMs: number | null = null;
  /** Between a refusal and the next session a loss is the end. */
  #isResumable = false;

  constructor(seed: number, { bug }: SimOptions) {
    this.#seed = seed;
    this.random = new SeededRandom(seed);
    this.server = new ModelServer({
      clock: this.clock,
      random: new SeededRandom(seed + 1),
      bug: bug === 'earlier links' ? undefined : bug,
      effect: (sequence) => this.#takesEffect(sequence),
      violate: (what) => this.violate(what),
    });
    this.network = new ModelNetwork({ clock: this.clock, seed: seed + 2, accept: this.server.accept });
    this.network.mixesLinks = bug === 'earlier links';
  }

  violate(what: string): void {
    this.violations.push(`${what} (at ${this.clock.monotonicMs()} ms)`);
  }

  async begin(): Promise<void> {
    const opening = startClient(() => this.network.dial, {
      url: 'tcp://model:1',
      registry: REGISTRY,
      layout: 'packed',
      clock: this.clock,
      random: new SeededRandom(this.#seed + 3),
      resume: true,
      // As in a page, for every other seed.
      returnMs: this.#seed % 2 === 0 ? 0 : 10 * PARK_MS,
    });
    this.clock.advance(200);
    const client = await opening;
    client.on(QueryTimeS2c, ({ timeAsync }) => this.#hears(timeAsync));
    client.onLink((event) => this.#linkEvent(event));
    this.client = client;
    this.#signIn();
    this.clock.advance(300);
    this.network.isEverSlow = true;
  }

  step(): void {
    const { random, network, server } = this;
    const draw = random.below(100);
    if (draw < 45) this.#command();
    else if (draw < 90) server.event();
    else if (draw < 95) network.cut(random.below(6) === 0);
    else if (draw < 96) network.isReachable = !network.isReachable;
    else if (draw < 97) server.isBusy = !server.isBusy;
    else if (draw < 98) this.#deviceEvent();
    else if (draw < 99) server.ping();
    else if (random.below(30) === 0) server.forget();
    this.clock.advance(random.below(STEP_MS_MAX));
    if (random.below(40) === 0) this.clock.advance(random.below(PARK_MS / 4));
  }

  async rest(): Promise<void> {
    this.network.isReachable = true;
    this.client?.setOnline(true);
    this.network.isEverSlow = false;
    this.server.isBusy = false;
    this.clock.advance(REST_MS);
    this.#command();
    this.server.event();
    this.clock.advance(REST_MS);
    for (let depth = 0; depth < 20; depth++) await Promise.resolve();
    const client = this.client;
    if (client?.isOpen !== true) {
      const closed = await client?.closed;
      const isGivenUp = closed?.reason === 'not-resumed' && this.#lostMs !== null;
      if (this.#isResumable && !isGivenUp) this.violate(`the client ended with ${closed?.reason}`);
      return;
    }
    // A link that falls silent before the session outlives it: the application's own sign-in finds out.
    if (!this.#isResumable) return;
    if (this.#effect !== this.#commands) this.violate(`of ${this.#commands} commands ${this.#effect} took effect`);
    if (this.#event !== this.server.eventCount)
      this.violate(`of ${this.server.eventCount} events ${this.#event} were heard`);
    void client.close();
    this.clock.advance(30_000);
    if (this.server.session?.isOver !== true) this.violate('a client that closed left its session behind');
  }

  /** What a device or a player does. */
  #deviceEvent(): void {
    const draw = this.random.below(4);
    if (draw === 0) this.client?.cutLink();
    else if (draw === 1) this.client?.connectNow();
    else this.client?.setOnline(draw === 2);
  }

  #signIn(): void {
    this.client?.send(UserAuthC2s, createCredentials({ username: 'model' }));
  }

  #command(): void {
    if (this.client?.send(HeartbeatC2s, { beatTime: this.#commands + 1 }) === true) this.#commands++;
  }

  #takesEffect(sequence: number): void {
    if (sequence !== this.#effect + 1) {
      const isExcused =
        sequence > this.#effect && sequence - this.#effect - 1 <= this.#unsure && this.#excused >= sequence - 1;
      if (!isExcused) this.violate(`command ${sequence} took effect after ${this.#effect}`);
    }
    if (sequence > this.#excused) this.#unsure = 0;
    this.#effect = sequence;
  }

  #hears(event: number): void {
    if (event !== this.#event + 1) this.violate(`event ${event} was heard after ${this.#event}`);
    this.#event = event;
  }

  #linkEvent(event: LinkEvent): void {
    if (event.kind === 'enabled') this.#isResumable = true;
    else if (event.kind === 'lost') this.#lostMs = this.clock.monotonicMs();
    else if (event.kind === 'resumed') this.#lostMs = null;
    else if (event.kind === 'resynced') {
      this.#lostMs = null;
      if (event.lost < this.server.resyncedAt - this.#event) this.violate(`${event.lost} lost events are too few`);
      this.#event = this.server.resyncedAt;
    } else if (event.kind === 'refused') {
      this.#lostMs = null;
      this.#isResumable = false;
      const { why } = event;
      if (why !== 'unknown' && why !== 'ended' && why !== 'parkOver') this.violate(`a resume was refused: ${why}`);
      this.#unsure += event.unsure;
      this.#excused = this.#commands;
      this.#event = this.server.eventCount;
      this.#signIn();
    }
  }
}

export async function simulate(
  seed: number,
  options: SimOptions = {},
): Promise<{ readonly violations: readonly string[] } & Readonly<Record<string, unknown>>> {
  const run = new ResumeRun(seed, options);
  await run.begin();
  for (let step = 0; step < STEPS && run.client?.isOpen === true; step++) run.step();
  await run.rest();
  return { violations: run.violations, ...run.server.counts, events: run.server.eventCount };
}
