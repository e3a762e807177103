// Why a connection could not be opened, for the operator: what the server or the driver said, and which part of the address to change.
import { messageOf } from '../../base/index.ts';
import { StoreError } from '../table/index.ts';
import { isLossOfConnection, isServerError, LostError } from './postgres-error.ts';

const IN_ADDRESS = 'in the address of the store (setting store)';

/** A prepared statement exists already: another client used this connection of the server before. */
const STATEMENT_EXISTS = '42P05';

export function poolerRefusal(location: string, cause?: unknown): StoreError {
  const advice = `set pool_mode = session for this database in the pooler, or name the database server itself ${IN_ADDRESS}`;
  return denied(
    `${location}: this is a pooler that gives each transaction another connection (pool_mode = transaction or statement), and jadegate needs a connection of its own: ${advice}`,
    cause,
  );
}

/** Errors of TLS and of certificates, as Node names them. */
const TLS_CODE =
  /^(?:ERR_(?:TLS|SSL)_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|EPROTO$|HOSTNAME_MISMATCH|INVALID_CA|ERR_OSSL)/;

/** `thrown` while connecting, as a `StoreError` that repetition does not mend, or as a `LostError` or server error that it may. */
export function refusalOf(thrown: unknown, location: string): unknown {
  if (thrown instanceof StoreError) return thrown;
  const message = messageOf(thrown);
  if (isServerError(thrown)) {
    if (thrown.code === STATEMENT_EXISTS) return poolerRefusal(location, thrown);
    if (!message.startsWith('unsupported startup parameter')) return thrown;
    const advice = `remove it from the options ${IN_ADDRESS}, or add it to ignore_startup_parameters of the pooler`;
    return denied(`${location}: ${message}: ${advice}`, thrown);
  }
  if (message.startsWith('SASL:') || message === 'Password must be a string') return passwordRefusal(thrown, location);
  if (/^The server does not support SSL|^There was an error establishing an SSL/.test(message)) {
    return denied(
      `${location}: the server offers no encryption: switch it on there (ssl = on), or set sslmode=disable ${IN_ADDRESS}`,
      thrown,
    );
  }
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (TLS_CODE.test(code)) {
    const advice = `set sslrootcert to the certificate of its authority ${IN_ADDRESS}, or use the sslmode that you need`;
    return denied(`${location}: the server's certificate was not accepted (${message}): ${advice}`, thrown);
  }
  if (message === 'timeout expired') return new LostError('it did not answer in time');
  return isLossOfConnection(thrown) ? thrown : new LostError(message);
}

function passwordRefusal(thrown: unknown, location: string): StoreError {
  const user = new URL(location).username;
  const needed = /password must be/.test(messageOf(thrown))
    ? `the server asks for a password of the user ${user || '(none)'}, and there is none`
    : `the server and jadegate could not agree on a password of the user ${user || '(none)'} (${messageOf(thrown)})`;
  return denied(`${location}: ${needed}: write postgres://USER:PASSWORD@HOST/DATABASE ${IN_ADDRESS}`, thrown);
}

function denied(message: string, cause: unknown): StoreError {
  return new StoreError('denied', message, { cause });
}
