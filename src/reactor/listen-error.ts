// Why a port cannot be listened on, in words that say what to do; the bodies over real sockets share them.
import type { Endpoint } from './io.ts';
import { ReactorError, type ReactorErrorCode } from './reactor-error.ts';

const CODES: Readonly<Record<string, ReactorErrorCode>> = {
  EADDRINUSE: 'address-in-use',
  EACCES: 'address-denied',
  EPERM: 'address-denied',
  EADDRNOTAVAIL: 'address-unavailable',
  ENOTFOUND: 'address-unavailable',
};

const HINTS: Readonly<Partial<Record<ReactorErrorCode, string>>> = {
  'address-in-use': 'Another program has the port: stop it, or choose another port.',
  'address-denied': 'This user may not listen there: choose a port above 1023, or give the process the right to.',
  'address-unavailable': 'The address is not one of this machine: choose one that is, or 0.0.0.0 for all.',
};

/** `code` is the system's: `EADDRINUSE`. */
export function listenError(
  { host, port }: Endpoint,
  fault: { readonly code: string; readonly text?: string; readonly cause?: unknown },
): ReactorError {
  const code = CODES[fault.code] ?? 'listen-failed';
  const hint = HINTS[code] ?? (fault.cause === undefined ? 'See the code of the system.' : 'See the cause.');
  const cause = fault.cause === undefined ? {} : { cause: fault.cause };
  return new ReactorError(code, `Cannot listen on ${host}:${port} (${fault.text ?? fault.code}). ${hint}`, cause);
}
