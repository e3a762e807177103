// Which game server may load and save the record of a character. A load needs an open session of the character's account; then that session, at that game server,
// holds the character. It may load once until it has saved. A save of another session is refused, and so is one of another game server after the session went on
// to the next: a late save must not undo what the new holder does. The holder survives a restart, and a game server that reconnects goes on.
//
//   free ──load──▶ held ──save──▶ saved ──load──▶ held        another session loads: that session holds it
import type { Store } from '../../store/index.ts';
import type { MirParts } from '../gate/index.ts';
import { decodeText, encodeText, SESSIONS_MAX, type TextEncoding } from '../names/index.ts';
import type { LoadHuman } from '../wire/index.ts';
import { storedName } from './character-names.ts';
import { blankMirRecord, isMirRecordAt, readMirRecord } from './import-layouts.ts';
import {
  type HeldCharacter,
  type LoadedRecord,
  type LoadRefusal,
  type Looks,
  loadRecord,
  type SaveRefusal,
  saveRecord,
} from './record.procedures.ts';
import type { SessionDirectory } from './session-clients.ts';

export interface RecordBookParts extends Omit<MirParts, 'reactor' | 'random'> {
  readonly store: Store;
  readonly sessions: SessionDirectory;
}

export interface RecordRules {
  readonly encoding: TextEncoding;
  /** The size of the record of a character that was never saved; game servers of one build expect one size. */
  readonly recordBytes: number;
}

/** A game server's connection. */
export interface RecordPeer {
  readonly isOpen: boolean;
}

export type LoadFault =
  | LoadRefusal
  | 'name-refused'
  | 'session-unknown'
  | 'loaded-already'
  | 'too-many-sessions'
  | 'record-missing';
export type SaveFault = SaveRefusal | 'name-refused' | 'record-empty';

export interface LoadReply {
  /** As it is stored, in the code page. */
  readonly name: Uint8Array;
  readonly record: Uint8Array;
}

/** What a session loaded last. */
interface Held {
  readonly account: string;
  readonly nameKey: string;
  readonly peer: RecordPeer;
  isSaved: boolean;
}

export class RecordBook {
  readonly #parts: RecordBookParts;
  readonly #rules: RecordRules;
  /** By the number of the session. */
  readonly #held = new Map<number, Held>();

  constructor(parts: RecordBookParts, rules: RecordRules) {
    this.#parts = parts;
    this.#rules = rules;
  }

  /** Rejects with `StoreError`. */
  async load(peer: RecordPeer, request: LoadHuman): Promise<LoadReply | LoadFault> {
    const held = this.#characterOf(request);
    const fault = held === null ? 'name-refused' : this.#loadFault(held);
    if (held === null || fault !== null) return this.#refused('load', fault ?? 'name-refused', request);
    const { session } = held;
    const before = this.#held.get(session);
    const now: Held = { ...held, peer, isSaved: false };
    this.#held.set(session, now);
    try {
      const loaded = await this.#parts.store.run(loadRecord, held);
      const reply = typeof loaded === 'string' ? loaded : this.#replyOf(loaded);
      if (typeof reply !== 'string') return this.#done('loaded', reply);
      this.#restore(session, now, before);
      return this.#refused('load', reply, request);
    } catch (error) {
      this.#restore(session, now, before);
      throw error;
    }
  }

  /** Null when it is stored. Rejects with `StoreError`. */
  async save(peer: RecordPeer, request: Omit<LoadHuman, 'address'>, record: Uint8Array): Promise<SaveFault | null> {
    const character = this.#characterOf(request);
    if (character === null) return this.#refused('save', 'name-refused', request);
    if (record.length === 0) return this.#refused('save', 'record-empty', request);
    const { session, nameKey } = character;
    const held = this.#held.get(session);
    // The same session goes on at another game server.
    if (held?.nameKey === nameKey && held.peer !== peer && held.peer.isOpen)
      return this.#refused('save', 'taken-over', request);
    const looks = this.#looksOf(record, character);
    const nowMs = this.#parts.clock.wallMs();
    const refusal = await this.#parts.store.run(saveRecord, { ...character, record, looks, nowMs });
    if (refusal !== null) return this.#refused('save', refusal, request);
    const isStillHeld = this.#held.get(session) === held && (held === undefined || held.nameKey === nameKey);
    if (isStillHeld && this.#hasRoom()) this.#held.set(session, { ...character, peer, isSaved: true });
    return this.#done('saved', null);
  }

  #loadFault({ account, session }: HeldCharacter): LoadFault | null {
    if (!this.#parts.sessions.isOpen({ account, session })) return 'session-unknown';
    const held = this.#held.get(session);
    if (held !== undefined) return held.isSaved || !held.peer.isOpen ? null : 'loaded-already';
    return this.#hasRoom() ? null : 'too-many-sessions';
  }

  /** Makes room for one more by forgetting the sessions that are over: they load nothing more. */
  #hasRoom(): boolean {
    if (this.#held.size < SESSIONS_MAX) return true;
    for (const [session, { account }] of this.#held) {
      if (!this.#parts.sessions.isOpen({ account, session })) this.#held.delete(session);
    }
    return this.#held.size < SESSIONS_MAX;
  }

  #restore(session: number, now: Held, before: Held | undefined): void {
    if (this.#held.get(session) !== now) return;
    if (before === undefined) this.#held.delete(session);
    else this.#held.set(session, before);
  }

  #replyOf({ character, record }: LoadedRecord): LoadReply | 'record-missing' {
    const { encoding, recordBytes } = this.#rules;
    const name = encodeText(character.name, encoding);
    if (record !== null) return { name, record };
    // Its game server would take a blank record for the truth, and save it.
    if (character.level > 0 || character.map !== '') return 'record-missing';
    const { createdMs: created, ...looks } = character;
    return { name, record: blankMirRecord({ ...looks, name, created }, recordBytes) };
  }

  /** Null where the layout is not the known one. */
  #looksOf(record: Uint8Array, { nameKey }: HeldCharacter): Looks | null {
    const { encoding } = this.#rules;
    if (!isMirRecordAt(record, 0)) return null;
    const read = readMirRecord(record, encoding);
    if (typeof read === 'string') return null;
    const { name, ...looks } = read;
    return storedName(name, encoding)?.nameKey === nameKey ? looks : null;
  }

  #characterOf({ account, name, session }: Omit<LoadHuman, 'address'>): HeldCharacter | null {
    const { encoding } = this.#rules;
    const owner = decodeText(account, encoding);
    const character = storedName(name, encoding);
    return owner === null || character === null
      ? null
      : { account: owner.toLowerCase(), nameKey: character.nameKey, session };
  }

  #done<Result>(what: 'loaded' | 'saved', result: Result): Result {
    this.#parts.counters.counter('mir_records', what).add();
    return result;
  }

  #refused<Fault extends string>(
    what: 'load' | 'save',
    fault: Fault,
    { name, session }: Omit<LoadHuman, 'address'>,
  ): Fault {
    const { counters, log } = this.#parts;
    counters.counter('mir_records_refused', `${what}-${fault}`).add();
    const character = decodeText(name, this.#rules.encoding) ?? '';
    const advice = fault === 'record-missing' ? ': import it with its Mir.DB' : '';
    log.warn(`a game server may not ${what} a character${advice}`, { character, session, why: fault });
    return fault;
  }
}
