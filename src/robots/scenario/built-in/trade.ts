// `--scenario trade`: robots trade gold in pairs, one trade after the other, and at the end as much gold is there as at the beginning:
// on each robot by its own count, and over all of them.
//
//   one: invite ─▶      ◀─ state 1        put ─▶   state 2   agree (3) ─▶   state 4     ◀─ end
//   other:  ◀─ invited  accept ─▶ state 1          state 2   put ─▶ state 3  agree (4) ─▶  end
import { BagContentS2c, BagQueryC2s } from '../../../modules/bags/bags.messages.ts';
import { ChatC2s } from '../../../modules/chat/chat.messages.ts';
import {
  TradeAcceptC2s,
  TradeAgreeC2s,
  TradeEndS2c,
  TradeInviteC2s,
  TradeInvitedS2c,
  TradePutC2s,
  TradeRefusedS2c,
  TradeStateS2c,
} from '../../../modules/trades/trades.messages.ts';
import { defineScenario } from '../scenario.ts';
import type { RobotEntry, ScenarioRobot } from '../scenario-robot.ts';

/** A trade takes four steps, and a server takes one invitation a second. */
const TRADE_MS = 2_000;
const ANSWER_MS = 5_000;
const GOLD_AT_LEAST = 100n;
const GOLD_GIVEN = 1_000;
/** The most that one offers. */
const OFFER_MAX = 50;
const DONE = 0;
const NEARBY = 2;

/** What a robot owned at the beginning, and owns at the end. */
interface Purse {
  readonly before: bigint;
  readonly after: bigint;
}

const traders = new WeakMap<ScenarioRobot, Trader>();

export default defineScenario<Purse | null>({
  async play(robot) {
    const partner = partnerOf(robot);
    if (partner === null) return;
    // Bags are sent after each change: only answers to a question are waited for.
    robot.on(BagContentS2c, () => {});
    const trader = new Trader(robot, partner, await earn(robot));
    traders.set(robot, trader);
    if (robot.number < partner.number) robot.every(TRADE_MS, ({ dueMs }) => trader.want(dueMs));
  },
  async ended(robot) {
    const trader = traders.get(robot);
    if (trader === undefined) return null;
    await trader.settled();
    const after = await goldOf(robot);
    if (after !== trader.gold) robot.fail(`it has ${after} gold, and by its trades it has ${trader.gold}`);
    return { before: trader.before, after };
  },
  judge(purses) {
    const own = purses.filter((purse) => purse !== null);
    const [before, after] = [own.map((purse) => purse.before), own.map((purse) => purse.after)].map(sum);
    return {
      figures: { 'gold before': String(before), 'gold after': String(after) },
      problems: before === after ? [] : [`${before} gold became ${after}`],
    };
  },
});

class Trader {
  readonly before: bigint;
  /** By the trades that were done. */
  gold: bigint;
  readonly #robot: ScenarioRobot;
  readonly #partner: RobotEntry;
  /** When the trades that wait were due, the open one first: a pair has one at a time. */
  readonly #wanted: number[] = [];
  #states = 0;
  #own = 0n;
  #other = 0n;
  /** Set while a trade is open. */
  #open: PromiseWithResolvers<void> | null = null;

  constructor(robot: ScenarioRobot, partner: RobotEntry, gold: bigint) {
    this.#robot = robot;
    this.#partner = partner;
    this.before = this.gold = gold;
    robot.on(TradeInvitedS2c, ({ roleId }) => {
      if (roleId !== partner.roleId) return;
      this.#begin();
      robot.send(TradeAcceptC2s, { roleId });
    });
    robot.on(TradeStateS2c, (state) => this.#step(state));
    robot.on(TradeEndS2c, ({ reason }) => this.#end(reason));
    robot.on(TradeRefusedS2c, ({ reason }) => {
      robot.count(`trade_refused_s2c ${reason}`);
      this.#next();
    });
  }

  /** A trade was due. It waits for the one before it, and its latency counts from its own moment. */
  want(dueMs: number): void {
    if (this.#wanted.push(dueMs) === 1) this.#invite();
  }

  /** Resolves when no trade is open. */
  async settled(): Promise<void> {
    if (this.#open === null) return;
    await this.#open.promise;
  }

  get #isFirst(): boolean {
    return this.#robot.number < this.#partner.number;
  }

  #invite(): void {
    this.#begin();
    this.#robot.send(TradeInviteC2s, { roleId: this.#partner.roleId });
  }

  #begin(): void {
    this.#states = 0;
    this.#open ??= Promise.withResolvers<void>();
  }

  #step({ revision, ownGold, otherGold }: TradeStateS2c): void {
    this.#own = ownGold;
    this.#other = otherGold;
    const step = ++this.#states;
    if (step === (this.#isFirst ? 1 : 2)) this.#robot.send(TradePutC2s, { gold: this.#offer(), items: [] });
    if (step === (this.#isFirst ? 3 : 4)) this.#robot.send(TradeAgreeC2s, { revision });
  }

  #offer(): bigint {
    const most = this.gold < BigInt(OFFER_MAX) ? Number(this.gold) : OFFER_MAX;
    return BigInt(this.#robot.random.below(most + 1));
  }

  #end(reason: number): void {
    if (reason === DONE) {
      this.gold += this.#other - this.#own;
      this.#robot.count('trades done', this.#isFirst ? 1 : 0);
      const dueMs = this.#wanted[0];
      if (dueMs !== undefined) this.#robot.measure('trade', this.#robot.nowMs - dueMs);
    } else this.#robot.count(`trade_end_s2c ${reason}`);
    this.#next();
  }

  #next(): void {
    this.#open?.resolve();
    this.#open = null;
    this.#wanted.shift();
    if (this.#wanted.length > 0 && !this.#robot.isOver) this.#invite();
  }
}

/** The robots of a pair are neighbours in the list of all. Null for one that is left over. */
function partnerOf({ all, number }: ScenarioRobot): RobotEntry | null {
  const index = all.findIndex((other) => other.number === number);
  return all[index ^ 1] ?? null;
}

/** Makes sure that the robot owns something, and says how much. */
async function earn(robot: ScenarioRobot): Promise<bigint> {
  let gold = await goldOf(robot);
  if (gold >= GOLD_AT_LEAST) return gold;
  const line = { type: NEARBY, desserverid: 0, desrolename: '', details: [], reptype: 0 };
  robot.send(ChatC2s, { ...line, msginfo: `.zymoney ${GOLD_GIVEN}` });
  try {
    const wanted = gold + BigInt(GOLD_GIVEN);
    while (gold < wanted) gold = (await robot.next(BagContentS2c, { timeoutMs: ANSWER_MS })).gold;
  } catch {
    robot.fail('it got no gold for .zymoney: robots that trade need a server with the commands of game masters');
  }
  return gold;
}

async function goldOf(robot: ScenarioRobot): Promise<bigint> {
  // What came earlier may be of earlier.
  while (robot.take(BagContentS2c) !== null);
  robot.send(BagQueryC2s, {});
  const { gold } = await robot.next(BagContentS2c, { timeoutMs: ANSWER_MS });
  return gold;
}

function sum(golds: readonly bigint[]): bigint {
  return golds.reduce((total, gold) => total + gold, 0n);
}
