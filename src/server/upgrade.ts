// `jadegate upgrade` in the server that runs: starts the new one, hands everything over, and serves on if that fails.
import { ActorsPart } from '../actor/index.ts';
import { type Clock, type Logger, messageOf, VERSION } from '../base/index.ts';
import { type Gate, GatePart } from '../gate/index.ts';
import {
  HandoverChannel,
  type HandoverChild,
  HandoverError,
  type HandoverPart,
  type OldOutcome,
  OldSide,
  type StepReport,
} from '../handover/index.ts';
import { handoverAddon, ListenersPart, NativeHandoverPipe, openHandoverPair, type Reactor } from '../reactor/index.ts';
import type { Store } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { Control } from './control/index.ts';
import { type HandoverPoint, watchedPart } from './handover-points.ts';
import type { HttpPort } from './http/index.ts';
import { ControlPart, type Descriptors, HttpPart, LogPart } from './process-parts.ts';

/** A new server process, with one end of the pair as its descriptor 3. */
export interface Successor extends HandoverChild {
  readonly pid: number;
  /** The last lines of its log. */
  lastLines(): readonly string[];
}

export interface SuccessorOptions {
  /** The folder of the new release's package, or its bin/jadegate.js; null: the program that this server was started with. */
  readonly to: string | null;
  /** Passed on as descriptor 3. */
  readonly descriptor: number;
}

/** Rejects with a sentence when the new release cannot be started. */
export type StartSuccessor = (options: SuccessorOptions) => Promise<Successor>;

export interface UpgradeOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly store: Store;
  readonly gate: Gate;
  readonly reactor: Reactor;
  readonly http: HttpPort | null;
  readonly control: Control;
  readonly messages: readonly MessageType[];
  readonly point: HandoverPoint | null;
  readonly start: StartSuccessor;
  /** Why no upgrade may begin now, or null. */
  readonly refusal: () => string | null;
  /** The server that runs now is the new one: this process must end. */
  readonly succeeded: (successor: Successor) => void;
  /** Neither server serves: this process must end, and is started anew. */
  readonly lost: (error: Error) => void;
}

export class ServerUpgrade {
  readonly #options: UpgradeOptions;
  #side: OldSide | null = null;
  /** Settles when no attempt is under way. */
  #ended: Promise<unknown> = Promise.resolve();

  constructor(options: UpgradeOptions) {
    this.#options = options;
  }

  get isUnderWay(): boolean {
    return this.#side !== null;
  }

  /** This server is to stop: an attempt ends, if it is not too late. Resolves when it has. */
  async stop(): Promise<void> {
    this.#side?.cancel('The server was stopped.');
    await this.#ended;
  }

  /** Resolves with a line for the operator. Rejects with why this server serves on. */
  async run(to: string | null, progress: (line: string) => void): Promise<string> {
    const refusal = this.isUnderWay ? 'an upgrade is under way already' : this.#options.refusal();
    if (refusal !== null) throw new HandoverError('handover-refused', `no upgrade: ${refusal}`);
    const { clock, log } = this.#options;
    const startMs = clock.monotonicMs();
    log.info('an upgrade begins', { release: VERSION, to });
    const { outcome, successor, frozenMs } = await this.#attempt(to, progress);
    const tookMs = Math.round(clock.monotonicMs() - startMs);
    if (outcome.kind === 'gone') {
      const pausedMs = Math.round(frozenMs);
      log.info('the new server took over; this process ends', {
        release: outcome.release,
        pid: successor.pid,
        tookMs,
        pausedMs,
      });
      this.#options.succeeded(successor);
      return `jadegate ${outcome.release} serves now (process ${successor.pid}); players waited for ${pausedMs} ms`;
    }
    const message = failureText(outcome, successor.lastLines());
    if (outcome.kind === 'lost') {
      log.error(`the upgrade failed, and this server cannot serve on: ${message}`);
      this.#options.lost(new HandoverError('handover-lost', message));
    } else log.error(`the upgrade failed; this server serves on: ${message}`);
    throw new HandoverError('handover-refused', `${message}\nThis server serves on as before.`);
  }

  async #attempt(
    to: string | null,
    progress: (line: string) => void,
  ): Promise<{ readonly outcome: OldOutcome; readonly successor: Successor; readonly frozenMs: number }> {
    const { clock, start } = this.#options;
    const addon = handoverAddon();
    const [here, there] = openHandoverPair(addon);
    const pipe = new NativeHandoverPipe(addon, here);
    let successor: Successor;
    try {
      successor = await start({ to, descriptor: there });
    } catch (error) {
      pipe.close();
      throw new HandoverError('handover-refused', `no upgrade: ${messageOf(error)}`, { cause: error });
    } finally {
      addon.closeDescriptor(there);
    }
    let frozenMs = 0;
    const stepped = (report: StepReport): void => {
      if (PAUSING.includes(report.step)) frozenMs += report.ms;
      progress(stepText(report));
    };
    const channel = new HandoverChannel(pipe, clock);
    const descriptors = descriptorsOf(addon);
    const side = new OldSide({ parts: this.#parts(descriptors), channel, child: successor, clock, stepped });
    this.#side = side;
    try {
      const running = side.run();
      this.#ended = running;
      return { outcome: await running, successor, frozenMs };
    } finally {
      this.#side = null;
    }
  }

  #parts(descriptors: Descriptors): readonly HandoverPart[] {
    const { clock, control, gate, http, messages, point, reactor, store } = this.#options;
    const parts = [
      new LogPart(),
      store.handOver(),
      new ActorsPart(gate.actors, clock),
      new GatePart(gate, { messages, canAdopt: true }),
      new ListenersPart(reactor),
      new HttpPart(http, descriptors),
      new ControlPart(control),
    ];
    return point === null ? parts : parts.map((part) => watchedPart(part, point));
  }
}

/** Steps in which players wait. */
const PAUSING: readonly string[] = ['freeze', 'transfer', 'commit'];

/** As bytes and numbers of the addon. */
export function descriptorsOf(addon: ReturnType<typeof handoverAddon>): Descriptors {
  const done = (error: number, what: string): void => {
    if (error < 0) throw new HandoverError('handover-lost', `A descriptor could not be ${what} (error ${-error}).`);
  };
  return {
    duplicate: (descriptor) => {
      const copy = addon.duplicate(descriptor);
      done(copy, 'duplicated');
      return copy;
    },
    closeDescriptor: (descriptor) => void addon.closeDescriptor(descriptor),
    replaceDescriptor: (descriptor, target) => done(addon.replaceDescriptor(descriptor, target), 'replaced'),
  };
}

const STEP_TEXTS: Readonly<Record<string, string>> = {
  start: 'the new server has started, and fits',
  copy: 'copied while the game ran',
  freeze: 'this server rests',
  transfer: 'transferred, and the new server is ready',
  commit: 'the new server serves',
  release: 'this server let go',
  kill: 'the new server was ended',
  thaw: 'this server took everything back',
};

function stepText({ step, ms, frames, bytes, descriptors }: StepReport): string {
  const text = (STEP_TEXTS[step] ?? step).padEnd(42);
  const time = `${Math.round(ms).toLocaleString('en')} ms`.padStart(9);
  if (frames === 0) return `${text}${time}`;
  return `${text}${time}  ${frames.toLocaleString('en')} frames, ${Math.ceil(bytes / 1024).toLocaleString('en')} KiB, ${descriptors.toLocaleString('en')} descriptors`;
}

const STEP_NAMES: Readonly<Record<string, string>> = {
  start: 'while the new server started',
  copy: 'while rows were copied',
  freeze: 'while this server came to rest',
  transfer: 'while sessions were handed over',
  commit: 'at the commit',
  thaw: 'while this server took everything back',
};

function failureText({ failure }: OldOutcome, lastLines: readonly string[]): string {
  const where = STEP_NAMES[failure?.step ?? ''] ?? 'at the end';
  const lines =
    lastLines.length === 0
      ? ''
      : `\nThe last lines of the new server:\n${lastLines.map((line) => `  ${line}`).join('\n')}`;
  return `The upgrade failed ${where}. ${failure?.reason ?? 'The new server took over and ended.'}${lines}`;
}
