// The way an operator's commands reach a running server: a Unix socket in its data directory, one line of JSON each way. The
// permissions of the directory protect the socket, as they protect the database beside it.
import { existsSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Socket, type Server as SocketServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { type Logger, messageOf } from '../../base/index.ts';
import { ConfigError } from './config-error.ts';

/** The longest wait for a flush: the database takes some ten thousand roles a second, and a process has at most a hundred thousand. */
export const FLUSH_SECONDS_MAX = 60;
/** The longest that one drain may wait: an hour. */
export const DRAIN_SECONDS_MAX = 3_600;
/** A server's; a gate has one of its own name beside it. */
const SERVER_NAME = 'control';
/** The longest path that a socket's address holds on Linux is 107 bytes. */
const SOCKET_PATH_BYTES_MAX = 107;
const SOCKET_MODE = 0o600;
const OTHERS = 0o077;
/** An operator and a few scripts at once. */
const CONNECTIONS_MAX = 8;
const REQUEST_BYTES_MAX = 64 * 1024;
/** How long one request may take, its answer included, in milliseconds. A drain takes as much more as it may wait. */
const REQUEST_MS_MAX = 10_000;
/** How often `restore` is due, in milliseconds. */
export const CONTROL_CHECK_MS = 5_000;
const ANSWER_MS_MAX = DRAIN_SECONDS_MAX * 1_000 + REQUEST_MS_MAX;

/** `ok: false`: the request was refused or failed; `error` says why, in words for people. */
export type ControlAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: string };

/** `progress` passes a line on while the request is under way. */
export type AnswerControl = (request: unknown, progress: (line: string) => void) => Promise<ControlAnswer>;

export interface Control {
  /** Makes the socket again when its file was deleted, as cleaners of temporary directories do. Never rejects. */
  restore(): Promise<void>;
  /** Another process may open the socket. Requests under way are answered. */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** Starts listening, or says in the log why it cannot: a server without it serves players all the same. */
export async function listenControl(
  directory: string,
  options: {
    readonly name?: string;
    readonly log: Logger;
    readonly answer: AnswerControl;
  },
): Promise<Control> {
  const path = socketPath(directory, options.name);
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) {
    options.log.warn(
      `no control socket: ${path} is longer than ${SOCKET_PATH_BYTES_MAX} bytes; choose a shorter dataDirectory`,
    );
    const nothing = async (): Promise<void> => {};
    return { restore: nothing, suspend: nothing, resume: nothing, close: nothing };
  }
  // With a database elsewhere nothing but this keeps two servers from one directory.
  if (await isAnswered(path)) {
    const advice = 'stop it, or give this one a dataDirectory of its own';
    throw new ConfigError('refused', `another ${options.name ?? 'server'} runs on ${directory}: ${advice}`);
  }
  await rm(path, { force: true });
  const listening = new ControlListener(path, options);
  await listening.open();
  return listening;
}

class ControlListener implements Control {
  readonly #path: string;
  readonly #log: Logger;
  readonly #answer: AnswerControl;
  #server: SocketServer | null = null;
  #isRestoring = false;
  #isSuspended = false;
  #isClosed = false;

  constructor(path: string, options: { readonly log: Logger; readonly answer: AnswerControl }) {
    this.#path = path;
    this.#log = options.log;
    this.#answer = options.answer;
  }

  async open(): Promise<void> {
    const server = createServer((socket) => serve(socket, this.#answer));
    server.maxConnections = CONNECTIONS_MAX;
    this.#server = server;
    await listenPrivately(server, this.#path);
    server.on('error', (error) => this.#log.warn(`the control socket failed: ${error.message}`));
  }

  async restore(): Promise<void> {
    if (this.#isClosed || this.#isSuspended || this.#isRestoring || existsSync(this.#path)) return;
    this.#isRestoring = true;
    // Closing a server deletes the file of its name: the old one closes before the new one opens. Its requests go on.
    this.#server?.close();
    try {
      await this.open();
      if (this.#isClosed) return await this.close();
      this.#log.warn(`${this.#path} was deleted: the control socket was made again`);
    } catch (thrown) {
      this.#log.warn(`${this.#path} was deleted and cannot be made again: ${messageOf(thrown)}; it is tried again`);
    } finally {
      this.#isRestoring = false;
    }
  }

  async suspend(): Promise<void> {
    this.#isSuspended = true;
    // Its file is deleted at once. The one that asked for this is connected still.
    this.#server?.close();
  }

  async resume(): Promise<void> {
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    await this.open();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#server !== null) await closeServer(this.#server);
  }
}

/** The system makes the socket at once, with the mode that the mask leaves: nobody else can open it for a moment. */
async function listenPrivately(server: SocketServer, path: string): Promise<void> {
  const before = process.umask(OTHERS);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(path, resolve);
      process.umask(before);
    });
  } finally {
    process.umask(before);
  }
  await chmod(path, SOCKET_MODE);
}

/** Whether a process listens there: a socket that nobody serves was left by one that is gone. */
async function isAnswered(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await new Promise<void>((resolve, reject) => socket.once('error', reject).once('connect', resolve));
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * Asks the server of a data directory, or what else has a socket of that name there. Null when none runs. Throws what it refused as
 * a ConfigError. `waitMs` is how long the work itself may take.
 */
export async function askControl(
  directory: string,
  request: { readonly command: string; readonly [field: string]: unknown },
  options: { readonly name?: string; readonly waitMs?: number; readonly progress?: (line: string) => void } = {},
): Promise<unknown> {
  const socket = connect(socketPath(directory, options.name));
  const timeoutMs = REQUEST_MS_MAX + (options.waitMs ?? 0);
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
  try {
    await new Promise<void>((resolve, reject) => socket.once('error', reject).once('connect', resolve));
  } catch (error) {
    if (!isForbidden(error)) return null;
    const path = socketPath(directory, options.name);
    const advice = 'run this command as the user that runs the server, for example with sudo -u';
    throw new ConfigError('unreadable', `${path} may not be opened by this user: ${advice}`, { cause: error });
  }
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    const answer = await answerOf(socket, options.progress);
    if (answer.ok) return answer.result;
    throw new ConfigError('refused', answer.error);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError('unreadable', `the server on ${directory} did not answer: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    socket.destroy();
  }
}

/** The last line; those before it say how far the request is. */
async function answerOf(socket: Socket, progress: (line: string) => void = () => {}): Promise<ControlAnswer> {
  for await (const line of createInterface({ input: socket })) {
    const read = JSON.parse(line) as ControlAnswer | { readonly progress: string };
    if (!('progress' in read)) return read;
    progress(read.progress);
  }
  throw new Error('the connection ended without an answer');
}

function isForbidden(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}

function socketPath(directory: string, name: string = SERVER_NAME): string {
  return join(directory, `${name}.sock`);
}

function serve(socket: Socket, answer: AnswerControl): void {
  socket.setTimeout(REQUEST_MS_MAX, () => socket.destroy());
  // The client went away: nobody reads the answer.
  socket.on('error', () => socket.destroy());
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > REQUEST_BYTES_MAX) socket.destroy();
  });
  firstLine(socket)
    .then((line) => {
      socket.setTimeout(ANSWER_MS_MAX);
      return answer(parse(line), (progress) => socket.write(`${JSON.stringify({ progress })}\n`));
    })
    .then((result) => socket.end(`${JSON.stringify(result)}\n`))
    .catch((error: unknown) => socket.end(`${JSON.stringify({ ok: false, error: messageOf(error) })}\n`));
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

async function firstLine(socket: Socket): Promise<string> {
  for await (const line of createInterface({ input: socket })) return line;
  throw new Error('the connection ended without a line');
}

function closeServer(server: SocketServer): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
