// What the system says of a broken connection, as the numbers of `ERRNO`.
import { getSystemErrorMap } from 'node:util';
import { type CloseReason, ERRNO } from './names/index.ts';

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
