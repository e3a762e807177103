// Which addresses may connect: those that are denied, and those that are allowed whatever is denied. Each entry may have an end and a reason.
// A connection from a denied address is closed as it is accepted, before anything is read of it and without a word.
//
// As text, a line each: `203.0.113.0/24 until 2026-12-01T10:00:00Z # a flood`. Lines without an address are comments, and stay no longer
// than until the server writes the file.
import { type Clock, canonicalNetwork, NetworkMap } from '../base/index.ts';
import { ACCESS_ENTRIES_MAX } from './limits.ts';

export interface AccessEntry {
  /** An address or a network, in its canonical spelling. */
  readonly network: string;
  /** On the wall clock; null: for good. */
  readonly untilMs: number | null;
  readonly reason: string;
}

export type AccessListName = 'allow' | 'deny';

/** A line that is no entry, or too many of them. */
export interface AccessFault {
  readonly fault: string;
}

export class AccessList {
  readonly #clock: Pick<Clock, 'wallMs'>;
  #map = new NetworkMap<AccessEntry>();
  readonly #isValid = ({ untilMs }: AccessEntry): boolean => untilMs === null || untilMs > this.#clock.wallMs();

  constructor(clock: Pick<Clock, 'wallMs'>) {
    this.#clock = clock;
  }

  /** Entries that have ended included, until they are swept. */
  get size(): number {
    return this.#map.size;
  }

  has(address: string): boolean {
    return this.#map.find(address, this.#isValid) !== null;
  }

  /** The entries that hold. */
  entries(): AccessEntry[] {
    return [...this.#map.entries()].map(({ value }) => value).filter(this.#isValid);
  }

  replace(entries: readonly AccessEntry[]): void {
    this.#map = new NetworkMap();
    for (const entry of entries) this.#map.set(entry.network, entry);
  }

  text(): string {
    return this.entries().map(lineOf).join('');
  }

  /** Forgets the entries that have ended. */
  sweep(): void {
    for (const { network, value } of [...this.#map.entries()]) if (!this.#isValid(value)) this.#map.delete(network);
  }
}

export class AccessLists {
  readonly deny: AccessList;
  readonly allow: AccessList;
  readonly #isAllowedOnly: boolean;

  /** `isAllowedOnly`: nobody may connect who is not on the list of allowed addresses. */
  constructor(clock: Pick<Clock, 'wallMs'>, isAllowedOnly: boolean) {
    this.deny = new AccessList(clock);
    this.allow = new AccessList(clock);
    this.#isAllowedOnly = isAllowedOnly;
  }

  isDenied(address: string): boolean {
    if (this.#isAllowedOnly) return !this.allow.has(address);
    return this.deny.size > 0 && this.deny.has(address) && !this.allow.has(address);
  }

  sweep(): void {
    this.deny.sweep();
    this.allow.sweep();
  }
}

/** The entries of a file, or its first fault. `name` is for the fault. */
export function parseAccessList(text: string, name: string): readonly AccessEntry[] | AccessFault {
  const entries: AccessEntry[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const entry = entryOf(line);
    if (entry === null) continue;
    if ('fault' in entry) return { fault: `${name}, line ${index + 1}: ${entry.fault}` };
    if (entries.length >= ACCESS_ENTRIES_MAX) {
      return { fault: `${name}: more than ${ACCESS_ENTRIES_MAX} entries; use networks, or a firewall` };
    }
    entries.push(entry);
  }
  return entries;
}

/** Null for a line without an entry. */
function entryOf(line: string): AccessEntry | AccessFault | null {
  const [head = '', ...comments] = line.split('#');
  const [text, until, time, ...more] = head.trim().split(/\s+/);
  if (text === undefined || text === '') return null;
  const network = canonicalNetwork(text);
  if (network === null) return { fault: `'${text}' is no address or network, such as 192.0.2.7 or 203.0.113.0/24` };
  const untilMs = time === undefined ? null : Date.parse(time);
  const isWell = (until === undefined || (until === 'until' && time !== undefined)) && more.length === 0;
  if (!isWell || Number.isNaN(untilMs)) {
    return { fault: `behind ${text} stands nothing, or 'until' and a time, such as: until 2026-12-01T10:00:00Z` };
  }
  return { network, untilMs, reason: comments.join('#').trim() };
}

function lineOf({ network, untilMs, reason }: AccessEntry): string {
  const until = untilMs === null ? '' : ` until ${new Date(untilMs).toISOString()}`;
  return `${network}${until}${reason === '' ? '' : ` # ${reason}`}\n`;
}
