// The request of a game server to load a character: three short texts and, at the next multiple of four, the number of the session. Two sizes exist; the
// length says which.
import { type RecordLayout, readRecord, recordBytes, writeRecord } from './record.ts';

export const LOAD_HUMAN = [
  ['account', 12],
  ['name', 14],
  ['address', 15],
] as const satisfies RecordLayout<string>;

/** In the dialect DM. */
export const LOAD_HUMAN_WIDE = [
  ['account', 16],
  ['name', 20],
  ['address', 15],
] as const satisfies RecordLayout<string>;

type LoadHumanLayout = typeof LOAD_HUMAN | typeof LOAD_HUMAN_WIDE;

export interface LoadHuman {
  readonly account: Uint8Array;
  readonly name: Uint8Array;
  readonly address: Uint8Array;
  readonly session: number;
}

/** Null when the bytes are no such request. */
export function readLoadHuman(bytes: Uint8Array): LoadHuman | null {
  const layout = [LOAD_HUMAN, LOAD_HUMAN_WIDE].find((each) => sessionAt(each) + 4 === bytes.length);
  if (layout === undefined) return null;
  const read = readRecord<'account' | 'name' | 'address'>(layout, bytes);
  if (read.kind === 'malformed') return null;
  const session = new DataView(bytes.buffer, bytes.byteOffset).getInt32(sessionAt(layout), true);
  return { ...read.fields, session };
}

/** Throws `MirError` (`text-too-long`). */
export function writeLoadHuman({ session, ...texts }: LoadHuman, layout: LoadHumanLayout = LOAD_HUMAN): Uint8Array {
  const bytes = new Uint8Array(sessionAt(layout) + 4);
  bytes.set(writeRecord<'account' | 'name' | 'address'>(layout, texts));
  new DataView(bytes.buffer).setInt32(sessionAt(layout), session, true);
  return bytes;
}

function sessionAt(layout: LoadHumanLayout): number {
  return Math.ceil(recordBytes(layout) / 4) * 4;
}
