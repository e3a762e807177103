// The addresses that a gate refuses: those of a list, those that the server has blocked, and those that are blocked for a while.
import { createNetworkTest, isNetwork } from '../../base/index.ts';
import { MirError } from '../names/index.ts';
import { BLOCK_LIST_LINES_MAX, BLOCKS_FOR_A_WHILE_MAX } from './limits.ts';

/** Where the list lies; reading it throws `MirError` (`block-list-unusable`). */
export interface BlockListFile {
  read(): readonly string[];
  /** Adds one address or network at the end. */
  append(entry: string): Promise<void>;
}

/** An address or a network a line; what follows `#` or `;` is a comment. Throws `MirError` that names the first line that is neither. */
export function parseBlockList(text: string, name: string): readonly string[] {
  const lines = text.split('\n');
  if (lines.length > BLOCK_LIST_LINES_MAX) {
    const what = `${name} has ${lines.length} lines; a block list has at most ${BLOCK_LIST_LINES_MAX}.`;
    throw new MirError('block-list-unusable', `${what} Use networks, or the firewall.`);
  }
  const entries: string[] = [];
  for (const [index, line] of lines.entries()) {
    const entry = line.replace(/[#;].*$/, '').trim();
    if (entry === '') continue;
    if (!isNetwork(entry)) {
      const what = `${name}:${index + 1}: ${JSON.stringify(entry)} is no address and no network.`;
      throw new MirError('block-list-unusable', `${what} Write 192.0.2.7 or 192.0.2.0/24, one a line.`);
    }
    entries.push(entry);
  }
  return entries;
}

export class BlockList {
  #isListed: (address: string) => boolean = () => false;
  /** By the server, since this list was last read; as those for a while, by what `customerOf` gives. */
  readonly #byServer = new Set<string>();
  /** Until when, the first to end first: all of them last equally long. */
  readonly #untilMs = new Map<string, number>();

  get count(): number {
    return this.#byServer.size + this.#untilMs.size;
  }

  /** What the file holds now; what the server had blocked is in it, or was taken out by the operator. */
  replace(entries: readonly string[]): void {
    this.#isListed = createNetworkTest(entries);
    this.#byServer.clear();
  }

  isBlocked({ address, customer }: { readonly address: string; readonly customer: string }, nowMs: number): boolean {
    const untilMs = this.#untilMs.get(customer);
    return (untilMs !== undefined && untilMs > nowMs) || this.#byServer.has(customer) || this.#isListed(address);
  }

  /** False when there are as many as may be. */
  add(customer: string): boolean {
    if (this.#byServer.size >= BLOCK_LIST_LINES_MAX) return false;
    this.#byServer.add(customer);
    return true;
  }

  addForAWhile(customer: string, untilMs: number): void {
    this.#untilMs.delete(customer);
    this.#untilMs.set(customer, untilMs);
    if (this.#untilMs.size <= BLOCKS_FOR_A_WHILE_MAX) return;
    for (const oldest of this.#untilMs.keys()) {
      this.#untilMs.delete(oldest);
      break;
    }
  }

  /** Forgets those that are over. */
  tick(nowMs: number): void {
    for (const [customer, untilMs] of this.#untilMs) {
      if (untilMs > nowMs) break;
      this.#untilMs.delete(customer);
    }
  }
}
