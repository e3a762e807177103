// The causes of a broken connection, as Linux's negative numbers on every system, so that counters and tests can
// compare them.

import { getSystemErrorMap } from 'node:util';
import type { CloseReason } from './names/index.ts';

export const ERRNO = {
  EIO: -5,
  EAGAIN: -11,
  ENOMEM: -12,
  ENFILE: -23,
  EMFILE: -24,
  EINVAL: -22,
  EPIPE: -32,
  EPROTO: -71,
  EMSGSIZE: -90,
  ENETUNREACH: -101,
  ECONNABORTED: -103,
  ECONNRESET: -104,
  ENOBUFS: -105,
  ETIMEDOUT: -110,
  ECONNREFUSED: -111,
  EHOSTUNREACH: -113,
  /** We reset it ourselves. */
  ECANCELED: -125,
} as const;

/** The number for a system error code; for a TLS or DNS fault, the closest number. */
export function errnoOf(code: string | undefined): number {
  if (code === undefined) return ERRNO.EIO;
  if (Object.hasOwn(ERRNO, code)) return ERRNO[code as keyof typeof ERRNO];
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return ERRNO.EHOSTUNREACH;
  return code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS') || code.includes('CERT') ? ERRNO.EPROTO : ERRNO.EIO;
}

/** Why an open connection ended that neither side closed. */
export function endReasonOf(errno: number): CloseReason {
  if (errno === 0) return 'peer-closed';
  const isReset = errno === ERRNO.ECONNRESET || errno === ERRNO.EPIPE || errno === ERRNO.ECONNABORTED;
  return isReset ? 'peer-reset' : 'network-error';
}

/** The name of a number: `ECONNRESET` for -104. */
export function errnoName(errno: number): string {
  const known = Object.entries(ERRNO).find(([, number]) => number === errno);
  return known?.[0] ?? getSystemErrorMap().get(errno)?.[0] ?? `error ${-errno}`;
}
