// The gate as a part of a hand-over: its sessions with their connections, the tokens of its clients, and what it remembers of ended
// sessions. The old side freezes after the listeners, so that nobody is read any more; the new side makes the sessions before its
// listeners start.
import {
  FieldReader,
  FieldWriter,
  HandoverError,
  type HandoverPart,
  type HandoverSink,
  type HandoverTaker,
} from '../handover/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { EndedSession } from './ended-sessions.ts';
import type { Gate } from './gate.ts';
import type { MovedEntry } from './gate-move.ts';
import { MOVED_BYTES, MOVED_SESSIONS_MAX } from './limits.ts';

const NAME = 'gate';
const KIND = { gate: 1, sessions: 2, ended: 3 } as const;
const GATE = { number: 1 } as const;
/** An entry of a batch: with a descriptor of the frame, or without. */
const SESSIONS = { moving: 1, waiting: 2 } as const;
const ENDED = { entry: 1, selector: 2, current: 3, previous: 4, burnt: 5, code: 6, done: 7, agoMs: 8 } as const;
const DESCRIBED = { message: 1, id: 2, name: 3, canAdopt: 4 } as const;

/** What both sides must agree on. */
interface Described {
  readonly messages: readonly MessageType[];
  /** Whether connections of another process can be adopted here. */
  readonly canAdopt: boolean;
}

function describe({ messages, canAdopt }: Described): Uint8Array {
  const fields = new FieldWriter().critical().flag(DESCRIBED.canAdopt, canAdopt);
  for (const { id, name } of messages) {
    fields.nested(DESCRIBED.message, (message) => {
      message.u32(DESCRIBED.id, id).text(DESCRIBED.name, name);
    });
  }
  return fields.record();
}

/** Why sessions of a gate with `messages` cannot go on in the process that is described. */
function refusalOf(messages: readonly MessageType[], described: Uint8Array): string | null {
  const names = new Map(messages.map(({ id, name }) => [id, name]));
  const fields = new FieldReader(described, 'the description of its gate');
  while (fields.next()) {
    if (fields.tag === DESCRIBED.canAdopt && !fields.flag())
      return 'The new process has no native I/O, so it cannot take connections over. Build it with `npm run native`, or set `io` to `native`.';
    if (fields.tag === DESCRIBED.message) {
      const { id, name } = readMessage(fields.nested());
      const own = names.get(id);
      if (own !== undefined && own !== name)
        return `Message ${id} is ${own} here and ${name} in the new process, so connected clients would misread it. Give the new message another id.`;
    } else if (fields.tag !== DESCRIBED.canAdopt) fields.skip();
  }
  return null;
}

function readMessage(fields: FieldReader): { readonly id: number; readonly name: string } {
  const message = { id: -1, name: '' };
  while (fields.next()) {
    if (fields.tag === DESCRIBED.id) message.id = fields.u32();
    else if (fields.tag === DESCRIBED.name) message.name = fields.text();
    else fields.skip();
  }
  return message;
}

export class GatePart implements HandoverPart {
  readonly name = NAME;
  readonly #gate: Gate;
  readonly #described: Described;
  /** Until when ended sessions were sent, on the clock of this process. */
  #endedMs = Number.NEGATIVE_INFINITY;

  constructor(gate: Gate, described: Described) {
    this.#gate = gate;
    this.#described = described;
  }

  describe(): Uint8Array {
    return describe(this.#described);
  }

  refuse(described: Uint8Array): string | null {
    return refusalOf(this.#described.messages, described);
  }

  async copy(sink: HandoverSink): Promise<void> {
    const { resumes } = this.#gate;
    await sink.send(KIND.gate, new FieldWriter().critical().u32(GATE.number, resumes.gate).record());
    await this.#sendEnded(sink);
  }

  async freeze(): Promise<void> {
    await this.#gate.move.freeze();
  }

  async transfer(sink: HandoverSink): Promise<void> {
    this.#gate.move.assertRest();
    const batch = new FieldWriter();
    let descriptors: number[] = [];
    let count = 0;
    const send = async (): Promise<void> => {
      const sent = count === 0 ? undefined : sink.send(KIND.sessions, batch.record(), descriptors);
      batch.clear();
      descriptors = [];
      count = 0;
      if (sent !== undefined) await sent;
    };
    for (const { descriptor, record } of this.#gate.move.entries()) {
      batch.critical().bytes(descriptor === null ? SESSIONS.waiting : SESSIONS.moving, record);
      if (descriptor !== null) descriptors.push(descriptor);
      count++;
      if (count === MOVED_SESSIONS_MAX || batch.record().length >= MOVED_BYTES) await send();
    }
    await send();
    await this.#sendEnded(sink);
  }

  async thaw(): Promise<void> {
    this.#endedMs = Number.NEGATIVE_INFINITY;
    this.#gate.move.thaw();
  }

  async release(): Promise<void> {
    await this.#gate.move.release();
  }

  /** Those that have ended since they were sent last. */
  async #sendEnded(sink: HandoverSink): Promise<void> {
    const batch = new FieldWriter();
    const { nowMs } = this.#gate.move;
    for (const [selector, ended] of this.#gate.resumes.savedEnded()) {
      if (ended.endedMs < this.#endedMs) continue;
      batch.nested(ENDED.entry, (entry) => writeEnded(entry, { selector, ended, nowMs }));
      if (batch.record().length < MOVED_BYTES) continue;
      await sink.send(KIND.ended, batch.record());
      batch.clear();
    }
    if (batch.record().length > 0) await sink.send(KIND.ended, batch.record());
    this.#endedMs = nowMs;
  }
}

export class GateTaker implements HandoverTaker {
  readonly name = NAME;
  readonly #described: Described;
  readonly #closeDescriptor: (descriptor: number) => void;
  #entries: MovedEntry[] = [];
  #number: number | null = null;
  readonly #ended: { readonly selector: string; readonly ended: EndedSession }[] = [];
  #gate: Gate | null = null;

  /** `closeDescriptor` closes a descriptor that nothing took. */
  constructor(described: Described, closeDescriptor: (descriptor: number) => void) {
    this.#described = described;
    this.#closeDescriptor = closeDescriptor;
  }

  describe(): Uint8Array {
    return describe(this.#described);
  }

  take(kind: number, body: Uint8Array, descriptors: readonly number[]): undefined {
    const fields = new FieldReader(body, 'a frame of its gate');
    let taken = 0;
    while (fields.next()) {
      if (kind === KIND.gate && fields.tag === GATE.number) this.#number = fields.u32();
      else if (kind === KIND.ended && fields.tag === ENDED.entry) this.#ended.push(readEnded(fields.nested()));
      else if (kind === KIND.sessions && fields.tag === SESSIONS.waiting)
        this.#entries.push({ descriptor: null, record: Uint8Array.from(fields.bytes()) });
      else if (kind === KIND.sessions && fields.tag === SESSIONS.moving) {
        const descriptor = descriptors[taken++];
        if (descriptor === undefined)
          throw new HandoverError('handover-broken', 'The other process sent a connection without its descriptor.');
        this.#entries.push({ descriptor, record: Uint8Array.from(fields.bytes()) });
      } else fields.skip();
    }
    return undefined;
  }

  /** The gate of this process, whose listeners are open: it gets what was sent. Throws `HandoverError` and `ReactorError`. */
  adopt(gate: Gate): void {
    this.#gate = gate;
    if (this.#number !== null) gate.resumes.takeOver(this.#number);
    const { nowMs } = gate.move;
    // Sent again, the newest is the last.
    for (const { selector, ended } of this.#ended)
      gate.resumes.restoreEnded(selector, { ...ended, endedMs: nowMs - ended.endedMs });
    while (this.#entries.length > 0) {
      const [entry] = this.#entries;
      if (entry !== undefined) gate.move.adopt(entry);
      this.#entries.shift();
    }
  }

  /** `adopt` was called. */
  async adopted(): Promise<void> {
    if (this.#gate !== null) return;
    throw new HandoverError('handover-broken', 'The gate of this process has not taken the sessions of the other one.');
  }

  async start(): Promise<void> {
    await this.#gate?.move.start();
  }

  discard(): void {
    for (const { descriptor } of this.#entries) if (descriptor !== null) this.#closeDescriptor(descriptor);
    this.#entries = [];
  }
}

function writeEnded(
  fields: FieldWriter,
  { selector, ended, nowMs }: { readonly selector: string; readonly ended: EndedSession; readonly nowMs: number },
): void {
  const { hashes, code, done, endedMs } = ended;
  fields.text(ENDED.selector, selector).bytes(ENDED.current, hashes.current);
  if (hashes.previous !== null) fields.bytes(ENDED.previous, hashes.previous);
  if (hashes.burnt !== null) fields.bytes(ENDED.burnt, hashes.burnt);
  fields
    .u32(ENDED.code, code)
    .u32(ENDED.done, done)
    .f64(ENDED.agoMs, nowMs - endedMs);
}

/** `endedMs` is how long ago. */
function readEnded(fields: FieldReader): { readonly selector: string; readonly ended: EndedSession } {
  let selector = '';
  const hashes = { current: new Uint8Array(0), previous: null as Uint8Array | null, burnt: null as Uint8Array | null };
  const numbers = { code: 0, done: 0, endedMs: 0 };
  while (fields.next()) {
    if (fields.tag === ENDED.selector) selector = fields.text();
    else if (fields.tag === ENDED.current) hashes.current = Uint8Array.from(fields.bytes());
    else if (fields.tag === ENDED.previous) hashes.previous = Uint8Array.from(fields.bytes());
    else if (fields.tag === ENDED.burnt) hashes.burnt = Uint8Array.from(fields.bytes());
    else if (fields.tag === ENDED.code) numbers.code = fields.u32();
    else if (fields.tag === ENDED.done) numbers.done = fields.u32();
    else if (fields.tag === ENDED.agoMs) numbers.endedMs = fields.f64();
    else fields.skip();
  }
  return { selector, ended: { hashes, ...numbers } };
}
