// How a request proves that its sender knows a route's secret. Comparisons take the same time wherever the difference is.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type Clock, type Random, toHex } from '../../base/index.ts';
import type { FreshRule, HmacAuth, RouteAuth } from '../../gate/index.ts';
import { ConfigError } from '../control/index.ts';
import { FRESH_SECONDS, FRESH_SECONDS_MAX, NONCES_MAX } from './limits.ts';
import { NonceMemory } from './nonce-memory.ts';
import type { HeaderFields } from './request-body.ts';

/** `unproven`: it does not prove the secret. `stale`: its time is outside the window. `used`, `full`: see `NonceMemory`. */
export type ProofFault = 'unproven' | 'stale' | 'used' | 'full';

export interface RouteCheck {
  /** In words for an operator. */
  readonly kind: 'bearer' | 'hmac-sha256' | 'none';
  /** Null for a route that needs none. */
  readonly secret: string | null;
  /** Asked before a byte of the body is read. */
  allowsHeaders(headers: HeaderFields): boolean;
  /** Asked before the body is parsed. */
  bodyFault(headers: HeaderFields, body: Uint8Array): 'unproven' | 'stale' | null;
  /** Uses up a proof that works once; asked last, when the handler is about to run. */
  use(headers: HeaderFields): 'used' | 'full' | null;
  /** The header fields of a sender that knows the secret. */
  prove(body: Uint8Array): Readonly<Record<string, string>>;
}

export interface CheckParts {
  readonly clock: Clock;
  readonly random: Random;
}

const ALLOWED = (): boolean => true;
const NO_FAULT = (): null => null;
const BEARER = /^bearer +(.+)$/i;
const SIGNATURE = /^(?:sha256=)?([0-9a-f]{64})$/i;
const TIME = /^[1-9][0-9]{0,10}$/;
const NONCE = /^[A-Za-z0-9_-]{8,64}$/;
const NONCE_BYTES = 16;

/** Throws `ConfigError` for a window that is out of its bounds. */
export function createRouteCheck(auth: RouteAuth<unknown>, settings: unknown, parts: CheckParts): RouteCheck {
  if (auth === 'none') {
    const none = { kind: 'none', secret: null, prove: () => ({}) } as const;
    return { ...none, allowsHeaders: ALLOWED, bodyFault: NO_FAULT, use: NO_FAULT };
  }
  if ('bearer' in auth) return bearerCheck(auth.bearer(settings));
  const { fresh } = auth.hmacSha256;
  const secret = auth.hmacSha256.secret(settings);
  return fresh === undefined
    ? hmacCheck(auth.hmacSha256, secret)
    : freshCheck(auth.hmacSha256, fresh, { ...parts, secret });
}

function bearerCheck(secret: string): RouteCheck {
  const expected = digestOf(secret);
  return {
    kind: 'bearer',
    secret,
    // Digests have one length, so the comparison does not reveal that of the secret.
    allowsHeaders: ({ authorization = '' }) => {
      const given = BEARER.exec(String(authorization))?.[1];
      return given !== undefined && timingSafeEqual(digestOf(given), expected);
    },
    bodyFault: NO_FAULT,
    use: NO_FAULT,
    prove: () => ({ authorization: `Bearer ${secret}` }),
  };
}

function hmacCheck({ header: name }: HmacAuth<unknown>, secret: string): RouteCheck {
  const header = name.toLowerCase();
  const sign = (body: Uint8Array): Buffer => createHmac('sha256', secret).update(body).digest();
  return {
    kind: 'hmac-sha256',
    secret,
    // A request without a signature is refused before its body is read.
    allowsHeaders: (headers) => signatureIn(headers[header]) !== null,
    bodyFault: (headers, body) => (isSigned(headers[header], sign(body)) ? null : 'unproven'),
    use: NO_FAULT,
    prove: (body) => ({ [header]: textOf(sign(body)) }),
  };
}

/** As `hmacCheck`, with a time and a nonce under the signature. */
function freshCheck(
  { header: name }: HmacAuth<unknown>,
  { timeHeader, nonceHeader, windowSeconds = FRESH_SECONDS }: FreshRule,
  { clock, random, secret }: CheckParts & { readonly secret: string },
): RouteCheck {
  if (!(windowSeconds >= 1 && windowSeconds <= FRESH_SECONDS_MAX)) {
    const rule = `use 1 to ${FRESH_SECONDS_MAX}`;
    throw new ConfigError('invalid', `fresh.windowSeconds of a route is ${windowSeconds} seconds: ${rule}`);
  }
  const [header, time, nonce] = [name, timeHeader, nonceHeader].map((field) => field.toLowerCase()) as [
    string,
    string,
    string,
  ];
  const memory = new NonceMemory(clock, { windowSeconds, countMax: NONCES_MAX });
  const sign = (stamp: string, body: Uint8Array): Buffer =>
    createHmac('sha256', secret).update(stamp).update(body).digest();
  const given = (headers: HeaderFields): { readonly seconds: string; readonly once: string } | null => {
    const [seconds, once] = [headers[time], headers[nonce]];
    const isWhole = typeof seconds === 'string' && TIME.test(seconds) && typeof once === 'string' && NONCE.test(once);
    return isWhole ? { seconds, once } : null;
  };
  return {
    kind: 'hmac-sha256',
    secret,
    allowsHeaders: (headers) => signatureIn(headers[header]) !== null && given(headers) !== null,
    bodyFault: (headers, body) => {
      const stamp = given(headers);
      if (stamp === null) return 'unproven';
      // The signature first: a stranger learns nothing about clocks.
      if (!isSigned(headers[header], sign(`${stamp.seconds}.${stamp.once}.`, body))) return 'unproven';
      const offMs = Math.abs(clock.wallMs() - Number(stamp.seconds) * 1_000);
      return offMs <= windowSeconds * 1_000 ? null : 'stale';
    },
    use: (headers) => {
      const outcome = memory.use(given(headers)?.once ?? '');
      return outcome === 'fresh' ? null : outcome;
    },
    prove: (body) => {
      const seconds = String(Math.floor(clock.wallMs() / 1_000));
      const once = toHex(random.bytes(NONCE_BYTES));
      return { [header]: textOf(sign(`${seconds}.${once}.`, body)), [time]: seconds, [nonce]: once };
    },
  };
}

function isSigned(field: string | string[] | undefined, expected: Buffer): boolean {
  const given = signatureIn(field);
  return given !== null && timingSafeEqual(given, expected);
}

function textOf(signature: Buffer): string {
  return `sha256=${signature.toString('hex')}`;
}

function signatureIn(field: string | string[] | undefined): Buffer | null {
  const hex = typeof field === 'string' ? SIGNATURE.exec(field)?.[1] : undefined;
  return hex === undefined ? null : Buffer.from(hex, 'hex');
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
