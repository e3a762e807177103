// A connection between two processes: what the new one needs to go on at the very byte at which the old one stopped. Times are what is
// left of them, since each process has a clock of its own.
import { type FieldReader, type FieldWriter, HandoverError } from '../handover/index.ts';

export interface ConnectionRecord {
  readonly remoteAddress: string;
  readonly standing: 'admitted' | 'candidate';
  /** Whether frames are those of WebSocket. */
  readonly isUpgraded: boolean;
  /** What comes before frames: nothing any more, or what the first bytes decide; `forwarded`: a request that states the address. */
  readonly opening: 'done' | 'forwarded' | 'sniffed';
  /** Whether a proxy is to state the client's address yet. */
  readonly isProxied: boolean;
  readonly hasReceived: boolean;
  readonly hadFrame: boolean;
  /** Unconsumed input, and what the decoder knows of it. */
  readonly input: Uint8Array;
  readonly decoder: readonly number[] | null;
  /** Milliseconds left for a first or an unfinished frame, and for what the owner waits for. Null: no deadline. */
  readonly inputMs: number | null;
  readonly ownerMs: number | null;
  readonly ownerReason: string;
  /** Output that the kernel has not accepted. */
  readonly unsent: Uint8Array;
}

const TAG = {
  remoteAddress: 1,
  isCandidate: 2,
  isUpgraded: 3,
  opening: 4,
  isProxied: 5,
  hasReceived: 6,
  hadFrame: 7,
  input: 8,
  decoder: 9,
  inputMs: 10,
  ownerMs: 11,
  ownerReason: 12,
  unsent: 13,
} as const;

const OPENINGS = ['done', 'sniffed', 'forwarded'] as const;
const NOTHING = new Uint8Array(0);

/** Fields that are usual are left out. */
export function writeConnection(fields: FieldWriter, record: ConnectionRecord): void {
  fields.text(TAG.remoteAddress, record.remoteAddress);
  if (record.standing === 'candidate') fields.flag(TAG.isCandidate, true);
  if (record.isUpgraded) fields.critical().flag(TAG.isUpgraded, true);
  if (record.opening !== 'done') fields.critical().u32(TAG.opening, OPENINGS.indexOf(record.opening));
  if (record.isProxied) fields.critical().flag(TAG.isProxied, true);
  if (!record.hasReceived) fields.flag(TAG.hasReceived, false);
  if (!record.hadFrame) fields.flag(TAG.hadFrame, false);
  if (record.input.length > 0) fields.critical().bytes(TAG.input, record.input);
  for (const number of record.decoder ?? []) fields.critical().f64(TAG.decoder, number);
  if (record.inputMs !== null) fields.f64(TAG.inputMs, record.inputMs);
  if (record.ownerMs !== null) fields.f64(TAG.ownerMs, record.ownerMs).text(TAG.ownerReason, record.ownerReason);
  if (record.unsent.length > 0) fields.critical().bytes(TAG.unsent, record.unsent);
}

/** Throws `HandoverError`. The bytes are copies. */
export function readConnection(fields: FieldReader): ConnectionRecord {
  const record: { -readonly [K in keyof ConnectionRecord]: ConnectionRecord[K] } = {
    remoteAddress: '',
    standing: 'admitted',
    isUpgraded: false,
    opening: 'done',
    isProxied: false,
    hasReceived: true,
    hadFrame: true,
    input: NOTHING,
    decoder: null,
    inputMs: null,
    ownerMs: null,
    ownerReason: '',
    unsent: NOTHING,
  };
  const decoder: number[] = [];
  while (fields.next()) {
    if (fields.tag === TAG.remoteAddress) record.remoteAddress = fields.text();
    else if (fields.tag === TAG.isCandidate) record.standing = fields.flag() ? 'candidate' : 'admitted';
    else if (fields.tag === TAG.isUpgraded) record.isUpgraded = fields.flag();
    else if (fields.tag === TAG.opening) record.opening = openingOf(fields.u32());
    else if (fields.tag === TAG.isProxied) record.isProxied = fields.flag();
    else if (fields.tag === TAG.hasReceived) record.hasReceived = fields.flag();
    else if (fields.tag === TAG.hadFrame) record.hadFrame = fields.flag();
    else if (fields.tag === TAG.input) record.input = fields.bytes().slice();
    else if (fields.tag === TAG.decoder) decoder.push(fields.f64());
    else if (fields.tag === TAG.inputMs) record.inputMs = fields.f64();
    else if (fields.tag === TAG.ownerMs) record.ownerMs = fields.f64();
    else if (fields.tag === TAG.ownerReason) record.ownerReason = fields.text();
    else if (fields.tag === TAG.unsent) record.unsent = fields.bytes().slice();
    else fields.skip();
  }
  if (decoder.length > 0) record.decoder = decoder;
  return record;
}

function openingOf(number: number): ConnectionRecord['opening'] {
  const opening = OPENINGS[number];
  if (opening !== undefined) return opening;
  throw new HandoverError('handover-broken', `The other process sent a connection with an unknown opening ${number}.`);
}
