// Runs the load in C on its core: `measure` for a moment under load, `holdIdle` for idle connections.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Programs } from './compile.ts';
import { onCore } from './machine.ts';
import type { Served } from './served.ts';

const execute = promisify(execFile);

export interface LoadOptions {
  /** `echo`: each connection keeps frames in flight. `fanout`: one frame of the first connection goes to all. */
  readonly mode: 'echo' | 'fanout';
  readonly connections: number;
  readonly outstanding: number;
  /** Of the repeated frame. */
  readonly payload: Uint8Array;
  /** In masked WebSocket frames, after an upgrade. A payload is then at most 125 bytes. */
  readonly isWebSocket?: boolean;
  /** The payload is a whole frame, and each answer is as long. */
  readonly isRaw?: boolean;
  /** The message id that counts; without it each frame does. */
  readonly countId?: number;
  /**
   * The first steps of each connection: a file in the words of `script.h`; connections are numbered from `firstNumber`.
   */
  readonly script?: { readonly file: string; readonly firstNumber: number };
  readonly warmMs: number;
  readonly ms: number;
}

export interface LoadFigures {
  readonly perSecond: number;
  readonly serverNsPerMessage: number;
  /**
   * Shares of the time in which they could run. The load is saturated when its own is above 0.9: then it may be slower
   * than the server.
   */
  readonly serverBusy: number;
  readonly loadBusy: number;
  readonly isSaturated: boolean;
  /** How long server and load waited for a core that other programs had, as shares of the time. */
  readonly disturbed: number;
  readonly latencyUs: { readonly p50: number; readonly p90: number; readonly p99: number; readonly max: number };
}

/** Datagrams of this many bytes, this many in flight, from this many addresses in turn. */
export interface DatagramLoadOptions extends Pick<LoadOptions, 'outstanding' | 'warmMs' | 'ms'> {
  readonly mode: 'datagram';
  readonly addresses: number;
  readonly bytes: number;
}

export async function measure(
  programs: Programs,
  server: Served,
  options: LoadOptions | DatagramLoadOptions,
): Promise<LoadFigures> {
  const words = options.mode === 'datagram' ? datagramWords(programs, options) : streamWords(programs, options);
  const times = [`warm_ms=${options.warmMs}`, `ms=${options.ms}`];
  const [program = '', ...args] = onCore('load', [...words, `port=${server.port}`, `pid=${server.pid}`, ...times]);
  const { stdout } = await execute(program, args);
  return JSON.parse(stdout) as LoadFigures;
}

function datagramWords(programs: Programs, options: DatagramLoadOptions): readonly string[] {
  const { addresses, outstanding, bytes } = options;
  return [programs.datagramLoad, `addresses=${addresses}`, `outstanding=${outstanding}`, `bytes=${bytes}`];
}

function streamWords(programs: Programs, options: LoadOptions): readonly string[] {
  return [
    programs.load,
    `mode=${options.mode}`,
    `connections=${options.connections}`,
    `outstanding=${options.outstanding}`,
    `payload=${Buffer.from(options.payload).toString('hex')}`,
    ...(options.countId === undefined ? [] : [`count=${options.countId}`]),
    ...(options.isWebSocket === true ? ['websocket=1'] : []),
    ...(options.isRaw === true ? ['raw=1'] : []),
    ...scriptArgs(options.script),
  ];
}

export interface IdleOptions {
  readonly connections: number;
  readonly script?: LoadOptions['script'];
}

/** Runs `whileOpen` while this many connections are open and have finished their script. */
export async function holdIdle<T>(
  programs: Programs,
  server: Pick<Served, 'name' | 'port'>,
  options: IdleOptions & { readonly whileOpen: () => Promise<T> },
): Promise<T> {
  const { connections, script } = options;
  const words = [programs.load, 'mode=idle', `port=${server.port}`, `connections=${connections}`];
  const [program = '', ...args] = onCore('load', [...words, ...scriptArgs(script)]);
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  for await (const _open of createInterface({ input: child.stdout })) {
    const result = await options.whileOpen();
    child.stdin.end();
    await exited;
    return result;
  }
  throw new Error(`${connections} connections to ${server.name} could not be opened; the output of the load is above.`);
}

function scriptArgs(script: LoadOptions['script']): readonly string[] {
  return script === undefined ? [] : [`script=${script.file}`, `first=${script.firstNumber}`];
}
