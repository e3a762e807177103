// The mark: a small file beside the database that repeats how far acknowledged commits have reached. It is written after each commit
// and before its answers, and never flushed: a killed process leaves it exact, and after a power cut it may be behind the database,
// never ahead of it. So a database that has fewer commits than its mark has lost acknowledged ones.
//
// Two slots take turns, each with a checksum, so that a torn write leaves the other. After them comes the first role number that was
// never reserved, for each server: role ids are not issued again, even when the database has lost their reservation.
import { closeSync, fstatSync, openSync, readFileSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Commits } from './sqlite-commits.ts';

const TAG = 0x4a_47_4d_31;
const SLOT_BYTES = 512;
const SLOT_USED_BYTES = 44;
const SERVERS_AT = 2 * SLOT_BYTES;
const SERVER_BYTES = 12;

export interface Mark extends Commits {
  /** The wall clock at the last commit. */
  readonly atMs: number;
  /** By server id. */
  readonly roleNumbers: ReadonlyMap<number, number>;
}

interface Slot extends Commits {
  readonly sequence: number;
  readonly atMs: number;
}

export function markPath(file: string): string {
  return `${file}-mark`;
}

/** Null when there is no readable mark. */
export function readMark(file: string): Mark | null {
  const bytes = bytesOf(markPath(file));
  const slot = latestSlot(bytes);
  return slot === null ? null : { ...slot, roleNumbers: new Map(serversOf(bytes).map(([id, , next]) => [id, next])) };
}

export class MarkFile {
  readonly #descriptor: number;
  readonly #slot = Buffer.alloc(SLOT_USED_BYTES);
  #sequence: number;
  /** By server id: its place in the file, and the number there. */
  readonly #servers: Map<number, { readonly at: number; next: number }>;

  /** Opens the file, and creates it if needed. */
  constructor(file: string, identity: string) {
    const path = markPath(file);
    const bytes = bytesOf(path);
    this.#sequence = latestSlot(bytes)?.sequence ?? 0;
    this.#servers = new Map(serversOf(bytes).map(([id, at, next]) => [id, { at, next }]));
    this.#descriptor = openSync(path, bytes.length === 0 ? 'w+' : 'r+', 0o600);
    this.#slot.writeUInt32BE(TAG, 0);
    this.#slot.write(identity, 4, 'hex');
  }

  /** Whether the open file has lost its name: it was deleted, or its directory was. */
  get isDeleted(): boolean {
    return fstatSync(this.#descriptor).nlink === 0;
  }

  /** Throws an error of the system. */
  write(count: number): void {
    this.#sequence++;
    this.#slot.writeUIntBE(this.#sequence, 20, 6);
    this.#slot.writeUIntBE(count, 26, 6);
    this.#slot.writeUIntBE(Date.now(), 32, 6);
    this.#slot.writeUInt32BE(crc32(this.#slot.subarray(0, SLOT_USED_BYTES - 4)), SLOT_USED_BYTES - 4);
    writeSync(this.#descriptor, this.#slot, 0, SLOT_USED_BYTES, (this.#sequence % 2) * SLOT_BYTES);
  }

  /** The first number of the server that was never reserved. A smaller one than before is ignored. */
  reserve(serverId: number, next: number): void {
    const known = this.#servers.get(serverId);
    if (known !== undefined && known.next >= next) return;
    const at = known?.at ?? this.#servers.size;
    const bytes = Buffer.alloc(SERVER_BYTES);
    bytes.writeUInt32BE(serverId, 0);
    bytes.writeUInt32BE(next, 4);
    bytes.writeUInt32BE(crc32(bytes.subarray(0, 8)), 8);
    writeSync(this.#descriptor, bytes, 0, SERVER_BYTES, SERVERS_AT + at * SERVER_BYTES);
    this.#servers.set(serverId, { at, next });
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return Buffer.alloc(0);
    throw thrown;
  }
}

function latestSlot(bytes: Buffer): Slot | null {
  const slots = [0, 1].map((index) => slotOf(bytes.subarray(index * SLOT_BYTES))).filter((slot) => slot !== null);
  return slots.toSorted((left, right) => right.sequence - left.sequence)[0] ?? null;
}

function slotOf(bytes: Buffer): Slot | null {
  if (bytes.length < SLOT_USED_BYTES || bytes.readUInt32BE(0) !== TAG) return null;
  if (crc32(bytes.subarray(0, SLOT_USED_BYTES - 4)) !== bytes.readUInt32BE(SLOT_USED_BYTES - 4)) return null;
  const [sequence, count, atMs] = [bytes.readUIntBE(20, 6), bytes.readUIntBE(26, 6), bytes.readUIntBE(32, 6)];
  return { identity: bytes.toString('hex', 4, 20), sequence, count, atMs };
}

function serversOf(bytes: Buffer): (readonly [serverId: number, at: number, next: number])[] {
  const servers: (readonly [number, number, number])[] = [];
  for (let at = SERVERS_AT; at + SERVER_BYTES <= bytes.length; at += SERVER_BYTES) {
    const isWhole = crc32(bytes.subarray(at, at + 8)) === bytes.readUInt32BE(at + 8);
    const index = (at - SERVERS_AT) / SERVER_BYTES;
    if (isWhole) servers.push([bytes.readUInt32BE(at), index, bytes.readUInt32BE(at + 4)]);
  }
  return servers;
}
