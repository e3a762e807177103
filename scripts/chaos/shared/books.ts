// The rules of the books, as plain functions over the rows of any owner that has gold.
interface Deed {
  readonly id: string;
  readonly gold: bigint;
  readonly parts: number;
  readonly times: number;
}

export interface Books {
  readonly gold: { get(): { readonly gold: bigint } | null; upsert(row: { readonly gold: bigint }): void };
  readonly deed: { get(id: string): Deed | null; upsert(row: Deed): void };
}

interface Items {
  readonly item: {
    list(): readonly { readonly id: bigint }[];
    insert(row: { readonly id: bigint }): void;
    delete(id: bigint): boolean;
  };
}

/** Writes a deed and the balance that it leaves. False when there is too little gold. */
export function book(books: Books, { id, gold, parts }: Omit<Deed, 'times'>): boolean {
  const left = (books.gold.get()?.gold ?? 0n) + gold;
  if (left < 0n) return false;
  const before = books.deed.get(id);
  books.gold.upsert({ gold: left });
  books.deed.upsert({ id, parts, gold: (before?.gold ?? 0n) + gold, times: (before?.times ?? 0) + 1 });
  return true;
}

/** Takes an item out; null when there is none. */
export function takeItem({ item }: Items): bigint | null {
  const [first] = item.list();
  if (first === undefined) return null;
  item.delete(first.id);
  return first.id;
}

/** What is traded: an item of the first for gold of the second, under an order. */
export interface Trade {
  readonly order: string;
  readonly gold: bigint;
}

export function sell(rows: Books & Items, { order, gold }: Trade): bigint | null {
  const item = takeItem(rows);
  return item !== null && book(rows, { id: order, gold, parts: 2 }) ? item : null;
}

export function buy(rows: Books & Items, { order, gold, item }: Trade & { readonly item: bigint }): boolean {
  rows.item.insert({ id: item });
  return book(rows, { id: order, gold: -gold, parts: 2 });
}
