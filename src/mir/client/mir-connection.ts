// One connection of a Mir client to a gate, or to a server that speaks as one: frames whose digit counts from 1 to 9 and starts again, the answer to each `*`, and
// one request at a time with a deadline for its answer. Nothing that a server sends makes it throw.
//
//   idle ──ask──▶ waiting ──answer, deadline, end──▶ idle        ended from anywhere, once, with a reason
//
// A message that answers no request is stored, within a bound, for `take`; 528 says that the session is over and answers any request.
import { type Cancel, type Clock, messageOf } from '../../base/index.ts';
import {
  type CloseReason,
  type Connection,
  type Endpoint,
  ERRNO,
  type Reactor,
  ReactorError,
} from '../../reactor/index.ts';
import { encodeText, MirError, type TextEncoding } from '../names/index.ts';
import {
  createMirFraming,
  type Dialect,
  decodeMessage,
  encodeMessage,
  isStar,
  type MirCodec,
  type MirMessage,
  SM,
} from '../wire/index.ts';
import { ANSWER_MS, CLIENT_LINGER_MS, UNASKED_COUNT_MAX } from './limits.ts';
import { MirClientError, type MirClientErrorCode } from './mir-client-error.ts';
import { refusalWords } from './refusal-words.ts';
import type { RequestName } from './request-name.ts';

/** How a family of servers is spoken to. */
export interface MirForm {
  readonly dialect: Dialect;
  readonly codec: MirCodec;
  readonly encoding: TextEncoding;
}

export interface DialMirOptions {
  readonly endpoint: Endpoint;
  readonly form: MirForm;
  readonly clock: Clock;
  /** What errors call it. */
  readonly request: RequestName;
  readonly connectMs?: number;
  /** How long an answer is waited for. */
  readonly timeoutMs?: number;
}

/** A message of the server; the body is decoded, as one block. */
export interface Heard {
  readonly message: Required<MirMessage>;
  readonly body: Uint8Array;
}

export interface Ask {
  readonly request: RequestName;
  readonly message: MirMessage;
  readonly blocks?: readonly Uint8Array[];
  /** What says yes, and what says no. */
  readonly answers: readonly number[];
  readonly refusals: readonly number[];
}

/** Why a client ends a connection by itself. */
type MirClientReason = 'message-malformed';
type Reason = CloseReason | MirClientReason;

interface Waiting {
  readonly ask: Ask;
  readonly resolve: (heard: Heard) => void;
  readonly reject: (error: MirClientError) => void;
  readonly cancelTimeout: Cancel;
}

const DIGIT_ZERO = 0x30;
const DIGIT_LAST = 9;
const STAR_BYTES = Buffer.from('*', 'latin1');

export class MirConnection {
  readonly endpoint: Endpoint;
  readonly form: MirForm;
  /** Resolves with the close reason when the connection has ended. Never rejects. */
  readonly closed: Promise<string>;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #connection: Connection<MirClientReason>;
  readonly #ended = Promise.withResolvers<string>();
  #waiting: Waiting | null = null;
  readonly #unasked: Heard[] = [];
  #digit = 0;
  #reason: Reason | null = null;

  /** Made by `dialMir`. */
  constructor(connection: Connection<MirClientReason>, options: DialMirOptions) {
    this.endpoint = options.endpoint;
    this.form = options.form;
    this.closed = this.#ended.promise;
    this.#clock = options.clock;
    this.#timeoutMs = options.timeoutMs ?? ANSWER_MS;
    this.#connection = connection;
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** `HOST:PORT`, for errors. */
  get place(): string {
    return placeOf(this.endpoint);
  }

  /** Sends a request and resolves with its answer. Rejects with `MirClientError`: `refused`, `timeout`, `closed`, `busy`, `request-invalid`. */
  ask(ask: Ask): Promise<Heard> {
    const { promise, resolve, reject } = Promise.withResolvers<Heard>();
    // A caller that does not await it must not end the process.
    promise.catch(() => {});
    const fault = this.#fault(ask) ?? this.#send(ask);
    if (fault !== null) reject(fault);
    else {
      const cancelTimeout = this.#clock.after(this.#timeoutMs, () => this.#expire(ask));
      this.#waiting = { ask, resolve, reject, cancelTimeout };
    }
    return promise;
  }

  /** What `write` makes of a request's values. Throws `request-invalid` where they do not fit. */
  written<T>(request: RequestName, write: () => T): T {
    try {
      return write();
    } catch (error) {
      if (error instanceof MirError) throw this.error('request-invalid', request, error);
      throw error;
    }
  }

  /** A text of a request in the code page. Throws `request-invalid` where the code page lacks a character. */
  text(request: RequestName, text: string): Uint8Array {
    return this.written(request, () => encodeText(text, this.form.encoding));
  }

  /** An error about an answer that cannot be understood. */
  senseless(request: RequestName, why: string): MirClientError {
    return this.error('answer-malformed', request, `the answer makes no sense: ${why}`);
  }

  /** The oldest message with that ident that came without being an answer, or null. */
  take(ident: number): Heard | null {
    const index = this.#unasked.findIndex(({ message }) => message.ident === ident);
    return index < 0 ? null : (this.#unasked.splice(index, 1)[0] ?? null);
  }

  /** Ends the connection, after what was sent. Resolves as `closed` does. */
  close(): Promise<string> {
    this.#connection.close('closed-here');
    return this.closed;
  }

  /** An error about a request to this server. */
  error(code: MirClientErrorCode, request: RequestName, why: string | Error): MirClientError {
    const what = `${this.place}: ${request}: ${messageOf(why)}`;
    return new MirClientError(code, what, { request, ...(typeof why === 'string' ? {} : { cause: why }) });
  }

  /** What to throw for an answer that says no. */
  refused(request: RequestName, { message }: Heard): MirClientError {
    const { ident, recog, param } = message;
    const dialect = this.form.dialect.name;
    const code = dialect === 'CPP' && ident === SM.createFail ? param : recog;
    const words = refusalWords(ident, code, dialect);
    const what = `${this.place}: ${request}: refused: ${words} (message ${ident}, code ${code})`;
    return new MirClientError('refused', what, { request, refusal: { ident, code, words } });
  }

  // Called by the connection.

  frame(bytes: Uint8Array, start: number, end: number): void {
    if (isStar(bytes, start, end)) {
      this.#connection.sendRaw(STAR_BYTES, 0, STAR_BYTES.length);
      return;
    }
    const { codec } = this.form;
    const decoded = decodeMessage(codec, bytes.subarray(start, end));
    const body = decoded.kind === 'message' ? codec.decode(decoded.body) : decoded;
    if (decoded.kind === 'message' && body.kind === 'bytes') {
      this.#heard({ message: decoded.message, body: body.bytes });
      return;
    }
    this.#connection.close('message-malformed');
  }

  ended(reason: Reason): void {
    this.#reason = reason;
    const waiting = this.#settle();
    if (waiting !== null) waiting.reject(this.#closedError(waiting.ask.request));
    this.#ended.resolve(reason);
  }

  #fault({ request }: Ask): MirClientError | null {
    if (this.#waiting !== null) {
      const before = this.#waiting.ask.request;
      return this.error('busy', request, `${before} waits for its answer: await one request before the next`);
    }
    return this.#connection.isOpen ? null : this.#closedError(request);
  }

  /** Null when it was sent. */
  #send({ request, message, blocks = [] }: Ask): MirClientError | null {
    const { codec, dialect } = this.form;
    try {
      const code = encodeMessage(codec, message, ...blocks);
      this.#digit = dialect.hasFixedDigit ? 1 : (this.#digit % DIGIT_LAST) + 1;
      const payload = Buffer.concat([Uint8Array.of(DIGIT_ZERO + this.#digit), code]);
      this.#connection.send(payload, 0, payload.length);
      return null;
    } catch (error) {
      if (!(error instanceof MirError) && !(error instanceof ReactorError)) throw error;
      return this.error('request-invalid', request, error);
    }
  }

  #heard(heard: Heard): void {
    const { ident } = heard.message;
    const ask = this.#waiting?.ask;
    if (ask?.answers.includes(ident) === true) this.#settle()?.resolve(heard);
    else if (ask !== undefined && (ask.refusals.includes(ident) || ident === SM.outOfConnection)) {
      this.#settle()?.reject(this.refused(ask.request, heard));
    } else {
      this.#unasked.push(heard);
      if (this.#unasked.length > UNASKED_COUNT_MAX) this.#unasked.shift();
    }
  }

  #expire({ request }: Ask): void {
    this.#settle()?.reject(this.error('timeout', request, `no answer within ${this.#timeoutMs} ms`));
  }

  #settle(): Waiting | null {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.cancelTimeout();
    return waiting;
  }

  #closedError(request: RequestName): MirClientError {
    const reason = this.#reason ?? 'closed-here';
    const ending = this.take(SM.outOfConnection) === null ? '' : ', after it said that the session is over (528)';
    const what = `${closeWords(reason)}${ending}`;
    return new MirClientError('closed', `${this.place}: ${request}: ${what}`, { request, reason });
  }
}

/** Connects over a reactor that the caller owns. Rejects with `MirClientError` when nothing answers. */
export function dialMir(reactor: Reactor, options: DialMirOptions): Promise<MirConnection> {
  const { promise, resolve, reject } = Promise.withResolvers<MirConnection>();
  const { endpoint, connectMs, request } = options;
  let isOpen = false;
  try {
    reactor.connect<MirClientReason>({
      ...endpoint,
      ...(connectMs === undefined ? {} : { connectMs }),
      framing: createMirFraming({ end: 'client' }),
      lingerMs: CLIENT_LINGER_MS,
      handler: (connection) => {
        const client = new MirConnection(connection, options);
        return {
          opened: () => {
            isOpen = true;
            resolve(client);
          },
          frame: (bytes, start, end) => client.frame(bytes, start, end),
          closed: (reason) => {
            if (isOpen) client.ended(reason);
            else reject(connectError({ endpoint, request, reason, errno: connection.errno }));
          },
        };
      },
    });
  } catch (error) {
    const what = `${placeOf(endpoint)}: ${request}: ${messageOf(error)}`;
    reject(new MirClientError('connect-failed', what, { request, cause: error }));
  }
  return promise;
}

export function placeOf({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function closeWords(reason: Reason): string {
  if (reason === 'peer-closed') return 'the server closed the connection without giving a reason';
  if (reason === 'closed-here') return 'the connection was closed from this side';
  if (reason === 'message-malformed') {
    return 'a message of the server cannot be read; check that both have the same codec and dialect';
  }
  return `the connection was lost (${reason})`;
}

function connectError(failed: {
  readonly endpoint: Endpoint;
  readonly request: RequestName;
  readonly reason: Reason;
  readonly errno: number;
}): MirClientError {
  const { endpoint, request, reason, errno } = failed;
  const place = placeOf(endpoint);
  if (reason === 'connect-timeout') {
    const what = `${place}: ${request}: no answer in time: check the address and any firewall between`;
    return new MirClientError('connect-timeout', what, { request, reason });
  }
  const isRefused = errno === ERRNO.ECONNREFUSED;
  const why = isRefused ? 'nothing listens there; is the gate running, and on that port?' : 'check the address';
  return new MirClientError('connect-failed', `${place}: ${request}: cannot connect: ${why}`, { request, reason });
}
