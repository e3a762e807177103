// How a request proves that its sender knows a route's secret. Comparisons take the same time wherever the difference is.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RouteAuth } from '../../gate/index.ts';
import type { HeaderFields } from './request-body.ts';

export interface RouteCheck {
  /** In words for an operator. */
  readonly kind: 'bearer' | 'hmac-sha256' | 'none';
  /** Null for a route that needs none. */
  readonly secret: string | null;
  /** Asked before a byte of the body is read. */
  allowsHeaders(headers: HeaderFields): boolean;
  /** Asked before the body is parsed. */
  allowsBody(headers: HeaderFields, body: Uint8Array): boolean;
  /** The header fields of a sender that knows the secret. */
  prove(body: Uint8Array): Readonly<Record<string, string>>;
}

const ALLOWED = (): boolean => true;
const BEARER = /^bearer +(.+)$/i;
const SIGNATURE = /^(?:sha256=)?([0-9a-f]{64})$/i;

export function createRouteCheck(auth: RouteAuth<unknown>, settings: unknown): RouteCheck {
  if (auth === 'none') {
    return { kind: 'none', secret: null, allowsHeaders: ALLOWED, allowsBody: ALLOWED, prove: () => ({}) };
  }
  if ('bearer' in auth) return bearerCheck(auth.bearer(settings));
  return hmacCheck(auth.hmacSha256.header.toLowerCase(), auth.hmacSha256.secret(settings));
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
    allowsBody: ALLOWED,
    prove: () => ({ authorization: `Bearer ${secret}` }),
  };
}

function hmacCheck(header: string, secret: string): RouteCheck {
  const sign = (body: Uint8Array): Buffer => createHmac('sha256', secret).update(body).digest();
  return {
    kind: 'hmac-sha256',
    secret,
    // A request without a signature is refused before its body is read.
    allowsHeaders: (headers) => signatureIn(headers[header]) !== null,
    allowsBody: (headers, body) => {
      const given = signatureIn(headers[header]);
      return given !== null && timingSafeEqual(given, sign(body));
    },
    prove: (body) => ({ [header]: `sha256=${sign(body).toString('hex')}` }),
  };
}

function signatureIn(field: string | string[] | undefined): Buffer | null {
  const hex = typeof field === 'string' ? SIGNATURE.exec(field)?.[1] : undefined;
  return hex === undefined ? null : Buffer.from(hex, 'hex');
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
