// Simulates hand-overs from a seed: both sides in production code, over a simulated pipe, while the old process writes to a disk that
// both share. Either process dies or is stopped for a while at any point: at each frame, and before and behind each call of a part. The
// checker: each write is made by a process that knows all earlier ones, no two processes serve, and one serves where one must.
// `npm run sim -- handover --seeds 2000` runs it.
import { setImmediate } from 'node:timers/promises';
import { chance, ManualClock, pick, SeededRandom } from '../base/index.ts';
import { HandoverChannel } from './channel.ts';
import { FORMAT_VERSION } from './limits.ts';
import { NewSide } from './new-side.ts';
import { OldSide, type StepReport } from './old-side.ts';
import type { HandoverPart, HandoverSink, HandoverTaker } from './part.ts';
import { SimulatedPipe, SimulatedProcess } from './pipe-simulated.fixture.ts';
import { SEQUENCE } from './sequence.ts';

/** Mistakes that the checker must find. */
export const BUGS = [
  /** The old side serves on without reading what the dead new one had sent. */
  'thaw-unread',
  /** The old side serves on beside a new one that lives. */
  'thaw-unreaped',
  /** The new side takes silence for the end of the old one. */
  'take-over-early',
  /** The new side serves before the commit. */
  'write-before-commit',
  /** The old side still writes when it is frozen. */
  'write-frozen',
  /** What changed behind the copy is not sent again. */
  'changes-forgotten',
  /** The old side's descriptors are closed before the commit. */
  'close-early',
] as const;
export type Bug = (typeof BUGS)[number];

export interface SimResult {
  readonly violations: readonly string[];
  readonly moved: number;
  readonly kept: number;
  readonly crashed: number;
}

/** The head of a frame. */
const HEAD_BYTES = 8;
const KIND_AT = 5;
const ROW_KIND = 1;
const SOCKET_KIND = 2;
const ROW_BYTES = 24;
/** How often a process that serves writes: often while an attempt begins, seldom while its deadlines pass. */
const WRITE_MS = 2;
const SELDOM_MS = 7_000;
const OFTEN_UNTIL_MS = 1_000;
/** Longer than any attempt with its deadlines. */
const END_MS = 900_000;
/** How long the processes are watched when both have come to an end. */
const WATCHED_MS = 20_000;
/** Points that a process passes in a hand-over of this size, and behind a mark. */
const POINTS_MAX = 150;
const POINTS_NEAR = 8;
/** Moments behind which mistakes hide. */
const MARKS = ['frozen', 'ready', 'commit', 'start'] as const;
const SOCKETS = [11, 12, 13, 14];

export function simulate(seed: number, bug: Bug | null = null): Promise<SimResult> {
  return new HandoverRun(seed, bug).play();
}

class HandoverRun {
  readonly clock = new ManualClock();
  readonly random: SeededRandom;
  readonly bug: Bug | null;
  readonly violations: string[] = [];
  /** Every write, by its number. */
  diskCount = 0;
  readonly old: SimulatedProcess;
  readonly young: SimulatedProcess;
  readonly rows: OldRows;
  readonly taken: NewRows;
  /** What the new process has sent behind its last whole frame; all of its frames are of the sequence. */
  #said: Buffer = Buffer.alloc(0);
  #isReadySent = false;
  #isCommittedSent = false;

  constructor(seed: number, bug: Bug | null) {
    this.random = new SeededRandom(seed);
    this.bug = bug;
    this.old = new SimulatedProcess('old', this.clock);
    this.young = new SimulatedProcess('new', this.clock);
    this.rows = new OldRows(this);
    this.taken = new NewRows(this);
    this.#plan();
  }

  /** Nothing goes wrong, somebody is stopped, somebody dies, or both: anywhere, or near the commit, where mistakes hide. */
  #plan(): void {
    const { random } = this;
    const isStopped = chance(random, 2);
    if (isStopped) {
      const ms = pick(random, [20, 4_000, 8_000, 40_000, 300_000]);
      this.#fault((process) => process.stop(ms));
    }
    if (isStopped ? chance(random, 3) : !chance(random, 4)) this.#fault((process) => process.die('SIGKILL'));
  }

  #fault(act: (process: SimulatedProcess) => void): void {
    const { random } = this;
    const process = pick(random, [this.old, this.young]);
    const mark = chance(random, 2) ? 'begin' : pick(random, MARKS);
    const points = random.below(mark === 'begin' ? POINTS_MAX : POINTS_NEAR);
    process.faults.push({ mark, points, act: () => act(process) });
  }

  mark(name: string): void {
    this.old.mark(name);
    this.young.mark(name);
  }

  async play(): Promise<SimResult> {
    const oldPipe = new SimulatedPipe(this.old, this.random);
    const newPipe = new SimulatedPipe(this.young, this.random);
    SimulatedPipe.join(oldPipe, newPipe);
    const oldSide = this.#startOld(oldPipe);
    const newSide = this.#startNew(newPipe);
    const isOver = (): boolean => {
      const outcome = oldSide();
      if (outcome === 'gone') this.old.die('end');
      if (outcome === 'lost') this.old.die('exit code 1');
      return (this.old.isDead || outcome !== null) && (this.young.isDead || newSide() !== null);
    };
    await this.#runUntil(isOver);
    const watchedMs = this.clock.monotonicMs() + WATCHED_MS;
    await this.#runUntil(() => this.clock.monotonicMs() >= watchedMs);
    const outcome = oldSide();
    this.#check(outcome, newSide());
    if (outcome === 'kept' && oldPipe.duplicates !== 0) this.violations.push('duplicated descriptors were left open');
    const isMoved = newSide() === 'run' && !this.young.isDead;
    const isKept = outcome === 'kept' && !this.old.isDead;
    return {
      violations: this.violations,
      moved: isMoved ? 1 : 0,
      kept: isKept ? 1 : 0,
      crashed: isMoved || isKept ? 0 : 1,
    };
  }

  #startOld(pipe: SimulatedPipe): () => string | null {
    const { bug } = this;
    const channel = new (bug === 'thaw-unread' ? UnreadChannel : HandoverChannel)(pipe, this.old);
    const believed = Promise.withResolvers<string>();
    const child = {
      kill: () => {
        if (bug === 'thaw-unreaped') believed.resolve('killed');
        else if (!this.old.isDead) this.young.die('SIGKILL');
      },
      ended: Promise.race([this.#reaped(), believed.promise]),
    };
    let kind: string | null = null;
    const stepped = ({ step }: StepReport): void => {
      if (step === 'freeze') this.mark('frozen');
      if (step === 'transfer') this.mark('commit');
      if (step === 'freeze' && bug === 'close-early') for (const socket of SOCKETS) this.old.hold(socket, -1);
    };
    const side = new OldSide({ parts: [this.rows, new OldSockets(this)], channel, child, clock: this.old, stepped });
    void side.run().then((outcome) => {
      kind = outcome.kind;
    });
    return () => kind;
  }

  /** The old process learns of a death when it has time. */
  async #reaped(): Promise<string> {
    const how = await this.young.died.promise;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.old.after(this.random.below(4), resolve);
    await promise;
    return how;
  }

  #startNew(pipe: SimulatedPipe): () => string | null {
    const channel = new HandoverChannel(this.#watched(pipe), this.young);
    let kind: string | null = null;
    const takers = [this.taken, new NewSockets(this)];
    const copied = (): void => void this.young.after(this.random.below(20), () => side.prepared());
    const side = new NewSide({ takers, channel, clock: this.young, release: '1.0.0', pid: 7, copied });
    void side.run().then(
      (outcome) => {
        kind = outcome.kind;
        if (kind === 'over') this.young.die('exit code 1');
      },
      () => this.young.die('exit code 1'),
    );
    return () => kind;
  }

  /** Notes what the new process has said, and plants the mistake of one that does not wait for the end of the old one. */
  #watched(pipe: SimulatedPipe): SimulatedPipe {
    const send = pipe.send.bind(pipe);
    pipe.send = (piece) => {
      const taken = send(piece);
      if (taken > 0) this.#noteSent(piece.bytes.subarray(piece.start, piece.start + taken));
      return taken;
    };
    if (this.bug === 'take-over-early') {
      const open = pipe.open.bind(pipe);
      pipe.open = (events) => {
        open(events);
        this.often(this.young, () => {
          if (this.#isReadySent) events.ended();
        });
      };
    }
    return pipe;
  }

  #noteSent(bytes: Uint8Array): void {
    this.#said = Buffer.concat([this.#said, bytes]);
    while (this.#said.length >= HEAD_BYTES && this.#said.length >= HEAD_BYTES + this.#said.readUInt32BE(0)) {
      const kind = this.#said[KIND_AT];
      this.#said = this.#said.subarray(HEAD_BYTES + this.#said.readUInt32BE(0));
      if (kind === SEQUENCE.ready) this.#isReadySent = true;
      if (kind === SEQUENCE.committed) this.#isCommittedSent = true;
    }
  }

  async #runUntil(isOver: () => boolean): Promise<void> {
    for (;;) {
      await setImmediate();
      const due = this.clock.nextDueMs();
      if (isOver() || due === null || due > END_MS) return;
      this.clock.advance(Math.max(0, due - this.clock.monotonicMs()));
    }
  }

  /** Calls again and again, ever more seldom. */
  often(process: SimulatedProcess, act: () => void): void {
    const isOften = this.clock.monotonicMs() < OFTEN_UNTIL_MS;
    process.after(isOften ? WRITE_MS : SELDOM_MS, () => {
      act();
      this.often(process, act);
    });
  }

  /** A process writes; nobody may have written without its knowing. */
  write(process: SimulatedProcess, knownCount: number): number {
    if (process.isDead) return knownCount;
    if (knownCount !== this.diskCount) {
      this.violations.push(`the ${process.name} process wrote and did not know ${this.diskCount - knownCount} writes`);
    }
    if (this.rows.isServing && !this.old.isDead && this.taken.isServing && !this.young.isDead) {
      this.violations.push('both processes serve');
    }
    this.diskCount++;
    return knownCount + 1;
  }

  #check(oldOutcome: string | null, newOutcome: string | null): void {
    const isOldServing = !this.old.isDead && this.rows.isServing;
    const isNewServing = !this.young.isDead && this.taken.isServing;
    if (isOldServing && isNewServing) this.violations.push('both processes serve at the end');
    if (!this.old.isDead && oldOutcome === null) this.violations.push('the old process never came to an end');
    if (!this.young.isDead && newOutcome === null) this.violations.push('the new process never came to an end');
    if (isOldServing || isNewServing) {
      this.#checkDescriptors(isOldServing ? this.old : this.young);
      return;
    }
    // Nobody serves: right only when the new one had given its word and died, or the old
    // one died before the new one was ready, or had killed it.
    const isOldKilled = this.old.isDead && oldOutcome === null;
    const isNewKilled = this.young.isDead && newOutcome === null;
    const isCrash = this.#isCommittedSent || (isOldKilled && (!this.#isReadySent || this.young.isDead));
    if (!isCrash) {
      this.violations.push(
        `nobody serves (old ${oldOutcome}, new ${newOutcome}, killed ${isOldKilled}/${isNewKilled})`,
      );
    }
  }

  #checkDescriptors(process: SimulatedProcess): void {
    const missing = SOCKETS.filter((socket) => !process.held.has(socket));
    if (missing.length > 0)
      this.violations.push(`the ${process.name} process serves without sockets ${missing.join()}`);
  }
}

/** Forgets to read what a dead process has sent. */
class UnreadChannel extends HandoverChannel {
  override readOut(): void {}
}

/** Rows that the old process writes while it serves, and copies. */
class OldRows implements HandoverPart {
  readonly name = 'rows';
  isServing = true;
  readonly #run: HandoverRun;
  #knownCount = 0;
  #copiedCount = 0;

  constructor(run: HandoverRun) {
    this.#run = run;
    run.often(run.old, () => {
      if (this.isServing || run.bug === 'write-frozen') this.#knownCount = run.write(run.old, this.#knownCount);
    });
  }

  describe(): Uint8Array {
    return Uint8Array.of(9);
  }

  refuse(): null {
    return null;
  }

  async copy(sink: HandoverSink): Promise<void> {
    await this.#send(sink);
    await this.#rest();
  }

  async freeze(): Promise<void> {
    this.#run.old.pass();
    await this.#rest();
    this.isServing = false;
    this.#run.old.pass();
  }

  async transfer(sink: HandoverSink): Promise<void> {
    if (this.#run.bug !== 'changes-forgotten') await this.#send(sink);
  }

  async thaw(): Promise<void> {
    this.#run.old.pass();
    this.isServing = true;
  }

  async release(): Promise<void> {
    this.#run.old.pass();
  }

  async #rest(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#run.old.after(this.#run.random.below(4 * WRITE_MS), resolve);
    await promise;
  }

  async #send(sink: HandoverSink): Promise<void> {
    for (; this.#copiedCount < this.#knownCount; this.#copiedCount++) {
      await sink.send(ROW_KIND, Buffer.alloc(ROW_BYTES, this.#copiedCount % 256));
    }
  }
}

/** Sockets of clients, in the old process. */
class OldSockets implements HandoverPart {
  readonly name = 'sockets';
  readonly #run: HandoverRun;

  constructor(run: HandoverRun) {
    this.#run = run;
    for (const socket of SOCKETS) run.old.hold(socket, 1);
  }

  describe(): Uint8Array {
    return Uint8Array.of(9);
  }

  refuse(): null {
    return null;
  }

  async copy(sink: HandoverSink): Promise<void> {
    await sink.send(SOCKET_KIND, new Uint8Array(3), [SOCKETS[0] as number]);
  }

  async freeze(): Promise<void> {
    this.#run.old.pass();
  }

  async transfer(sink: HandoverSink): Promise<void> {
    if (sink.version !== FORMAT_VERSION) throw new Error('another version');
    for (const socket of SOCKETS.slice(1)) await sink.send(SOCKET_KIND, new Uint8Array(socket), [socket]);
  }

  async thaw(): Promise<void> {}

  async release(): Promise<void> {
    for (const socket of SOCKETS) this.#run.old.hold(socket, -1);
  }
}

class NewRows implements HandoverTaker {
  readonly name = 'rows';
  isServing = false;
  readonly #run: HandoverRun;
  #knownCount = 0;

  constructor(run: HandoverRun) {
    this.#run = run;
    run.often(run.young, () => {
      if (!this.isServing) return;
      run.young.pass();
      this.#knownCount = run.write(run.young, this.#knownCount);
    });
  }

  describe(): Uint8Array {
    return Uint8Array.of(9);
  }

  take(_kind: number, body: Uint8Array): Promise<void> | undefined {
    this.#run.young.pass();
    if (body.length !== ROW_BYTES || body.some((byte) => byte !== this.#knownCount % 256)) {
      this.#run.violations.push(`row ${this.#knownCount} did not arrive as it was sent`);
    }
    if (!chance(this.#run.random, 4)) {
      this.#knownCount++;
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#run.young.after(this.#run.random.below(3), resolve);
    return promise.then(() => {
      // The body is the same still.
      if (body.some((byte) => byte !== this.#knownCount % 256))
        this.#run.violations.push('a body changed while it was used');
      this.#knownCount++;
    });
  }

  async adopted(): Promise<void> {
    this.#run.young.pass();
    this.#run.mark('ready');
    if (this.#run.bug === 'write-before-commit') this.isServing = true;
  }

  async start(): Promise<void> {
    this.#run.mark('start');
    this.#run.young.pass();
    this.isServing = true;
    this.#knownCount = this.#run.write(this.#run.young, this.#knownCount);
    this.#run.young.pass();
  }

  discard(): void {
    this.isServing = false;
  }
}

class NewSockets implements HandoverTaker {
  readonly name = 'sockets';
  readonly #run: HandoverRun;

  constructor(run: HandoverRun) {
    this.#run = run;
  }

  describe(): Uint8Array {
    return Uint8Array.of(9);
  }

  take(_kind: number, body: Uint8Array, descriptors: readonly number[]): undefined {
    this.#run.young.pass();
    if (descriptors.length !== 1 || (body.length !== 3 && body.length !== descriptors[0])) {
      this.#run.violations.push(`a frame of ${body.length} bytes came with descriptors ${descriptors.join()}`);
    }
    return undefined;
  }

  async adopted(): Promise<void> {}

  async start(): Promise<void> {}

  discard(): void {}
}
