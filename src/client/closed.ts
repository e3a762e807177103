// Why a connection ended, as data and as a sentence for people.
import { messageOf } from '../base/plain.ts';
import { type CloseReason as ConnectionReason, ERRNO } from '../reactor/names/index.ts';
import { describeMalformed, type Malformed } from '../wire/plain.ts';
import { ClientError, type CloseWords } from './client-error.ts';
import type { LinkEnd } from './client-link.ts';

/** Why the client itself ended the connection. */
export type ClientReason =
  /** The server sent an unreadable message, and there is no handler for those. */
  | 'malformed-message'
  /** A handler of the client threw. */
  | 'handler-failed'
  /** The link was lost, and no attempt to resume came through in time. */
  | 'not-resumed'
  /** The server did not answer the request to resume later. */
  | 'resume-unanswered'
  /** Client and server disagree about what was sent. */
  | 'count-wrong';

export interface Closed {
  readonly reason: ConnectionReason | ClientReason;
  /** The server's own reason, when it gave one. */
  readonly told: CloseWords | null;
  /** 0 for an orderly end, else a number of the reactor's `ERRNO`. */
  readonly errno: number;
  /** With `handler-failed` the thrown value, with `malformed-message` the fault; else null. */
  readonly failure: unknown;
}

/** One sentence: which side ended the connection, and why. */
export function describeClosed({ reason, told, failure }: Closed): string {
  if (reason === 'closed-here') return 'this client closed the connection';
  if (reason === 'not-resumed') return 'the connection was lost, and no attempt to connect again came through in time';
  if (reason === 'count-wrong')
    return 'this client and the server disagree about what was sent; connect and sign in again';
  if (told !== null) {
    const name = told.name === null ? '' : ` (${told.name})`;
    return `the server closed the connection with reason ${told.reason}${name}: ${told.text}`;
  }
  if (reason === 'peer-closed') return 'the server closed the connection without giving a reason';
  if (reason === 'resume-unanswered') return 'the server did not say whether it can resume; connect without `resume`';
  if (reason === 'handler-failed') return `a handler of the client failed: ${messageOf(failure)}`;
  if (reason === 'malformed-message') {
    return `the server sent an unreadable message: ${describeMalformed(failure as Malformed)}; check that client and server have the same version and layout`;
  }
  return `the connection was lost (${reason})`;
}

export function closedError(url: string, closed: Closed): ClientError {
  return new ClientError('closed', `${url}: ${describeClosed(closed)}`, { told: closed.told, cause: closed.failure });
}

/** Why an outgoing connection failed. */
export function connectError(url: string, { reason, errno, detail }: LinkEnd): ClientError {
  if (reason === 'connect-timeout') {
    return new ClientError(
      'connect-timeout',
      `${url} did not answer in time: check the address and firewalls on the way`,
    );
  }
  if (reason === 'upgrade-refused') {
    const why = 'check that gate.websocket is on, and the origin and path';
    return new ClientError('connect-failed', `${url} refused the WebSocket: ${why}`);
  }
  // A port without TLS reads the handshake as a broken frame and resets the connection.
  const cause = /^(tls|wss):/.test(url) && errno === ERRNO.ECONNRESET ? ERRNO.EPROTO : errno;
  return new ClientError('connect-failed', `cannot connect to ${url}: ${detail ?? causeOf(cause)}`);
}

function causeOf(errno: number): string {
  switch (errno) {
    case 0:
      return (
        'the browser does not say why; check the address, that the server runs there with gate.websocket on, that ' +
        "gate.websocket.origins lists this page's origin, and for wss:// the certificate"
      );
    case ERRNO.ECONNREFUSED:
      return 'connection refused; check that `jadegate start` is running, and on that port';
    case ERRNO.EHOSTUNREACH:
    case ERRNO.ENETUNREACH:
      return 'the host does not exist or cannot be reached; check the address';
    case ERRNO.EPROTO:
      return 'the TLS handshake failed; check that the port speaks TLS and that its certificate is trusted';
    case ERRNO.ETIMEDOUT:
      return 'no answer; check the address and firewalls on the way';
    default:
      return `the network failed (error ${errno}); check the address`;
  }
}
