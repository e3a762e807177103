// `jadegate connect udp://…`: each typed line goes out as a datagram, and each datagram that comes is printed. When the
// service asks for a proof of the address (`proof-words.ts`), this answers it and repeats the lines that the service
// did not accept before.
//
//   < received    * event
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { assert, Backoff, type Cancel, type Clock, messageOf, sleep } from '../base/index.ts';
import { ClientError } from '../client/index.ts';
import { type DatagramIo, type DatagramSocket, type DatagramTurn, type Endpoint, peerOf } from '../reactor/index.ts';
import { demandIn, PROOF_LINE_BYTES, padded } from '../services/index.ts';
import { showable } from './showable.ts';
import type { Terminal } from './terminal.ts';

/** After the last line of a script: the silence that ends it, and how long to wait for a first answer. */
const QUIET_MS = 300;
const SILENCE_MS = 2_000;
const DRAIN_MS_MAX = 10_000;
const STEP_MS = 50;
/**
 * While nothing has come: the delay before the first line is repeated, padded so that the service may ask for a proof;
 * the delay doubles each time.
 */
const REPEAT_MS = 250;
const REPEAT_MS_MAX = 1_000;
const REPEATS_MAX = 3;
/** Lines kept until the service is known to accept our datagrams: as many as a person types, or a short script. */
const HELD_LINES_MAX = 256;
const ANSWER_BYTES_MAX = 65_507;
const FORM = 'write udp://HOST:PORT';

export interface DatagramTalkOptions {
  readonly io: DatagramIo;
  readonly clock: Clock;
  /** A numeric address. */
  readonly target: Endpoint;
  /** The address as given on the command line. */
  readonly url: string;
}

/** Rejects with a `ClientError` that says what to write instead, or that the host has no address. */
export async function datagramTarget(text: string): Promise<Endpoint> {
  const url = URL.parse(text);
  const port = Number(url?.port);
  const extras = [url?.pathname, url?.search, url?.hash, url?.username, url?.password].join('');
  if (url === null || url.hostname === '' || extras !== '' || port < 1) {
    throw new ClientError('url-invalid', `${JSON.stringify(text)} is not a service address: ${FORM}.`);
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) > 0) return { host, port };
  try {
    return { host: (await lookup(host)).address, port };
  } catch (error) {
    const message = `${text}: the name ${host} could not be resolved (${messageOf(error)}). Check its spelling and the network.`;
    throw new ClientError('connect-failed', message, { cause: error });
  }
}

/**
 * Runs until the lines end, and in a script until the answers end; resolves to the exit code: 1 when no answer came.
 */
export async function talkByDatagrams(terminal: Terminal, options: DatagramTalkOptions): Promise<number> {
  const talk = await DatagramTalk.open(terminal, options);
  for await (const line of terminal.lines) {
    if (typeof line !== 'string') terminal.print(`! ${line.fault}`);
    else if (terminal.isInteractive && line.trim() === 'quit') break;
    else talk.say(line);
  }
  if (!terminal.isInteractive) await talk.drain();
  terminal.close?.();
  await talk.close();
  if (terminal.isInteractive || talk.hasHeard || !talk.hasSaid) return 0;
  const advice =
    'Check that a service listens there and that it answers such lines. Datagrams may also be lost on the way.';
  terminal.print(`* nothing came from ${options.url} within ${SILENCE_MS / 1000} s. ${advice}`);
  return 1;
}

class DatagramTalk {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #peer: Uint8Array;
  #socket: DatagramSocket | null = null;
  /** Lines that were sent and possibly not accepted: oldest first. */
  #held: string[] = [];
  /** The service has accepted us: from now on only the last line can have been lost. */
  #isHeard = false;
  #heardMs: number | null = null;
  hasSaid = false;
  #stopRepeating: Cancel = () => {};

  private constructor(terminal: Terminal, { clock, target }: DatagramTalkOptions) {
    this.#terminal = terminal;
    this.#clock = clock;
    const peer = peerOf(target);
    assert(peer !== null, 'the target is an address in numbers');
    this.#peer = peer;
  }

  static async open(terminal: Terminal, options: DatagramTalkOptions): Promise<DatagramTalk> {
    const talk = new DatagramTalk(terminal, options);
    const host = options.target.host.includes(':') ? '::' : '0.0.0.0';
    const bind = { host, port: 0, datagramBytesMax: ANSWER_BYTES_MAX };
    talk.#socket = await options.io.bind(bind, (turn) => talk.#receive(turn));
    terminal.print(`* each line is sent to ${options.url} as a datagram`);
    return talk;
  }

  get hasHeard(): boolean {
    return this.#heardMs !== null;
  }

  say(line: string): void {
    if (!this.hasSaid) this.#repeatLater(line, new Backoff({ minMs: REPEAT_MS, maxMs: REPEAT_MS_MAX }));
    this.hasSaid = true;
    if (this.#isHeard) this.#held = [];
    if (this.#held.length < HELD_LINES_MAX) this.#held.push(line);
    this.#send(line);
  }

  /** Waits until nothing has come for a while, or for the first answer until its bound. */
  async drain(): Promise<void> {
    const start = this.#clock.monotonicMs();
    const isOver = (): boolean => {
      const nowMs = this.#clock.monotonicMs();
      if (!this.hasSaid || nowMs - start >= DRAIN_MS_MAX) return true;
      return nowMs - Math.max(start, this.#heardMs ?? start) >= (this.#heardMs === null ? SILENCE_MS : QUIET_MS);
    };
    while (!isOver()) await sleep(this.#clock, STEP_MS);
  }

  async close(): Promise<void> {
    this.#stopRepeating();
    await this.#socket?.close();
  }

  /**
   * The line may have been lost, or too short for a service that never answers a stranger with more bytes than it
   * received.
   */
  #repeatLater(line: string, backoff: Backoff, count = 1): void {
    this.#stopRepeating = this.#clock.after(backoff.nextMs(), () => {
      if (this.hasHeard) return;
      this.#send(padded(line, PROOF_LINE_BYTES));
      if (count < REPEATS_MAX) this.#repeatLater(line, backoff, count + 1);
    });
  }

  #receive(turn: DatagramTurn): void {
    for (let row = 0; row < turn.count; row++) {
      const start = turn.offset[row] ?? 0;
      const at = row * this.#peer.length;
      // Any host may send here: only datagrams from the target are printed.
      if (Buffer.compare(turn.peers.subarray(at, at + this.#peer.length), this.#peer) !== 0) continue;
      this.#heardMs = this.#clock.monotonicMs();
      this.#hear(Buffer.from(turn.bytes.subarray(start, start + (turn.length[row] ?? 0))).toString());
    }
  }

  #hear(text: string): void {
    const demand = demandIn(text);
    if (demand === null) {
      this.#isHeard = true;
      this.#held = [];
      for (const line of text.replace(/\n$/, '').split('\n')) this.#terminal.print(`< ${showable(line)}`);
    } else if (demand === 'proven') this.#proven();
    else if ('prove' in demand) this.#send(demand.prove);
    else this.#send(padded(this.#held[0] ?? '', demand.padTo));
  }

  /** The service accepts us now: the lines kept so far are sent again, once. */
  #proven(): void {
    if (this.#held.length > 0) this.#terminal.print('* this address is proven');
    const held = this.#held;
    this.#held = [];
    this.#isHeard = true;
    for (const line of held) this.#send(line);
  }

  #send(line: string): void {
    const bytes = Buffer.from(line);
    if (bytes.length > ANSWER_BYTES_MAX) {
      this.#terminal.print(`! this line has ${bytes.length} bytes; a datagram has at most ${ANSWER_BYTES_MAX}`);
      return;
    }
    this.#socket?.stage(bytes, 0, bytes.length);
    this.#socket?.send(this.#peer, 0);
  }
}
