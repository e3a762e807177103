// How a connection ended, for programs and in words for people.
import { messageOf } from '../base/index.ts';
import { type CloseReason as ConnectionReason, ERRNO } from '../reactor/index.ts';
import { describeMalformed, type Malformed } from '../wire/index.ts';
import { ClientError, type CloseWords } from './client-error.ts';

/** Why a client ends its connection by itself. */
export type ClientReason =
  /** The server sent a message that cannot be read, and nobody asked to be told of such. */
  | 'malformed-message'
  /** A handler of ours threw. */
  | 'handler-failed';

export interface Closed {
  readonly reason: ConnectionReason | ClientReason;
  /** The server's own reason, when it gave one. */
  readonly told: CloseWords | null;
  /** 0 for an end in order, else a number of the reactor's `ERRNO`. */
  readonly errno: number;
  /** With `handler-failed` what the handler threw, with `malformed-message` what is wrong with it; else null. */
  readonly failure: unknown;
}

/** One sentence: who ended the connection and why. */
export function describeClosed({ reason, told, failure }: Closed): string {
  if (reason === 'closed-here') return 'the connection was closed from this side';
  if (told !== null) return `the server closed the connection with reason ${told.reason}: ${told.text}`;
  if (reason === 'peer-closed') return 'the server closed the connection without giving a reason';
  if (reason === 'handler-failed') return `a handler of the client failed: ${messageOf(failure)}`;
  if (reason === 'malformed-message') {
    return `the server sent what cannot be read: ${describeMalformed(failure as Malformed)}; is it of another version or layout?`;
  }
  return `the connection was lost (${reason})`;
}

export function closedError(url: string, closed: Closed): ClientError {
  return new ClientError('closed', `${url}: ${describeClosed(closed)}`, { told: closed.told, cause: closed.failure });
}

/** Why an outgoing connection never was there. */
export function connectError(url: string, reason: string, errno: number): ClientError {
  if (reason === 'connect-timeout') {
    return new ClientError(
      'connect-timeout',
      `${url} did not answer in time: check the address and any firewall between`,
    );
  }
  if (reason === 'upgrade-refused') {
    const why = 'is WebSocket on there (gate.websocket), and its origin and path right?';
    return new ClientError('connect-failed', `${url} answers, but does not take this WebSocket: ${why}`);
  }
  // A port without TLS takes the handshake for a broken frame and resets.
  const cause = /^(tls|wss):/.test(url) && errno === ERRNO.ECONNRESET ? ERRNO.EPROTO : errno;
  return new ClientError('connect-failed', `cannot connect to ${url}: ${causeOf(cause)}`);
}

function causeOf(errno: number): string {
  switch (errno) {
    case ERRNO.ECONNREFUSED:
      return 'nothing listens there (connection refused); is `jadegate start` running, and on that port?';
    case ERRNO.EHOSTUNREACH:
    case ERRNO.ENETUNREACH:
      return 'there is no such host, or no way to it; check the address';
    case ERRNO.EPROTO:
      return 'TLS failed; does the port speak TLS, and is its certificate trusted?';
    case ERRNO.ETIMEDOUT:
      return 'no answer; check the address and any firewall between';
    default:
      return `the network failed (error ${errno}); check the address`;
  }
}
