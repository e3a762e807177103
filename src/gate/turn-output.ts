// What a turn sends, held until the turn is durable, then sent in order. Packets are encoded when they are sent, into one growing
// array: a message that the game changes later is sent as it was. Outputs are used again, so that a turn allocates nothing here.
import type { Output, Recipients } from '../actor/index.ts';
import {
  LAYOUTS,
  type Layout,
  type MessageType,
  PACKET_BYTES_MAX,
  PacketWriter,
  WireError,
  WRITER_BYTES_MAX,
} from '../wire/index.ts';
import { GateError } from './gate-error.ts';
import {
  OUTPUT_KEPT_BYTES_MAX,
  OUTPUTS_KEPT_MAX,
  PACKET_ID_BYTES,
  TURN_OUTPUT_BYTES_MAX,
  TURN_PACKETS_MAX,
} from './limits.ts';
import { latestKeyOf, type MessageEncoder } from './message-encoder.ts';
import type { RemotePlayers } from './remote-players.ts';
import type { OutPacket, SessionOutput } from './session-output.ts';

/** A session as an output sees it. */
export interface OutputSession {
  readonly layout: Layout;
  /** Nothing is sent to it any more. */
  readonly isSilent: boolean;
  readonly output: SessionOutput;
}

/** The sessions of the gate. */
export interface OutputSessions {
  findRole(roleId: bigint): OutputSession | undefined;
  /** Those in the world. */
  inWorld(): Iterable<OutputSession>;
}

// Before the first message.
const NO_TYPE = null as unknown as MessageType;
const NOBODY: readonly OutputSession[] = [];
/** All players of other processes. */
const EVERYBODY: readonly bigint[] = [];
/** What one `Held` takes in memory, about. */
const HELD_BYTES = 64;

/** One packet, and who is sent it. It is used again. */
class Held implements OutPacket {
  type: MessageType = NO_TYPE;
  layout: Layout = 'packed';
  start = 0;
  end = 0;
  key = '';
  session: OutputSession | null = null;
  sessions: readonly OutputSession[] = NOBODY;
  except: OutputSession | null = null;
  /** Roles that play in other processes, or `EVERYBODY` there; null for sessions of this one. */
  away: readonly bigint[] | null = null;
  readonly #writer: PacketWriter;

  constructor(writer: PacketWriter) {
    this.#writer = writer;
  }

  get bytes(): Uint8Array {
    return this.#writer.bytes;
  }

  clear(): void {
    if (this.away !== null) this.away = null;
    if (this.session !== null) this.session = null;
    else {
      this.sessions = NOBODY;
      this.except = null;
    }
  }
}

export class TurnOutputs {
  readonly #encoder: MessageEncoder;
  readonly #sessions: OutputSessions;
  readonly #free: TurnOutput[] = [];
  /** The sessions of a list of roles. A list is never changed, and a role that leaves its session is in no list any more. */
  readonly #bySession = new WeakMap<readonly bigint[], readonly OutputSession[]>();
  /** Of a list of roles those that do not play here. */
  readonly #away = new WeakMap<readonly bigint[], readonly bigint[]>();
  /** Null when this process is the only one. */
  readonly remote: RemotePlayers | null;

  constructor(encoder: MessageEncoder, sessions: OutputSessions, remote: RemotePlayers | null = null) {
    this.#encoder = encoder;
    this.#sessions = sessions;
    this.remote = remote;
  }

  take(): TurnOutput {
    return this.#free.pop() ?? new TurnOutput(this, this.#encoder, this.#sessions);
  }

  give(output: TurnOutput): void {
    if (this.#free.length < OUTPUTS_KEPT_MAX && output.bytes <= OUTPUT_KEPT_BYTES_MAX) this.#free.push(output);
  }

  awayOf(roleIds: readonly bigint[]): readonly bigint[] {
    let away = this.#away.get(roleIds);
    if (away === undefined) {
      away = roleIds.filter((roleId) => this.#sessions.findRole(roleId) === undefined);
      this.#away.set(roleIds, away);
    }
    return away;
  }

  sessionsOf(roleIds: readonly bigint[]): readonly OutputSession[] {
    let sessions = this.#bySession.get(roleIds);
    if (sessions === undefined) {
      sessions = roleIds.flatMap((roleId) => this.#sessions.findRole(roleId) ?? []);
      this.#bySession.set(roleIds, sessions);
    }
    return sessions;
  }
}

export class TurnOutput implements Output {
  readonly #outputs: TurnOutputs;
  readonly #encoder: MessageEncoder;
  readonly #sessions: OutputSessions;
  readonly #writer = new PacketWriter({ bytesMax: TURN_OUTPUT_BYTES_MAX + WRITER_BYTES_MAX });
  readonly #held: Held[] = [];
  #count = 0;
  /** The sessions of the last broadcast. */
  #world = NOBODY;
  /** What is done when everything is sent; most turns have nothing. */
  #afterwards: (() => void)[] | null = null;

  constructor(outputs: TurnOutputs, encoder: MessageEncoder, sessions: OutputSessions) {
    this.#outputs = outputs;
    this.#encoder = encoder;
    this.#sessions = sessions;
  }

  /** The room that it has. */
  get bytes(): number {
    return this.#writer.bytes.length + this.#held.length * HELD_BYTES;
  }

  /** To one session, in whatever phase. */
  reply<M>(session: OutputSession, type: MessageType<M>, message: M): void {
    this.#hold(session.layout, type, message).session = session;
  }

  send<M>(roleId: bigint, type: MessageType<M>, message: M): void {
    const session = this.#sessions.findRole(roleId);
    if (session !== undefined) this.reply(session, type, message);
    else this.#holdAway([roleId], type, message);
  }

  sendAll<M>({ roleIds, except }: Recipients, type: MessageType<M>, message: M): void {
    const left = except === undefined ? null : (this.#sessions.findRole(except) ?? null);
    const sessions = this.#outputs.sessionsOf(roleIds);
    this.#holdFor({ sessions, except: left }, type, message);
    if (sessions.length === roleIds.length || this.#outputs.remote === null) return;
    const away = this.#outputs.awayOf(roleIds);
    this.#holdAway(except === undefined ? away : away.filter((roleId) => roleId !== except), type, message);
  }

  broadcast<M>(type: MessageType<M>, message: M): void {
    const sessions = [...this.#sessions.inWorld()];
    // Broadcasts one after the other share their list.
    if (!isSame(sessions, this.#world)) this.#world = sessions;
    this.#holdFor({ sessions: this.#world, except: null }, type, message);
    this.#holdAway(EVERYBODY, type, message);
  }

  /** Does `action` when everything is sent, and never if the turn is undone. It does not throw. */
  afterwards(action: () => void): void {
    this.#afterwards ??= [];
    this.#afterwards.push(action);
  }

  flush(): void {
    const held = this.#held;
    for (let at = 0; at < this.#count; at++) {
      const packet = held[at] as Held;
      if (packet.away !== null) this.#sendAway(packet, packet.away);
      else if (packet.session !== null) sendTo(packet.session, packet);
      else {
        const { layout } = packet;
        for (const session of packet.sessions)
          if (session.layout === layout && session !== packet.except) sendTo(session, packet);
      }
      packet.clear();
    }
    const afterwards = this.#afterwards;
    this.#reset();
    if (afterwards !== null) for (const action of afterwards) action();
  }

  /** Once for each other process. */
  #sendAway({ type, bytes, start, end }: Held, away: readonly bigint[]): void {
    const body = bytes.subarray(start + PACKET_ID_BYTES, end);
    if (away === EVERYBODY) this.#outputs.remote?.broadcast(type.id, body);
    else this.#outputs.remote?.send(away, type.id, body);
  }

  discard(): void {
    for (let at = 0; at < this.#count; at++) this.#held[at]?.clear();
    this.#reset();
  }

  #reset(): void {
    this.#count = 0;
    this.#world = NOBODY;
    this.#afterwards = null;
    this.#writer.reset();
    this.#outputs.give(this);
  }

  /** Encodes once for each layout that one of the sessions has. */
  #holdFor<M>({ sessions, except }: Pick<Held, 'except' | 'sessions'>, type: MessageType<M>, message: M): void {
    for (const layout of LAYOUTS) {
      if (!sessions.some((session) => session.layout === layout)) continue;
      const held = this.#hold(layout, type, message);
      held.sessions = sessions;
      held.except = except;
    }
  }

  /** For players of other processes, in the layout that all releases read. */
  #holdAway<M>(away: readonly bigint[], type: MessageType<M>, message: M): void {
    if (this.#outputs.remote === null || (away.length === 0 && away !== EVERYBODY)) return;
    this.#hold('protobuf', type, message).away = away;
  }

  #hold<M>(layout: Layout, type: MessageType<M>, message: M): Held {
    const writer = this.#writer;
    const start = writer.length;
    if (start >= TURN_OUTPUT_BYTES_MAX || this.#count >= TURN_PACKETS_MAX) throw full(type.name);
    const codec = this.#encoder.codecOf(layout, type);
    try {
      writer.patchUint16(writer.skip(PACKET_ID_BYTES), type.id);
      codec.encode(writer, message);
      // Now, while the code that sends it can be told: no connection would take it later.
      if (writer.length - start > PACKET_BYTES_MAX) throw tooLarge(type.name, writer.length - start);
    } catch (error) {
      writer.truncate(start);
      throw error;
    }
    let held = this.#held[this.#count];
    if (held === undefined) {
      held = new Held(writer);
      this.#held.push(held);
    }
    this.#count++;
    // A held packet is not encoded again: the value's type is no longer needed.
    held.type = type as MessageType;
    held.layout = layout;
    held.start = start;
    held.end = writer.length;
    held.key = latestKeyOf(type, message);
    return held;
  }
}

function sendTo(session: OutputSession, packet: Held): void {
  if (!session.isSilent) session.output.send(packet);
}

function isSame(left: readonly OutputSession[], right: readonly OutputSession[]): boolean {
  return left.length === right.length && left.every((session, at) => session === right[at]);
}

function full(name: string): GateError {
  const most = `one turn sends at most ${TURN_OUTPUT_BYTES_MAX} bytes in ${TURN_PACKETS_MAX} packets`;
  return new GateError('turn-output-full', `${name} is not sent: ${most}; send less, or commit() in between`);
}

function tooLarge(name: string, bytes: number): WireError {
  return new WireError('packet-too-large', `${name}: ${bytes} bytes are more than the ${PACKET_BYTES_MAX} of a packet`);
}
