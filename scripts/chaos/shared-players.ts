// Robots and the shop of `chaos -- shared`. A robot trades, sells, bids and joins guilds; the shop credits payments over HTTP. Each
// repeats an order, over any number of kills, until it is answered; the shop repeats some that it was answered too.
import { setTimeout } from 'node:timers/promises';
import type { SeededRandom } from '../../src/base/index.ts';
import { type Client, ClientError, connectClient, enterWorld } from '../../src/client/index.ts';
import type { Reactor } from '../../src/reactor/index.ts';
import { requestOnce } from '../../src/request-node.ts';
import { DeedC2s, DeedResultS2c, messages } from './shared/shared.messages.ts';
import type { DeedKind, Order, SharedOrders } from './shared-orders.ts';

/** The time of one server process, from its ready line to its end. */
export interface Life {
  readonly url: string;
  readonly http: string;
  isOver: boolean;
  /** Whether open orders are to be answered, and no new ones made. */
  isFinishing: boolean;
}

export interface Game {
  readonly reactor: Reactor;
  readonly random: SeededRandom;
  readonly orders: SharedOrders;
  /** Begins the name of each account and order: a database may have those of an earlier run. */
  readonly prefix: string;
  /** Roles that the server has acknowledged. */
  readonly roleIds: bigint[];
  /** Answers by which an order has to be sent again, by their codes. */
  readonly again: Map<string, number>;
}

export const GUILDS = 20n;
const KINDS: readonly DeedKind[] = ['trade', 'trade', 'sell', 'bid', 'bid', 'join'];
const GOLD_MAX = 30;
const PAUSE_MS_MIN = 20;
const PAUSE_MS_MAX = 200;
const ORDERS_A_SESSION_MAX = 20;
const AWAY_MS_MAX = 300;
const ANSWER_MS_MAX = 32_000;
/** One payment in this many is sent again although it was answered. */
const REPEAT_OUT_OF = 4;

export class SharedRobot {
  readonly #game: Game;
  readonly #name: string;
  #roleId: bigint | null = null;
  #open: { readonly order: Order; readonly deed: DeedC2s } | null = null;
  #orderCount = 0;

  constructor(game: Game, at: number) {
    this.#game = game;
    this.#name = `${game.prefix}r${at}`;
  }

  /** Plays until the server is gone, or until its last order is answered. It leaves now and then: others trade with it all the same. */
  async play(life: Life): Promise<void> {
    while (!life.isOver && !this.#isFinished(life)) {
      try {
        await this.#playSession(life);
      } catch (error) {
        if (!(error instanceof ClientError)) throw error;
      }
      await setTimeout(this.#game.random.below(AWAY_MS_MAX));
    }
  }

  #isFinished(life: Life): boolean {
    return life.isFinishing && this.#open === null && this.#roleId !== null;
  }

  async #playSession(life: Life): Promise<void> {
    const { reactor } = this.#game;
    const client = await connectClient({ url: life.url, messages, reactor, timeoutMs: ANSWER_MS_MAX });
    try {
      const { roleId } = await enterWorld(client, { credentials: this.#name, timeoutMs: ANSWER_MS_MAX });
      const untilCount = this.#orderCount + 1 + this.#game.random.below(ORDERS_A_SESSION_MAX);
      while (!this.#isFinished(life) && this.#orderCount < untilCount) {
        this.#open ??= this.#createOrder(roleId);
        await this.#send(client, roleId);
        await pause(this.#game);
      }
    } finally {
      await client.close();
    }
  }

  #createOrder(roleId: bigint): { readonly order: Order; readonly deed: DeedC2s } {
    const { random, orders, roleIds } = this.#game;
    const others = roleIds.filter((id) => id !== roleId);
    const other = others[random.below(Math.max(1, others.length))];
    const wanted = KINDS[random.below(KINDS.length)] ?? 'sell';
    const kind = wanted === 'trade' && other === undefined ? 'sell' : wanted;
    const id = `${kind} ${this.#name}n${this.#orderCount++}`;
    const gold = BigInt(1 + random.below(GOLD_MAX));
    const guildId = BigInt(1 + random.below(Number(GUILDS)));
    const deed = { order: id, kind, gold, other: kind === 'trade' ? (other ?? 0n) : guildId };
    return { order: orders.begin(id, kind, gold), deed };
  }

  async #send(client: Client, roleId: bigint): Promise<void> {
    if (this.#open === null) return;
    const { order, deed } = this.#open;
    order.sent++;
    client.send(DeedC2s, deed);
    const { order: id, answer } = await client.next(DeedResultS2c);
    if (id !== order.id) this.#game.orders.find('doubled', `${order.id} was sent, and ${id} answered`);
    this.#known(roleId);
    if (answer === 'done' || answer === 'refused') {
      this.#game.orders.answer(order, answer);
      this.#open = null;
    } else countAgain(this.#game, answer);
  }

  #known(roleId: bigint): void {
    if (this.#roleId === roleId) return;
    if (this.#roleId !== null) this.#game.orders.find('lost', `role ${this.#roleId} of ${this.#name}`);
    this.#roleId = roleId;
    this.#game.roleIds.push(roleId);
    this.#game.orders.known.add(`r${roleId}`);
  }
}

/** One of the shop's lanes: it sends one payment after the other. */
export class ShopLane {
  readonly #game: Game;
  readonly #name: string;
  #open: { readonly order: Order; readonly roleId: bigint } | null = null;
  #orderCount = 0;

  constructor(game: Game, at: number) {
    this.#game = game;
    this.#name = `${game.prefix}s${at}`;
  }

  async play(life: Life): Promise<void> {
    while (!life.isOver && !(life.isFinishing && this.#open === null)) {
      this.#open ??= this.#createOrder();
      if (this.#open !== null && (await this.#pay(life, this.#open))) this.#open = null;
      await pause(this.#game);
    }
  }

  #createOrder(): { readonly order: Order; readonly roleId: bigint } | null {
    const { random, orders, roleIds } = this.#game;
    const roleId = roleIds[random.below(Math.max(1, roleIds.length))];
    if (roleId === undefined) return null;
    const order = orders.begin(`pay ${this.#name}n${this.#orderCount++}`, 'pay', BigInt(1 + random.below(GOLD_MAX)));
    return { order, roleId };
  }

  /** Whether the payment is answered, and not to be repeated. */
  async #pay({ http }: Life, { order, roleId }: { readonly order: Order; readonly roleId: bigint }): Promise<boolean> {
    order.sent++;
    const paid = { order: order.id, roleId: String(roleId), gold: String(order.gold) };
    const answer = await ask(`${http}/paid`, { method: 'POST', body: paid });
    if (answer?.status !== 200) {
      if (answer !== null) countAgain(this.#game, answer.text);
      return false;
    }
    this.#game.orders.answer(order, 'done');
    return this.#game.random.below(REPEAT_OUT_OF) > 0;
  }
}

/** What the server answers; null when it is gone. */
export async function ask(
  url: string,
  { method, body }: { readonly method: 'GET' | 'POST'; readonly body?: unknown },
): Promise<{ readonly status: number; readonly text: string } | null> {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  const headers = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
  return await requestOnce(url, { method, headers, body: bytes }).catch(() => null);
}

function countAgain({ again }: Game, answer: string): void {
  again.set(answer, (again.get(answer) ?? 0) + 1);
}

async function pause({ random }: Game): Promise<void> {
  await setTimeout(PAUSE_MS_MIN + random.below(PAUSE_MS_MAX - PAUSE_MS_MIN));
}
