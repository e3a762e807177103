// What a check works with: players on the server, other ways to it, and time.

import { DatagramSocket } from './datagram-socket-node.ts';
import type { SetTimer } from './heard.ts';
import type { CheckLayout } from './layouts.ts';
import { ACK_MS, AT_ONCE_MS, BURST, BURST_LATER, RING_ENTRY_BYTES } from './limits.ts';
import { MESSAGE } from './messages.ts';
import { CheckSkip } from './outcome.ts';
import { Player } from './player.ts';
import { UnreachableError, type WireTarget } from './wire-node.ts';

export interface BenchOptions {
  readonly target: WireTarget;
  readonly layout: CheckLayout;
  readonly serverId: number;
  /** Account names begin with this; they are new with each run. */
  readonly accountPrefix: string;
  readonly ringBytes: number;
  readonly setTimer: SetTimer;
  /** So many bytes that nobody guesses. */
  readonly randomBytes: (count: number) => Uint8Array;
  /** Upgrades the server while it runs, and resolves when that is done. Null when nobody said how. */
  readonly upgrade: (() => Promise<void>) | null;
}

const OTHER_LAYOUT = { packed: 'protobuf', protobuf: 'packed' } as const;
const PATH = '/';
const SECOND_MS = 1_000;
/** An echo's packet: the id and one number. */
const ECHO_BYTES = 6;

export class CheckBench {
  readonly options: BenchOptions;
  readonly #players: Player[] = [];
  readonly #sockets: DatagramSocket[] = [];
  readonly #name: string;

  constructor(options: BenchOptions, name: string) {
    this.options = options;
    this.#name = name;
  }

  get otherLayout(): CheckLayout {
    return OTHER_LAYOUT[this.options.layout];
  }

  player(): Player {
    return this.speaker(this.options.layout, this.options.target);
  }

  /** A player with this layout, over another way. */
  speaker(layout: CheckLayout, target: WireTarget): Player {
    const { accountPrefix, serverId, setTimer } = this.options;
    const account = `${accountPrefix}-${this.#name}-${this.#players.length + 1}`;
    return this.#add(new Player({ account, layout, target, serverId, setTimer }));
  }

  /** Another device of the same account. */
  twin({ account }: Player): Player {
    const { layout, target, serverId, setTimer } = this.options;
    return this.#add(new Player({ account, layout, target, serverId, setTimer }));
  }

  /** A player whose session outlives its links, at the list of roles. */
  async enabled(): Promise<Player> {
    const player = this.player();
    await player.open();
    await player.signIn();
    await player.enable();
    return player;
  }

  /** The same in the world. */
  async gaming(): Promise<Player> {
    const player = this.player();
    await player.open();
    const roles = await player.signIn();
    await player.enable();
    await player.enter(roles);
    await player.beat(1);
    return player;
  }

  /**
   * A player with a channel for datagrams that is offered, and two sockets for it. Throws `CheckSkip` where the server offers none.
   */
  async channel(): Promise<{ player: Player; socket: DatagramSocket; other: DatagramSocket }> {
    const player = this.player();
    await player.open();
    await player.signIn();
    player.send(MESSAGE.udpAsk);
    const answer = await player.heard.until(
      AT_ONCE_MS,
      () => player.heard.all.find(({ id }) => id === MESSAGE.udpOffer.id || id === MESSAGE.udpState.id) ?? null,
    );
    if (answer?.id !== MESSAGE.udpOffer.id) throw new CheckSkip('the server offers no channel for datagrams');
    const [channel, key, host, port] = await player.need(MESSAGE.udpOffer);
    const { target, setTimer } = this.options;
    const offer = {
      host: host === '' ? target.host : (host as string),
      port: port as number,
      channel: channel as number,
      key: key as Uint8Array,
    };
    const [socket, other] = [await DatagramSocket.open(offer, setTimer), await DatagramSocket.open(offer, setTimer)];
    this.#sockets.push(socket, other);
    return { player, socket, other };
  }

  /** The other way to the server: WebSocket beside TCP. Throws `CheckSkip` where there is none. */
  async otherWay(): Promise<WireTarget> {
    const { target } = this.options;
    const other = { ...target, path: target.path === null ? PATH : null };
    await this.reach(other, 'the server does not take both TCP and WebSocket on this port');
    return other;
  }

  /** Throws `CheckSkip` when the server does not take connections of this kind. */
  async reach(target: WireTarget, why: string): Promise<void> {
    const scout = this.player();
    try {
      await scout.open(target);
    } catch (error) {
      if (error instanceof UnreachableError) throw new CheckSkip(`${why} (${error.message})`);
      throw error;
    }
    scout.cut();
  }

  /** Whether the server echoes a beat in this layout. */
  async speaks(target: WireTarget, layout: CheckLayout): Promise<boolean> {
    const scout = this.speaker(layout, target);
    await scout.open();
    scout.send(MESSAGE.beat, 1);
    return (await scout.next(MESSAGE.beat)) !== null;
  }

  sleep(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.options.setTimer(ms, resolve);
    return promise;
  }

  /** Has the server send more than its ring holds, without acknowledging any of it. */
  async overflow(player: Player): Promise<void> {
    const count = Math.ceil((this.options.ringBytes * 1.5) / (RING_ENTRY_BYTES + ECHO_BYTES));
    let left = count;
    for (let burst = BURST; left > 0; burst = BURST_LATER) {
      const beats = Math.min(left, burst);
      const before = player.received;
      player.sendAll(
        MESSAGE.beat,
        Array.from({ length: beats }, (_, index) => [index]),
      );
      player.sendAll(
        MESSAGE.queryTime,
        Array.from({ length: Math.min(left - beats, burst) }, () => []),
      );
      const wanted = Math.min(left, burst * 2);
      await player.heard.until(ACK_MS, () => ((player.received - before) >>> 0 >= wanted ? true : null));
      left -= wanted;
      if (left > 0) await this.sleep(SECOND_MS);
    }
  }

  end(): void {
    for (const player of this.#players) player.cut();
    for (const socket of this.#sockets) socket.close();
  }

  #add(player: Player): Player {
    this.#players.push(player);
    return player;
  }
}
