// The orders of the robots and the shop, with what they were answered, and the judgement over the books that the store has at the
// end. Each deed is in the books of all its owners, once; its gold adds up to nothing, but for a payment; and each balance is what
// the deeds say.
const DEED_KINDS = ['trade', 'sell', 'bid', 'join', 'pay'] as const;
export type DeedKind = (typeof DEED_KINDS)[number];

export interface Order {
  readonly id: string;
  readonly kind: DeedKind;
  /** Of a payment: what it credits. */
  readonly gold: bigint;
  answer: 'done' | 'open' | 'refused';
  /** How often it was sent. */
  sent: number;
}

/** A deed in the books of one owner. */
export interface Entry {
  readonly owner: string;
  readonly id: string;
  readonly gold: bigint;
  readonly parts: number;
  readonly times: number;
}

/** What the store has at the end. */
export interface Stock {
  readonly entries: readonly Entry[];
  readonly balances: ReadonlyMap<string, bigint>;
  /** Of roles and of lots. */
  readonly items: readonly bigint[];
  /** Items that each role began with. */
  readonly itemsARole: number;
}

/** What the game does by itself: the first gold of a role, gold given back, a lot closed. */
const OWN = /^(start$|back |close )/;
const FAULTS = ['lost', 'doubled', 'halves'] as const;
type Fault = (typeof FAULTS)[number];

export class SharedOrders {
  readonly orders = new Map<string, Order>();
  /** Owners that the server has acknowledged: each has its start. */
  readonly known = new Set<string>();
  lost = 0;
  doubled = 0;
  halves = 0;
  /** The faults found, as sentences. */
  readonly faults: string[] = [];

  get answered(): number {
    return [...this.orders.values()].filter(({ answer }) => answer !== 'open').length;
  }

  get open(): number {
    return this.orders.size - this.answered;
  }

  begin(id: string, kind: DeedKind, gold: bigint): Order {
    const order: Order = { id, kind, gold, answer: 'open', sent: 0 };
    this.orders.set(id, order);
    return order;
  }

  answer(order: Order, answer: 'done' | 'refused'): void {
    if (order.answer !== 'open' && order.answer !== answer)
      this.find('doubled', `${order.id} was answered '${order.answer}', and then '${answer}'`);
    order.answer = answer;
  }

  find(fault: Fault, what: string): void {
    this[fault]++;
    this.faults.push(`${fault}: ${what}`);
  }

  /** Judges what the store has. */
  check(stock: Stock): void {
    const deeds = new Map<string, Entry[]>();
    for (const entry of stock.entries) {
      // Each owner has a start of its own.
      const id = entry.id === 'start' ? `start of ${entry.owner}` : entry.id;
      deeds.set(id, [...(deeds.get(id) ?? []), entry]);
    }
    for (const [id, entries] of deeds) this.#checkDeed(id, entries);
    for (const { id, answer } of this.orders.values())
      if (answer === 'done' && !deeds.has(id)) this.find('lost', `${id} was acknowledged and is not there`);
    for (const owner of this.known)
      if (!deeds.has(`start of ${owner}`)) this.find('lost', `${owner} was acknowledged and has no start`);
    this.#checkBalances(stock);
    this.#checkItems(stock);
  }

  /** Deeds by kind: sent, answered, and sent again. */
  rows(): readonly (readonly unknown[])[] {
    return DEED_KINDS.map((kind) => {
      const orders = [...this.orders.values()].filter((order) => order.kind === kind);
      const count = (answer: Order['answer']): number => orders.filter((order) => order.answer === answer).length;
      const again = orders.reduce((sum, { sent }) => sum + Math.max(0, sent - 1), 0);
      return [kind, count('done'), count('refused'), count('open'), again];
    });
  }

  #checkDeed(id: string, entries: readonly Entry[]): void {
    const order = this.orders.get(id);
    const owners = entries.map(({ owner }) => owner).join(', ');
    const [first] = entries;
    const isStart = first?.id === 'start';
    if (order === undefined && !OWN.test(first?.id ?? '')) this.find('doubled', `nobody has ordered ${id}`);
    if (order?.answer === 'refused') this.find('doubled', `${id} was refused, and ${owners} have it`);
    for (const { owner, times } of entries)
      if (times !== 1) this.find('doubled', `${owner} has done ${id} ${times} times`);
    if (entries.length !== first?.parts)
      this.find('halves', `${id} has ${first?.parts} parts, and only ${owners} have it`);
    if (new Set(entries.map(({ times }) => times)).size > 1)
      this.find('halves', `${id} was done by some of ${owners} more often than by others`);
    const gold = entries.reduce((sum, entry) => sum + entry.gold, 0n);
    const due = order?.kind === 'pay' ? order.gold : 0n;
    if (!isStart && gold !== due && entries.every(({ times }) => times === 1))
      this.find('halves', `the gold of ${id} adds up to ${gold} instead of ${due}`);
  }

  #checkBalances({ entries, balances }: Stock): void {
    const sums = new Map([...balances.keys()].map((owner) => [owner, 0n]));
    for (const { owner, gold } of entries) sums.set(owner, (sums.get(owner) ?? 0n) + gold);
    for (const [owner, sum] of sums) {
      const has = balances.get(owner) ?? 0n;
      if (has !== sum) this.find('halves', `${owner} has ${has} gold, and its deeds say ${sum}`);
    }
  }

  #checkItems({ entries, items, itemsARole }: Stock): void {
    const roles = entries.filter(({ id }) => id === 'start').length;
    const distinct = new Set(items);
    for (let copies = items.length - distinct.size; copies > 0; copies--)
      this.find('doubled', 'an item is there twice');
    for (let missing = roles * itemsARole - distinct.size; missing > 0; missing--)
      this.find('lost', `an item is missing: ${roles} roles began with ${itemsARole} each`);
  }
}
