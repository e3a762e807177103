// A network that cuts: an `Io` around the one of the machine, which takes the sockets of robots away at any byte, and lets everything
// else pass. Above it nobody knows: a client sees what it would see in a lift.
//
//   open ──cut──▶ armed (waits for a packet to cut in two) ──▶ dead (nothing passes) ──▶ closed
//          └──────────────────────────────────────────────────▲
import type { Cancel, Clock, Random } from '../../base/index.ts';
import {
  type BoundListener,
  type ConnectOptions,
  ERRNO,
  type Io,
  IoEvent,
  type IoTurn,
  type ListenerId,
  type ListenOptions,
  type Reactor,
  type SocketId,
} from '../../reactor/index.ts';
import type { CutKind } from './cut-kinds.ts';
import { HALF_REST_MS_MAX, HALF_WAIT_MS, HELD_MS_MAX, UNNOTICED_MS_MAX, UNNOTICED_MS_MIN } from './limits.ts';

/** Who has a socket: it is cut by its owner's name. */
export interface CutOwner {
  /** Its present socket; null when it has none. The network keeps it. */
  socket: SocketId | null;
  /** Its device has noticed that nothing passes any more. */
  noticed(): void;
}

interface Cut {
  readonly kind: CutKind;
  isDead: boolean;
  /** The client has given the socket up, and the peer does not know. */
  isHeld: boolean;
  cancel: Cancel;
}

/** No event: readers skip it. */
const NOTHING = 0;
const NO_TIMER: Cancel = () => {};

export interface CuttingIoDependencies {
  readonly io: Io;
  readonly clock: Pick<Clock, 'after'>;
  readonly random: Random;
}

export class CuttingIo implements Io {
  readonly #io: Io;
  readonly #clock: Pick<Clock, 'after'>;
  readonly #random: Random;
  readonly #owners = new Map<SocketId, CutOwner>();
  readonly #cuts = new Map<SocketId, Cut>();
  /** Whose connection is being made. */
  #dialing: CutOwner | null = null;

  constructor({ io, clock, random }: CuttingIoDependencies) {
    this.#io = io;
    this.#clock = clock;
    this.#random = random;
  }

  get name(): Io['name'] {
    return this.#io.name;
  }

  get move(): Io['move'] {
    return this.#io.move;
  }

  /** A reactor over this network whose connections are the owner's. */
  reactorOf(owner: CutOwner, reactor: Reactor): Pick<Reactor, 'connect'> {
    return {
      connect: (options) => {
        this.#dialing = owner;
        try {
          return reactor.connect(options);
        } finally {
          this.#dialing = null;
        }
      },
    };
  }

  /** Whether the owner has a socket that was not cut yet. */
  canCut({ socket }: CutOwner): boolean {
    return socket !== null && !this.#cuts.has(socket);
  }

  cut(owner: CutOwner, kind: CutKind): void {
    const { socket } = owner;
    if (socket === null || this.#cuts.has(socket)) return;
    const cut: Cut = { kind, isDead: false, isHeld: false, cancel: NO_TIMER };
    this.#cuts.set(socket, cut);
    if (kind === 'orderly') this.#io.end(socket);
    else if (kind === 'reset') this.#reset(socket, cut);
    else if (kind === 'silence') {
      cut.isDead = true;
      const delayMs = UNNOTICED_MS_MIN + this.#random.below(UNNOTICED_MS_MAX - UNNOTICED_MS_MIN);
      this.#later(cut, delayMs, () => owner.noticed());
    } else this.#later(cut, HALF_WAIT_MS, () => this.#reset(socket, cut));
  }

  /** Ends the sockets that stay open behind clients that have given them up. */
  release(): void {
    for (const [socket, cut] of this.#cuts) {
      cut.cancel();
      if (cut.isHeld || cut.isDead) this.#io.destroy(socket);
    }
  }

  // The way out.

  start(onTurn: (turn: IoTurn) => void): void {
    this.#io.start((turn) => {
      for (let row = 0; row < turn.count; row++) this.#edit(turn, row);
      onTurn(turn);
      for (let row = 0; row < turn.count; row++) if (turn.event[row] === IoEvent.closed) this.#forget(turn.socket[row]);
    });
  }

  connect(options: ConnectOptions): SocketId {
    const socket = this.#io.connect(options);
    if (this.#dialing !== null) {
      this.#dialing.socket = socket;
      this.#owners.set(socket, this.#dialing);
    }
    return socket;
  }

  // biome-ignore lint/complexity/useMaxParams: as of `Io`.
  write(socket: SocketId, bytes: Uint8Array, start: number, end: number): number {
    const length = this.#lengthToSend(socket, end - start);
    return length > 0 ? this.#io.write(socket, bytes, start, start + length) : 0;
  }

  // biome-ignore lint/complexity/useMaxParams: as of `Io`.
  writeFrame(
    socket: SocketId,
    head: Uint8Array,
    headBytes: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): number {
    const length = this.#lengthToSend(socket, headBytes + end - start);
    if (length === 0) return 0;
    if (length <= headBytes) return this.#io.write(socket, head, 0, length);
    return this.#io.writeFrame(socket, head, headBytes, bytes, start, start + length - headBytes);
  }

  unsentBytes(socket: SocketId): number {
    return this.#cuts.get(socket)?.isDead === true ? 0 : this.#io.unsentBytes(socket);
  }

  end(socket: SocketId): void {
    if (this.#cuts.get(socket)?.isDead === true) this.destroy(socket);
    else this.#io.end(socket);
  }

  destroy(socket: SocketId): void {
    const cut = this.#cuts.get(socket);
    const owner = this.#owners.get(socket);
    if (owner?.socket === socket) owner.socket = null;
    if (cut?.kind !== 'silence' || cut.isHeld) {
      this.#io.destroy(socket);
      return;
    }
    // The peer hears nothing of it.
    cut.isHeld = true;
    this.#later(cut, this.#random.below(HELD_MS_MAX), () => this.#io.destroy(socket));
  }

  listen(options: ListenOptions): Promise<BoundListener> {
    return this.#io.listen(options);
  }
  unlisten(listener: ListenerId): Promise<void> {
    return this.#io.unlisten(listener);
  }
  pauseAccept(listener: ListenerId): void {
    this.#io.pauseAccept(listener);
  }
  resumeAccept(listener: ListenerId): void {
    this.#io.resumeAccept(listener);
  }
  pause(socket: SocketId): void {
    this.#io.pause(socket);
  }
  resume(socket: SocketId): void {
    this.#io.resume(socket);
  }
  remoteAddress(socket: SocketId): string {
    return this.#io.remoteAddress(socket);
  }
  async stop(): Promise<void> {
    for (const { cancel } of this.#cuts.values()) cancel();
    await this.#io.stop();
  }

  /** What the socket's cut lets through of `length` bytes. */
  #lengthToSend(socket: SocketId, length: number): number {
    const cut = this.#cuts.get(socket);
    if (cut === undefined) return length;
    if (cut.isDead) return 0;
    return cut.kind === 'halfSent' ? this.#halve(socket, cut, length) : length;
  }

  /** The way in. */
  #edit(turn: IoTurn, row: number): void {
    const socket = turn.socket[row] ?? 0;
    const cut = this.#cuts.get(socket);
    const event = turn.event[row];
    if (cut === undefined || event === IoEvent.accepted || event === IoEvent.acceptFailed) return;
    if (event === IoEvent.received) {
      const isHalved = cut.kind === 'halfReceived' && !cut.isDead;
      const length = isHalved ? this.#halve(socket, cut, turn.value[row] ?? 0) : 0;
      if (length > 0) turn.value[row] = length;
      else if (cut.isDead) turn.event[row] = NOTHING;
    } else if (event === IoEvent.ended && cut.isDead) {
      turn.event[row] = NOTHING;
      // The peer has given up the silent connection too.
      if (cut.isHeld) this.#io.destroy(socket);
    } else if (event === IoEvent.closed && cut.isDead && !cut.isHeld) turn.value[row] = ERRNO.ECONNRESET;
  }

  /** Nothing passes after a part of `length` bytes, and a reset follows. Returns the length of the part. */
  #halve(socket: SocketId, cut: Cut, length: number): number {
    cut.isDead = true;
    this.#later(cut, 1 + this.#random.below(HALF_REST_MS_MAX), () => this.#io.destroy(socket));
    return this.#random.below(Math.max(1, length));
  }

  #reset(socket: SocketId, cut: Cut): void {
    cut.isDead = true;
    this.#io.destroy(socket);
  }

  #later(cut: Cut, delayMs: number, callback: () => void): void {
    cut.cancel();
    cut.cancel = this.#clock.after(delayMs, callback);
  }

  #forget(socket: SocketId | undefined): void {
    if (socket === undefined) return;
    this.#cuts.get(socket)?.cancel();
    this.#cuts.delete(socket);
    const owner = this.#owners.get(socket);
    if (owner?.socket === socket) owner.socket = null;
    this.#owners.delete(socket);
  }
}
