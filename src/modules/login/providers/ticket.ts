// Tickets, which a game's own site or launcher issues to a player who signed in there. They are text, so that they fit the
// field `openkey`, and simple enough to be issued in any language:
//
//   jt1.<key id>.<payload>.<mac>
//   payload: base64url of JSON {"a": account, "e": expiry in seconds since 1970, "n": nonce, "s": server id (optional)}
//   mac:     base64url of HMAC-SHA-256 over everything before the last dot, as ASCII
//
// Nothing in a ticket is trusted before its mac is verified. The ledger decides whether it was used already.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Random } from '../../../base/index.ts';
import type { AuthFailure } from '../login.failures.ts';
import { accountName } from './account-name.ts';
import {
  TICKET_CHARACTERS_MAX,
  TICKET_KEY_BYTES_MIN,
  TICKET_NONCE_BYTES,
  TICKET_SKEW_SECONDS,
  TICKET_TTL_SECONDS_MAX,
} from './limits.ts';
import { ProviderConfigError } from './provider-config-error.ts';

export const TICKET_VERSION = 'jt1';

/** Several keys may be valid at once: add a new one at the front, and remove the old one when its tickets have expired. */
export interface TicketKey {
  /** Names the key inside a ticket: 1 to 16 of a-z, 0-9 and hyphen. */
  readonly id: string;
  readonly secret: Uint8Array;
}

export interface TicketOrder {
  readonly account: string;
  readonly key: TicketKey;
  readonly ttlSeconds: number;
  /** The only server that accepts it; any when left out. */
  readonly serverId?: number;
  readonly wallMs: number;
  readonly random: Random;
}

export interface Ticket {
  readonly account: string;
  readonly expiresAtMs: number;
  readonly nonce: string;
  readonly serverId: number | null;
}

export type TicketReading =
  | { readonly ok: true; readonly ticket: Ticket }
  | {
      readonly ok: false;
      readonly reason: Extract<AuthFailure, 'malformed' | 'wrong-credentials' | 'expired' | 'clock-skew'>;
    };

const SHAPE = /^jt1\.([a-z0-9-]{1,16})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;
const NONCE = /^[A-Za-z0-9_-]{16,64}$/;

/** Refuses keys whose name does not fit a ticket or that are short enough to guess. */
export function checkTicketKeys(keys: readonly TicketKey[]): void {
  if (keys.length === 0) {
    throw new ProviderConfigError('ticket-key-missing', 'sign-in by ticket has no key: configure at least one');
  }
  for (const { id, secret } of keys) {
    if (!/^[a-z0-9-]{1,16}$/.test(id)) {
      const rule = 'use 1 to 16 of a-z, 0-9 and hyphen';
      throw new ProviderConfigError('ticket-key-id', `the ticket key id ${JSON.stringify(id)} cannot be used: ${rule}`);
    }
    if (secret.length < TICKET_KEY_BYTES_MIN) {
      const rule = `use at least ${TICKET_KEY_BYTES_MIN} random bytes`;
      throw new ProviderConfigError('ticket-key-weak', `the ticket key ${id} has ${secret.length} bytes: ${rule}`);
    }
  }
  if (new Set(keys.map((key) => key.id)).size < keys.length) {
    throw new ProviderConfigError('ticket-key-id', 'two ticket keys have the same id: give each its own');
  }
}

/** A new ticket. Throws `ProviderConfigError` when the account or the lifetime is not allowed. */
export function issueTicket(order: TicketOrder): string {
  checkTicketKeys([order.key]);
  const account = accountName(order.account);
  if (account === null) {
    const name = JSON.stringify(order.account);
    throw new ProviderConfigError(
      'account-name',
      `${name} cannot be an account: use 1 to 64 characters, none hidden, not starting with ##`,
    );
  }
  if (!(order.ttlSeconds >= 1 && order.ttlSeconds <= TICKET_TTL_SECONDS_MAX)) {
    const rule = `use 1 to ${TICKET_TTL_SECONDS_MAX} seconds`;
    throw new ProviderConfigError('ticket-ttl', `a ticket cannot be valid for ${order.ttlSeconds} seconds: ${rule}`);
  }
  if (order.serverId !== undefined && !Number.isSafeInteger(order.serverId)) {
    const rule = 'use a whole number, or leave it out';
    throw new ProviderConfigError('ticket-server', `a ticket cannot be for the server ${order.serverId}: ${rule}`);
  }
  const payload = {
    a: account,
    e: Math.floor(order.wallMs / 1000 + order.ttlSeconds),
    n: Buffer.from(order.random.bytes(TICKET_NONCE_BYTES)).toString('base64url'),
    ...(order.serverId === undefined ? {} : { s: order.serverId }),
  };
  const signed = `${TICKET_VERSION}.${order.key.id}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
  return `${signed}.${mac(order.key, signed).toString('base64url')}`;
}

/** The content of a ticket, if one of `keys` signed it and it has not expired at `wallMs`. */
export function readTicket(text: string, keys: readonly TicketKey[], wallMs: number): TicketReading {
  const parts = text.length <= TICKET_CHARACTERS_MAX ? SHAPE.exec(text) : null;
  if (parts === null) return { ok: false, reason: 'malformed' };
  const [, keyId, payload = '', macText = ''] = parts;
  const key = keys.find((candidate) => candidate.id === keyId);
  if (key === undefined) return { ok: false, reason: 'wrong-credentials' };
  const expected = mac(key, text.slice(0, text.lastIndexOf('.')));
  if (!timingSafeEqual(expected, Buffer.from(macText, 'base64url'))) return { ok: false, reason: 'wrong-credentials' };
  const ticket = readPayload(payload);
  if (ticket === null) return { ok: false, reason: 'malformed' };
  // No ticket is valid for longer, so the issuer's clock is ahead of ours.
  if (ticket.expiresAtMs > wallMs + (TICKET_TTL_SECONDS_MAX + TICKET_SKEW_SECONDS) * 1000)
    return { ok: false, reason: 'clock-skew' };
  return ticket.expiresAtMs > wallMs ? { ok: true, ticket } : { ok: false, reason: 'expired' };
}

function mac(key: TicketKey, signed: string): Buffer {
  return createHmac('sha256', key.secret).update(signed, 'ascii').digest();
}

/** The payload was signed with one of our keys, but another program with the key may have built it wrongly. */
function readPayload(payload: string): Ticket | null {
  let fields: unknown;
  try {
    fields = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
  if (typeof fields !== 'object' || fields === null) return null;
  const { a, e, n, s } = fields as {
    readonly a?: unknown;
    readonly e?: unknown;
    readonly n?: unknown;
    readonly s?: unknown;
  };
  const account = typeof a === 'string' ? accountName(a) : null;
  if (account === null || typeof n !== 'string' || !NONCE.test(n)) return null;
  if (typeof e !== 'number' || !Number.isSafeInteger(e)) return null;
  if (s !== undefined && !(typeof s === 'number' && Number.isInteger(s))) return null;
  return { account, expiresAtMs: e * 1000, nonce: n, serverId: s ?? null };
}
