// A store of live owners in memory, for tests and simulations of actors: a journal that may be slow or die, a database that has what
// the journal has, and rows as the store gives them.
import type {
  Alarm,
  DueAlarm,
  LiveEvents,
  LiveOwner,
  LiveTable,
  OwnerId,
  Receipt,
  Rows,
  Table,
} from '../store/index.ts';
import { StoreError } from '../store/index.ts';
import type { ActorStore } from './host.ts';

type Fields = Readonly<Record<string, unknown>>;
export type Content = Map<string, unknown>;

/** What survives a crash: of each owner the entries by `table\0key`. */
export class MemoryStore implements ActorStore {
  readonly durable = new Map<string, Content>();
  readonly #open = new Map<string, MemoryOwner>();
  readonly #keyTexts = new Map<string, OwnerId>();
  /** Records on their way to the disk. */
  readonly #writing: {
    readonly parts: readonly (readonly [string, Content])[];
    readonly settled: PromiseWithResolvers<void>;
  }[] = [];
  /** Whether records become durable by themselves, one microtask later; otherwise by `sync`. */
  isInstant = true;
  /** Waits, or throws, before an owner is opened or closed. */
  fault: ((what: 'open' | 'close' | 'receipt', id: OwnerId) => Promise<void>) | null = null;
  /** What the journal refuses with. */
  refusal: StoreError | null = null;
  isDead = false;

  open(id: OwnerId, events: LiveEvents): Promise<LiveOwner> {
    if (this.fault === null) return Promise.resolve(this.#openNow(id, events));
    return this.fault('open', id).then(() => this.#openNow(id, events));
  }

  #openNow(id: OwnerId, events: LiveEvents): LiveOwner {
    if (this.#open.has(id.text)) throw new StoreError('role-held', `${id.text} is open already`);
    this.#keyTexts.set(id.text, id);
    const owner = new MemoryOwner(this, { id }, events);
    this.#open.set(id.text, owner);
    return owner;
  }

  get openCount(): number {
    return this.#open.size;
  }

  isOpen(text: string): boolean {
    return this.#open.has(text);
  }

  commitTogether(owners: readonly LiveOwner[]): Promise<void> | null {
    if (this.refusal !== null) throw this.refusal;
    return this.append(owners.map((owner) => owner as MemoryOwner));
  }

  append(owners: readonly MemoryOwner[]): Promise<void> {
    const settled = Promise.withResolvers<void>();
    settled.promise.catch(() => {});
    const parts = owners.map((owner) => [owner.id.text, owner.takeChanges()] as const);
    this.#writing.push({ parts, settled });
    for (const owner of owners) owner.noteKept(settled.promise);
    if (this.isInstant) queueMicrotask(() => this.sync());
    return settled.promise;
  }

  /** Of what was appended, the first `count` records are on the disk now. */
  sync(count = this.#writing.length): void {
    if (this.isDead) return;
    for (const { parts, settled } of this.#writing.splice(0, count)) {
      for (const [owner, changes] of parts) this.#apply(owner, changes);
      settled.resolve();
    }
  }

  #apply(owner: string, changes: Content): void {
    const content = this.durable.get(owner) ?? new Map<string, unknown>();
    for (const [key, value] of changes) {
      if (value === undefined) content.delete(key);
      else content.set(key, value);
    }
    this.durable.set(owner, content);
  }

  dueAlarms(untilMs: number, countMax: number): Promise<readonly DueAlarm[]> {
    const due: DueAlarm[] = [];
    for (const [owner, content] of this.durable) {
      const id = this.#keyTexts.get(owner);
      if (id?.actor == null) continue;
      for (const [key, value] of content) {
        if (!key.startsWith('alarm\0')) continue;
        const { name, atMs } = value as Alarm;
        if (atMs <= untilMs) due.push({ owner, actor: id.actor, keyText: String(id.key), name, atMs });
      }
    }
    return Promise.resolve(due.sort((left, right) => left.atMs - right.atMs).slice(0, countMax));
  }

  closed(owner: MemoryOwner): void {
    if (this.#open.get(owner.id.text) === owner) this.#open.delete(owner.id.text);
  }

  /** The journal fails: what is on its way is not acknowledged, and all owners are lost. */
  breakDown(): void {
    const error = new StoreError('fenced', 'the journal failed');
    for (const { settled } of this.#writing.splice(0)) settled.reject(error);
    for (const text of [...this.#open.keys()]) this.fence(text);
  }

  /** Another process takes the owner. What it has committed is durable. */
  fence(text: string): void {
    this.sync();
    const owner = this.#open.get(text);
    this.#open.delete(text);
    owner?.end();
    owner?.events.lost(new StoreError('fenced', `${text} was taken`));
  }

  /** Another process asks for the owner. */
  want(text: string, isToPlay = false): void {
    this.#open.get(text)?.events.wanted(isToPlay);
  }

  /** The memory of an awake owner is what the disk has. */
  isSame(text: string): boolean {
    const owner = this.#open.get(text);
    return owner === undefined || owner.kept !== null || owner.isLike(this.durable.get(text) ?? new Map());
  }

  /** The same disk under a new process. What was not durable is gone. */
  restarted(): MemoryStore {
    const next = new MemoryStore();
    for (const [owner, content] of this.durable) next.durable.set(owner, new Map(content));
    for (const [text, id] of this.#keyTexts) next.#keyTexts.set(text, id);
    this.isDead = true;
    return next;
  }
}

/** What keeps a `MemoryOwner`. */
export interface MemoryOwnerStore {
  readonly durable: ReadonlyMap<string, Content>;
  readonly refusal: StoreError | null;
  readonly fault: ((what: 'open' | 'close' | 'receipt', id: OwnerId) => Promise<void>) | null;
  append(owners: readonly MemoryOwner[]): Promise<void>;
  closed(owner: MemoryOwner): void | Promise<void>;
}

export class MemoryOwner implements LiveOwner {
  readonly id: OwnerId;
  readonly epoch: number;
  readonly events: LiveEvents;
  readonly #store: MemoryOwnerStore;
  readonly #content: Content;
  #isEnded = false;
  /** What was there before the changes since the last commit; undefined where nothing was. */
  #undo: Content = new Map();
  #kept: Promise<void> | null = null;

  constructor(
    store: MemoryOwnerStore,
    { id, epoch = 1 }: { readonly id: OwnerId; readonly epoch?: number },
    events: LiveEvents,
  ) {
    this.#store = store;
    this.id = id;
    this.epoch = epoch;
    this.events = events;
    this.#content = new Map(store.durable.get(id.text) ?? []);
  }

  isLike(content: Content): boolean {
    return (
      content.size === this.#content.size && [...content].every(([key, value]) => this.#content.get(key) === value)
    );
  }

  assertOpen(): void {
    if (this.#isEnded) throw new Error(`owner-ended: ${this.id.text}`);
  }

  get hasChanges(): boolean {
    return this.#undo.size > 0;
  }

  get kept(): Promise<void> | null {
    return this.#kept;
  }

  commit(): Promise<void> | null {
    this.assertOpen();
    if (this.#undo.size === 0) return null;
    if (this.#store.refusal !== null) throw this.#store.refusal;
    return this.#store.append([this]);
  }

  takeChanges(): Content {
    const changes = new Map([...this.#undo.keys()].map((key) => [key, this.#content.get(key)]));
    this.#undo = new Map();
    return changes;
  }

  noteKept(kept: Promise<void>): void {
    this.#kept = kept;
    const done = (): void => {
      if (this.#kept === kept) this.#kept = null;
    };
    kept.then(done, done);
  }

  rollback(): void {
    for (const [key, before] of this.#undo) {
      if (before === undefined) this.#content.delete(key);
      else this.#content.set(key, before);
    }
    this.#undo = new Map();
  }

  rows<T extends LiveTable>(table: T): Rows<T> {
    // The fixture's rows are those of any table.
    return new MemoryRows(this, table) as unknown as Rows<T>;
  }

  find(key: string): unknown {
    this.assertOpen();
    return this.#content.get(key);
  }

  entries(prefix: string): readonly unknown[] {
    this.assertOpen();
    const found = [...this.#content].filter(([key]) => key.startsWith(prefix));
    return found.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value);
  }

  put(key: string, value: unknown): void {
    this.assertOpen();
    if (!this.#undo.has(key)) this.#undo.set(key, this.#content.get(key));
    if (value === undefined) this.#content.delete(key);
    else this.#content.set(key, value);
  }

  async findReceipt(once: string): Promise<Receipt | null> {
    await this.#store.fault?.('receipt', this.id);
    return (this.find(`receipt\0${once}`) as Receipt | undefined) ?? null;
  }

  addReceipt(receipt: Receipt): void {
    this.put(`receipt\0${receipt.once}`, receipt);
  }

  alarms(): readonly Alarm[] {
    return this.entries('alarm\0') as readonly Alarm[];
  }

  setAlarm(alarm: Alarm): void {
    this.put(`alarm\0${alarm.name}`, alarm);
  }

  clearAlarm(name: string): void {
    this.put(`alarm\0${name}`, undefined);
  }

  deleteAll(): void {
    for (const key of [...this.#content.keys()]) this.put(key, undefined);
  }

  end(): void {
    this.rollback();
    this.#isEnded = true;
  }

  async close(): Promise<void> {
    this.end();
    await this.#store.fault?.('close', this.id);
    if (this.#kept !== null) await this.#kept.catch(() => {});
    await this.#store.closed(this);
  }
}

class MemoryRows {
  readonly #owner: MemoryOwner;
  readonly #table: Table;

  constructor(owner: MemoryOwner, table: Table) {
    this.#owner = owner;
    this.#table = table;
  }

  get(...key: readonly unknown[]): Fields | null {
    return (this.#owner.find(this.#keyOf(key)) as Fields | undefined) ?? null;
  }

  list(): readonly Fields[] {
    return this.#owner.entries(`${this.#table.name}\0`) as readonly Fields[];
  }

  insert(row: Fields): void {
    const key = this.#keyOf(this.#table.key.slice(1).map((name) => row[name]));
    if (this.#owner.find(key) !== undefined)
      throw new StoreError('unique-violation', `${this.#table.name}: there is such a row`);
    this.#owner.put(key, this.#complete(row));
  }

  upsert(row: Fields): void {
    this.#owner.put(this.#keyOf(this.#table.key.slice(1).map((name) => row[name])), this.#complete(row));
  }

  update(...keyAndPatch: readonly unknown[]): boolean {
    const key = this.#keyOf(keyAndPatch.slice(0, -1));
    const before = this.#owner.find(key) as Fields | undefined;
    if (before === undefined) return false;
    this.#owner.put(key, { ...before, ...(keyAndPatch.at(-1) as Fields) });
    return true;
  }

  delete(...key: readonly unknown[]): boolean {
    const text = this.#keyOf(key);
    if (this.#owner.find(text) === undefined) return false;
    this.#owner.put(text, undefined);
    return true;
  }

  #keyOf(key: readonly unknown[]): string {
    return `${this.#table.name}\0${key.map((each) => String(each).padStart(20, '0')).join('\0')}`;
  }

  #complete(row: Fields): Fields {
    const defaults = Object.entries(this.#table.columns).map(([name, column]) => [name, column.default]);
    return { ...Object.fromEntries(defaults), ...row };
  }
}
