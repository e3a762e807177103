// Messages that may be lost, as datagrams and by the connection: processor time of the server for each, in both directions. The floor
// is a program in C that sends datagrams of the same size by the same system calls; it signs nothing. What a signature costs is
// measured beside it.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createDatagramSigner } from '../src/reactor/index.ts';
import { DATAGRAM_HEAD_BYTES, DATAGRAM_TAG_BYTES } from '../src/wire/index.ts';
import type { BenchOptions } from './main.ts';
import { compilePrograms, NO_COMPILER } from './rig/compile.ts';
import { machineFigures, onCore } from './rig/machine.ts';
import { type Ask, type Figures, PACKET_BYTES } from './udp/messages.ts';

const execute = promisify(execFile);
const SERVER = join(import.meta.dirname, 'udp', 'server.ts');
const CLIENTS = join(import.meta.dirname, 'udp', 'clients.ts');
const LENGTH_BYTES = 2;
const DATAGRAM_BYTES = DATAGRAM_HEAD_BYTES + LENGTH_BYTES + PACKET_BYTES + DATAGRAM_TAG_BYTES;
const SETTLE_MS = 300;
/**
 * Between two rounds. All clients send from one address: a measurement is within what an address may send at once, and the pauses of
 * the others restore that.
 */
const PAUSE_MS = 5;

interface Plan {
  readonly clients: number;
  readonly rounds: number;
  readonly repeats: number;
}

type Way = 'udp' | 'tcp';

export async function run({ smoke, quick }: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const plan: Plan = smoke
    ? { clients: 5, rounds: 5, repeats: 1 }
    : quick
      ? { clients: 50, rounds: 80, repeats: 3 }
      : { clients: 80, rounds: 90, repeats: 7 };
  const [server, clients] = [new Peer(SERVER, 'server'), new Peer(CLIENTS, 'load')];
  try {
    const { url } = await server.first<{ url: string }>();
    await clients.ask({ kind: 'connect', url, count: plan.clients });
    const figures = new Map<string, number[]>();
    for (let repeat = -1; repeat < plan.repeats; repeat++) {
      for (const way of ['udp', 'tcp'] as const) {
        const down = await measure(server, clients, { way, plan, sender: server });
        const up = await measure(server, clients, { way, plan, sender: clients });
        // The first is for the compilers.
        if (repeat < 0) continue;
        for (const [name, value] of [...named('down', way, down), ...named('up', way, up)])
          figures.set(name, [...(figures.get(name) ?? []), value]);
      }
      if (repeat >= 0) figures.set('c', [...(figures.get('c') ?? []), await floor(programs.datagramSend, plan)]);
    }
    return { ...machineFigures(), ...plan, datagramBytes: DATAGRAM_BYTES, ...report(figures), signNs: signing() };
  } finally {
    await Promise.all([server.stop(), clients.stop()]);
  }
}

function named(direction: string, way: Way, { ns, share }: Measured): [string, number][] {
  return [
    [`${direction} ${way}`, ns],
    [`${direction} ${way} share`, share],
  ];
}

function report(all: ReadonlyMap<string, readonly number[]>) {
  const of = (name: string): number => median(all.get(name) ?? []);
  const ratio = (one: number, other: number): number => Math.round((one / other) * 100) / 100;
  const rows = (['down', 'up'] as const).map((direction) => {
    const [udp, tcp] = [of(`${direction} udp`), of(`${direction} tcp`)];
    const arrived = { udp: of(`${direction} udp share`), tcp: of(`${direction} tcp share`) };
    return [direction, { udpNs: Math.round(udp), streamNs: Math.round(tcp), streamByUdp: ratio(tcp, udp), arrived }];
  });
  const c = of('c');
  return { ...Object.fromEntries(rows), cSendNs: Math.round(c), floorByDown: ratio(c, of('down udp')) };
}

interface Measured {
  /** Processor time of the server for each message that arrived. */
  readonly ns: number;
  /** Of the messages that were sent. */
  readonly share: number;
}

async function measure(
  server: Peer,
  clients: Peer,
  { way, plan, sender }: { readonly way: Way; readonly plan: Plan; readonly sender: Peer },
): Promise<Measured> {
  const receiver = sender === server ? clients : server;
  const [before, cpuBefore] = [(await receiver.ask({ kind: 'figures' })).received, await server.cpuNs()];
  await sender.ask({ kind: 'send', way, rounds: plan.rounds, pauseMs: PAUSE_MS });
  await setTimeout(SETTLE_MS);
  const cpu = (await server.cpuNs()) - cpuBefore;
  const arrived = (await receiver.ask({ kind: 'figures' })).received - before;
  const share = Math.round((arrived / (plan.rounds * plan.clients)) * 1_000) / 1_000;
  return { ns: cpu / Math.max(1, arrived), share };
}

async function floor(program: string, { clients, rounds }: Plan): Promise<number> {
  const words = [`count=${clients}`, `rounds=${rounds}`, `bytes=${DATAGRAM_BYTES}`, `pause_us=${PAUSE_MS * 1_000}`];
  const [name = '', ...args] = onCore('all', [program, ...words]);
  return Number((await execute(name, args)).stdout);
}

/** What one signature of a datagram costs here: of this benchmark's, and of the longest. */
function signing(): Readonly<Record<string, number>> {
  const signer = createDatagramSigner(new Uint8Array(32), 'server');
  const bytes = new Uint8Array(1_200);
  const ns = (length: number): number => {
    const times = 100_000;
    for (let each = 0; each < times / 10; each++) signer.sign(bytes, 0, length);
    const before = process.cpuUsage();
    for (let each = 0; each < times; each++) signer.sign(bytes, 0, length);
    const { user, system } = process.cpuUsage(before);
    return Math.round(((user + system) * 1_000) / times);
  };
  return { short: ns(DATAGRAM_BYTES - DATAGRAM_TAG_BYTES), longest: ns(bytes.length - DATAGRAM_TAG_BYTES) };
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[values.length >> 1] ?? 0;
}

/** A process that answers questions one by one. */
class Peer {
  readonly #child: ChildProcess;
  #answer = Promise.withResolvers<unknown>();

  constructor(file: string, core: 'server' | 'load') {
    const [program = '', ...args] = onCore(core, [process.execPath, file]);
    this.#child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#child.on('message', (message) => this.#answer.resolve(message));
    this.#child.on('exit', () => {
      this.#answer.reject(new Error('a process of the benchmark ended; its output is above'));
    });
  }

  async first<T>(): Promise<T> {
    const answer = await this.#answer.promise;
    this.#answer = Promise.withResolvers<unknown>();
    return answer as T;
  }

  ask(ask: Ask): Promise<Figures> {
    const answer = this.first<Figures>();
    this.#child.send(ask);
    return answer;
  }

  async cpuNs(): Promise<number> {
    return (await this.ask({ kind: 'figures' })).cpuNs;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#answer.promise.catch(() => {});
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }
}
