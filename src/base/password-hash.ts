// Passwords as they are stored: argon2id in PHC strings, `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`, which other tools
// read and write too. A stored hash contains its own cost, so the cost can be raised while old hashes still verify.
// Hashing is slow by design (about 40 ms) and runs on Node's thread pool; `HashQueue` bounds how much runs at once.
import { argon2, timingSafeEqual } from 'node:crypto';
import {
  ARGON2_LANES,
  ARGON2_LANES_MAX,
  ARGON2_MEMORY_KIB,
  ARGON2_MEMORY_KIB_MAX,
  ARGON2_PASSES,
  ARGON2_PASSES_MAX,
  ARGON2_SALT_BYTES,
  ARGON2_TAG_BYTES,
  PASSWORD_LENGTH_MAX,
} from './password-limits.ts';
import type { Random } from './random.ts';

export interface PasswordCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly lanes: number;
}

export interface PasswordHash {
  readonly cost: PasswordCost;
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

export const PASSWORD_COST: PasswordCost = { memoryKiB: ARGON2_MEMORY_KIB, passes: ARGON2_PASSES, lanes: ARGON2_LANES };

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,86})$/;
/** Argon2 requires this much memory for each lane. */
const MEMORY_KIB_PER_LANE_MIN = 8;

/** Whether the password is short enough to be hashed. */
export function isHashable(password: string): boolean {
  return password.length <= PASSWORD_LENGTH_MAX * 2 && password.isWellFormed() && !/\p{Cc}/u.test(password);
}

/** The PHC string of a new password. */
export async function hashPassword(
  password: string,
  options: { readonly random: Random; readonly cost?: PasswordCost },
): Promise<string> {
  const cost = options.cost ?? PASSWORD_COST;
  const salt = options.random.bytes(ARGON2_SALT_BYTES);
  const tag = await derive(password, { cost, salt, tagBytes: ARGON2_TAG_BYTES });
  const { memoryKiB, passes, lanes } = cost;
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${base64(salt)}$${base64(tag)}`;
}

/** Parses a stored PHC string; null when this file would not have written it. */
export function parsePasswordHash(phc: string): PasswordHash | null {
  const parts = PHC.exec(phc);
  if (parts === null) return null;
  const [, memory, passes, lanes, salt = '', tag = ''] = parts;
  const cost = { memoryKiB: Number(memory), passes: Number(passes), lanes: Number(lanes) };
  return isAffordable(cost) ? { cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') } : null;
}

/** A hash that no password matches. It is used for accounts that do not exist, so that they take as long to check. */
export function nobodysHash(options: { readonly random: Random; readonly cost?: PasswordCost }): PasswordHash {
  const { random, cost = PASSWORD_COST } = options;
  return { cost, salt: random.bytes(ARGON2_SALT_BYTES), tag: random.bytes(ARGON2_TAG_BYTES) };
}

export async function verifyPassword(password: string, hash: PasswordHash): Promise<boolean> {
  const tag = await derive(password, { cost: hash.cost, salt: hash.salt, tagBytes: hash.tag.length });
  return timingSafeEqual(tag, hash.tag);
}

export function isSameCost(a: PasswordCost, b: PasswordCost): boolean {
  return a.memoryKiB === b.memoryKiB && a.passes === b.passes && a.lanes === b.lanes;
}

function isAffordable({ memoryKiB, passes, lanes }: PasswordCost): boolean {
  if (lanes < 1 || lanes > ARGON2_LANES_MAX || passes < 1 || passes > ARGON2_PASSES_MAX) return false;
  return memoryKiB >= MEMORY_KIB_PER_LANE_MIN * lanes && memoryKiB <= ARGON2_MEMORY_KIB_MAX;
}

function derive(
  password: string,
  { cost, salt, tagBytes }: { readonly cost: PasswordCost; readonly salt: Uint8Array; readonly tagBytes: number },
): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const parameters = {
    // Another keyboard may compose the same password differently.
    message: password.normalize('NFC'),
    nonce: salt,
    parallelism: cost.lanes,
    tagLength: tagBytes,
    memory: cost.memoryKiB,
    passes: cost.passes,
  };
  argon2('argon2id', parameters, (error, tag) => (error === null ? resolve(tag) : reject(error)));
  return promise;
}

/** PHC strings leave out the padding. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
