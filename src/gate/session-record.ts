// A session between two processes: tagged fields. What is usual is left out. Times are what is left of them, or how long ago something
// was, since each process has a clock of its own.
import { type FieldReader, type FieldWriter, HandoverError } from '../handover/index.ts';
import type { SavedWaiting } from './admission-desk.ts';
import type { CloseReason } from './close-reason.ts';
import type { ResyncWhy, SavedResume } from './session-resume.ts';
import type { Account, Phase } from './session-state.ts';

/** A packet that waits for a slow client, or for one without a link. */
export interface WaitingPacket {
  readonly id: number;
  readonly key: string;
  readonly bytes: Uint8Array;
}

export interface SessionRecord {
  readonly id: number;
  readonly phase: Phase;
  readonly address: string;
  readonly layout: string;
  readonly isLayoutTold: boolean;
  readonly failures: number;
  readonly account: Account | null;
  readonly role: { readonly id: bigint; readonly name: string } | null;
  readonly signedInMs: number | null;
  readonly hasArrived: boolean;
  readonly deadlineMs: number | null;
  /** Why it has no link; null for one with a link. */
  readonly loss: CloseReason | null;
  /** Rates that are ahead, by message id, or by slot for those of no message. Milliseconds. */
  readonly rates: readonly { readonly id: number; readonly isSlot: boolean; readonly aheadMs: number }[];
  readonly waiting: readonly WaitingPacket[];
  readonly leftOut: readonly { readonly name: string; readonly count: number }[];
  readonly resume: SavedResume | null;
  readonly park: RecordedPark | null;
  /** The account by which it has a place in the server; null for none. */
  readonly placedAs: string | null;
  readonly understandsWaiting: boolean;
  /** Of one that waits for a place. */
  readonly waitsFor: SavedWaiting | null;
  /** What modules keep of it, by module. */
  readonly modules: ReadonlyMap<string, Uint8Array>;
}

interface RecordedPark {
  readonly isWebSocket: boolean;
  readonly awayMs: number;
  readonly leftMs: number;
  readonly delayed: { readonly packet: Uint8Array; readonly waitMs: number } | null;
}

const TAG = {
  id: 1,
  phase: 2,
  address: 3,
  layout: 4,
  failures: 5,
  account: 6,
  roleId: 7,
  roleName: 8,
  signedInMs: 9,
  hasArrived: 10,
  deadlineMs: 11,
  loss: 12,
  messageRate: 13,
  slotRate: 14,
  waiting: 15,
  leftOut: 16,
  resume: 17,
  park: 18,
  module: 19,
  isLayoutTold: 20,
  placedAs: 21,
  understandsWaiting: 22,
  waitingAccount: 23,
  waitingRank: 24,
  waitingTicket: 25,
} as const;
const PAIR = { id: 1, value: 2, name: 3 } as const;
const WAITING = { id: 1, key: 2, bytes: 3 } as const;
const PARK = { isWebSocket: 1, awayMs: 2, leftMs: 3, packet: 4, waitMs: 5 } as const;
const RESUME = {
  selector: 1,
  current: 2,
  previous: 3,
  burnt: 4,
  ring: 5,
  givenUpWhy: 6,
  resyncWhy: 7,
  resyncLost: 8,
  isConfirmed: 9,
} as const;
/** Fields of `SavedResume` that are numbers, by tag. */
const RESUME_NUMBERS = {
  20: 'attempt',
  21: 'sent',
  22: 'acked',
  23: 'received',
  24: 'done',
  25: 'toldDone',
  26: 'untoldBytes',
  27: 'leftOut',
  28: 'unkept',
  29: 'pendingLeft',
  30: 'floor',
  31: 'heardMs',
  32: 'saidMs',
  33: 'pingedMs',
  34: 'toldMs',
} as const;
const RESUME_NUMBER_TAGS = Object.entries(RESUME_NUMBERS).map(([tag, name]) => [Number(tag), name] as const);

type Draft<T> = { -readonly [K in keyof T]: T[K] };

export function writeSession(fields: FieldWriter, record: SessionRecord): void {
  const { account, role, signedInMs, deadlineMs, loss, resume, park } = record;
  fields.critical().u32(TAG.id, record.id);
  fields.critical().text(TAG.phase, record.phase);
  fields.text(TAG.address, record.address);
  fields.critical().text(TAG.layout, record.layout);
  if (record.isLayoutTold) fields.flag(TAG.isLayoutTold, true);
  if (record.failures > 0) fields.u32(TAG.failures, record.failures);
  if (account !== null) fields.critical().text(TAG.account, JSON.stringify(account));
  if (role !== null) fields.critical().i64(TAG.roleId, role.id).critical().text(TAG.roleName, role.name);
  if (signedInMs !== null) fields.f64(TAG.signedInMs, signedInMs);
  if (record.hasArrived) fields.critical().flag(TAG.hasArrived, true);
  if (deadlineMs !== null) fields.f64(TAG.deadlineMs, deadlineMs);
  if (loss !== null) fields.critical().text(TAG.loss, loss);
  for (const { id, isSlot, aheadMs } of record.rates) {
    fields.nested(isSlot ? TAG.slotRate : TAG.messageRate, (pair) => {
      pair.u32(PAIR.id, id).f64(PAIR.value, aheadMs);
    });
  }
  for (const { id, key, bytes } of record.waiting) {
    fields.nested(TAG.waiting, (packet) => {
      packet.u32(WAITING.id, id).text(WAITING.key, key).bytes(WAITING.bytes, bytes);
    });
  }
  for (const { name, count } of record.leftOut) {
    fields.nested(TAG.leftOut, (pair) => {
      pair.text(PAIR.name, name).f64(PAIR.value, count);
    });
  }
  if (resume !== null) fields.critical().nested(TAG.resume, (inner) => writeResume(inner, resume));
  if (park !== null) fields.nested(TAG.park, (inner) => writePark(inner, park));
  if (record.placedAs !== null) fields.text(TAG.placedAs, record.placedAs);
  if (record.understandsWaiting) fields.flag(TAG.understandsWaiting, true);
  if (record.waitsFor !== null) {
    const { account: waiting, rank, ticket } = record.waitsFor;
    fields.critical().text(TAG.waitingAccount, JSON.stringify(waiting)).f64(TAG.waitingRank, rank);
    if (ticket !== null) fields.bytes(TAG.waitingTicket, ticket);
  }
  for (const [name, bytes] of record.modules) {
    fields.nested(TAG.module, (pair) => {
      pair.text(PAIR.name, name).bytes(PAIR.value, bytes);
    });
  }
}

function writePark(fields: FieldWriter, { isWebSocket, awayMs, leftMs, delayed }: RecordedPark): void {
  if (isWebSocket) fields.flag(PARK.isWebSocket, true);
  fields.f64(PARK.awayMs, awayMs).f64(PARK.leftMs, leftMs);
  if (delayed !== null) fields.critical().bytes(PARK.packet, delayed.packet).f64(PARK.waitMs, delayed.waitMs);
}

function writeResume(fields: FieldWriter, saved: SavedResume): void {
  fields.critical().bytes(RESUME.selector, saved.selector).critical().bytes(RESUME.current, saved.current);
  if (saved.previous !== null) fields.critical().bytes(RESUME.previous, saved.previous);
  if (saved.burnt !== null) fields.bytes(RESUME.burnt, saved.burnt);
  if (saved.ring.length > 0) fields.critical().bytes(RESUME.ring, saved.ring);
  if (saved.givenUpWhy !== null) fields.critical().text(RESUME.givenUpWhy, saved.givenUpWhy);
  if (saved.resync !== null) fields.critical().text(RESUME.resyncWhy, saved.resync.why);
  if (saved.resync !== null) fields.f64(RESUME.resyncLost, saved.resync.lost);
  if (!saved.isConfirmed) fields.critical().flag(RESUME.isConfirmed, false);
  for (const [tag, name] of RESUME_NUMBER_TAGS) if (saved[name] !== 0) fields.critical().f64(tag, saved[name]);
}

/** Throws `HandoverError`. The bytes are copies. */
export function readSession(fields: FieldReader): SessionRecord {
  const draft: Draft<SessionRecord> = {
    ...{
      id: 0,
      phase: 'connecting',
      address: '',
      layout: 'packed',
      isLayoutTold: false,
      failures: 0,
      account: null,
      role: null,
    },
    ...{ signedInMs: null, hasArrived: false, deadlineMs: null, loss: null, resume: null, park: null },
    ...{ placedAs: null, understandsWaiting: false, waitsFor: null },
    ...{ rates: [], waiting: [], leftOut: [], modules: new Map() },
  };
  const [rates, waiting, leftOut]: [
    SessionRecord['rates'][number][],
    WaitingPacket[],
    SessionRecord['leftOut'][number][],
  ] = [[], [], []];
  const modules = new Map<string, Uint8Array>();
  let waitingAccount: Account | null = null;
  let waitingRank = 0;
  let waitingTicket: Uint8Array | null = null;
  let roleId = 0n;
  let roleName = '';
  while (fields.next()) {
    const { tag } = fields;
    if (tag === TAG.id) draft.id = fields.u32();
    // A word that this release does not know is refused where the state is made.
    else if (tag === TAG.phase) draft.phase = fields.text() as Phase;
    else if (tag === TAG.address) draft.address = fields.text();
    else if (tag === TAG.layout) draft.layout = fields.text();
    else if (tag === TAG.isLayoutTold) draft.isLayoutTold = fields.flag();
    else if (tag === TAG.placedAs) draft.placedAs = fields.text();
    else if (tag === TAG.understandsWaiting) draft.understandsWaiting = fields.flag();
    else if (tag === TAG.waitingAccount) waitingAccount = accountOf(fields.text());
    else if (tag === TAG.waitingRank) waitingRank = fields.f64();
    else if (tag === TAG.waitingTicket) waitingTicket = copyOf(fields);
    else if (tag === TAG.failures) draft.failures = fields.u32();
    else if (tag === TAG.account) draft.account = accountOf(fields.text());
    else if (tag === TAG.roleId) roleId = fields.i64();
    else if (tag === TAG.roleName) roleName = fields.text();
    else if (tag === TAG.signedInMs) draft.signedInMs = fields.f64();
    else if (tag === TAG.hasArrived) draft.hasArrived = fields.flag();
    else if (tag === TAG.deadlineMs) draft.deadlineMs = fields.f64();
    else if (tag === TAG.loss) draft.loss = fields.text() as CloseReason;
    else if (tag === TAG.messageRate || tag === TAG.slotRate) {
      const { id, number: aheadMs } = readPair(fields.nested());
      rates.push({ id, aheadMs, isSlot: tag === TAG.slotRate });
    } else if (tag === TAG.waiting) waiting.push(readWaiting(fields.nested()));
    else if (tag === TAG.leftOut) {
      const { name, number: count } = readPair(fields.nested());
      leftOut.push({ name, count });
    } else if (tag === TAG.resume) draft.resume = readResume(fields.nested());
    else if (tag === TAG.park) draft.park = readPark(fields.nested());
    else if (tag === TAG.module) {
      const { name, bytes } = readNamed(fields.nested());
      modules.set(name, bytes);
    } else fields.skip();
  }
  if (waitingAccount !== null) draft.waitsFor = { account: waitingAccount, rank: waitingRank, ticket: waitingTicket };
  if (roleId > 0n) draft.role = { id: roleId, name: roleName };
  return { ...draft, rates, waiting, leftOut, modules };
}

function accountOf(text: string): Account {
  try {
    return JSON.parse(text) as Account;
  } catch {
    throw new HandoverError('handover-broken', 'The other process sent an account that is not JSON.');
  }
}

function readPair(fields: FieldReader): { readonly id: number; readonly name: string; readonly number: number } {
  const pair = { id: 0, name: '', number: 0 };
  while (fields.next()) {
    if (fields.tag === PAIR.id) pair.id = fields.u32();
    else if (fields.tag === PAIR.name) pair.name = fields.text();
    else if (fields.tag === PAIR.value) pair.number = fields.f64();
    else fields.skip();
  }
  return pair;
}

function readNamed(fields: FieldReader): { readonly name: string; readonly bytes: Uint8Array } {
  const named = { name: '', bytes: new Uint8Array(0) };
  while (fields.next()) {
    if (fields.tag === PAIR.name) named.name = fields.text();
    else if (fields.tag === PAIR.value) named.bytes = copyOf(fields);
    else fields.skip();
  }
  return named;
}

function readWaiting(fields: FieldReader): WaitingPacket {
  const packet = { id: 0, key: '', bytes: new Uint8Array(0) };
  while (fields.next()) {
    if (fields.tag === WAITING.id) packet.id = fields.u32();
    else if (fields.tag === WAITING.key) packet.key = fields.text();
    else if (fields.tag === WAITING.bytes) packet.bytes = copyOf(fields);
    else fields.skip();
  }
  return packet;
}

function readPark(fields: FieldReader): RecordedPark {
  const park = { isWebSocket: false, awayMs: 0, leftMs: 0 };
  let packet: Uint8Array | null = null;
  let waitMs = 0;
  while (fields.next()) {
    if (fields.tag === PARK.isWebSocket) park.isWebSocket = fields.flag();
    else if (fields.tag === PARK.awayMs) park.awayMs = fields.f64();
    else if (fields.tag === PARK.leftMs) park.leftMs = fields.f64();
    else if (fields.tag === PARK.packet) packet = copyOf(fields);
    else if (fields.tag === PARK.waitMs) waitMs = fields.f64();
    else fields.skip();
  }
  return { ...park, delayed: packet === null ? null : { packet, waitMs } };
}

function readResume(fields: FieldReader): SavedResume {
  const numbers = Object.fromEntries(RESUME_NUMBER_TAGS.map(([, name]) => [name, 0])) as Draft<
    Pick<SavedResume, (typeof RESUME_NUMBERS)[keyof typeof RESUME_NUMBERS]>
  >;
  const saved: Draft<Omit<SavedResume, keyof typeof numbers>> = {
    ...{ selector: new Uint8Array(0), current: new Uint8Array(0), previous: null, burnt: null },
    ...{ ring: new Uint8Array(0), givenUpWhy: null, resync: null, isConfirmed: true },
  };
  let why: string | null = null;
  let lost = 0;
  while (fields.next()) {
    const { tag } = fields;
    if (tag === RESUME.selector) saved.selector = copyOf(fields);
    else if (tag === RESUME.current) saved.current = copyOf(fields);
    else if (tag === RESUME.previous) saved.previous = copyOf(fields);
    else if (tag === RESUME.burnt) saved.burnt = copyOf(fields);
    else if (tag === RESUME.ring) saved.ring = copyOf(fields);
    else if (tag === RESUME.givenUpWhy) saved.givenUpWhy = fields.text() as ResyncWhy;
    else if (tag === RESUME.resyncWhy) why = fields.text();
    else if (tag === RESUME.resyncLost) lost = fields.f64();
    else if (tag === RESUME.isConfirmed) saved.isConfirmed = fields.flag();
    else if (tag in RESUME_NUMBERS) numbers[RESUME_NUMBERS[tag as keyof typeof RESUME_NUMBERS]] = fields.f64();
    else fields.skip();
  }
  if (why !== null) saved.resync = { why: why as ResyncWhy, lost };
  return { ...saved, ...numbers };
}

/** `slice` of a Buffer would be a view. */
function copyOf(fields: FieldReader): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(fields.bytes());
}
