// Why a port cannot be opened, with what to do; shared by the bodies over real sockets.
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
  'address-in-use': 'Another program uses the port: stop it, or choose another port.',
  'address-denied':
    'This user may not listen on that port: choose a port above 1023, or give the process the permission.',
  'address-unavailable': 'This machine does not have the address: choose one that it has, or 0.0.0.0 for all.',
};

/** `code` is the system's: `EADDRINUSE`. */
export function listenError(
  { host, port }: Endpoint,
  fault: { readonly code: string; readonly text?: string; readonly cause?: unknown },
): ReactorError {
  const code = CODES[fault.code] ?? 'listen-failed';
  const hint = HINTS[code] ?? (fault.cause === undefined ? 'See the error code.' : 'See the cause.');
  const cause = fault.cause === undefined ? {} : { cause: fault.cause };
  return new ReactorError(code, `Cannot listen on ${host}:${port} (${fault.text ?? fault.code}). ${hint}`, cause);
}
