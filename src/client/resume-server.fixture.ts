// A small server that resumes, written from the specification, for simulations of the client. Each of its rules can be broken.
import { type Clock, fromHex, type Random, toHex } from '../base/index.ts';
import { RESUME_REFUSAL, RESYNC_WHY } from '../gate/gate.failures.ts';
import {
  AckC2s,
  AckS2c,
  CloseS2c,
  HeartbeatC2s,
  LeaveC2s,
  PingC2s,
  PingS2c,
  QueryTimeS2c,
  ResumeC2s,
  ResumedS2c,
  ResumeEnableC2s,
  ResumeEnabledS2c,
  ResumeRefusedS2c,
  ResyncedS2c,
} from '../gate/gate.messages.ts';
import { UserAuthC2s } from '../modules/login/login.messages.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { PlayerRoleListS2c } from '../modules/roles/roles.messages.ts';
import { createRegistry, decode, encodePacket, type MessageType, PacketWriter } from '../wire/index.ts';
import type { ServerEnd, ServerSide } from './resume-link.fixture.ts';

const REGISTRY = createRegistry(JADEGATE_MESSAGES);
export const PARK_MS = 60_000;
const PING_MS = 25_000;
const PENDING_MAX = 40;
/** Packets that the model keeps for a client; few, so that it often resyncs. */
const RING_PACKETS = 60;

export type ServerBug = 'no attempt check' | 'resync forgotten after a cut' | 'token burnt unconfirmed';

export interface ModelServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly bug?: ServerBug | undefined;
  /** A command of the client takes effect. */
  readonly effect: (sequence: number) => void;
  /** The client did what no client may. */
  readonly violate: (what: string) => void;
}

/** What lives on while links come and go. */
class ModelSession {
  token: string;
  oldToken: string | null = null;
  readonly burnt = new Set<string>();
  attempt = 0;
  sent: number;
  acknowledged: number;
  received: number;
  /** Packets that the client was not sent, or has not acknowledged. */
  ring: { readonly number: number; readonly packet: Uint8Array }[] = [];
  floor: number;
  /** A resync that no acknowledgement has confirmed. */
  lostDue = 0;
  link: ModelServerLink | null = null;
  parkedMs = 0;
  isOver = false;

  constructor(token: string, start: number) {
    this.token = token;
    this.sent = start;
    this.acknowledged = start;
    this.received = start;
    this.floor = start;
  }
}

export class ModelServer {
  readonly options: ModelServerOptions;
  readonly sessions = new Map<string, ModelSession>();
  session: ModelSession | null = null;
  /** Events made so far; each has a number. */
  eventCount = 0;
  /** Events before this one were lost with the latest resync. */
  resyncedAt = 0;
  readonly counts = { enabled: 0, resumed: 0, resynced: 0, refused: 0, busy: 0 };
  /** Refuses all that come, for a while. */
  isBusy = false;

  constructor(options: ModelServerOptions) {
    this.options = options;
  }

  readonly accept = (side: ServerSide): ServerEnd => new ModelServerLink(this, side);

  /** An event of the game for the client, wherever it is. */
  event(): void {
    const { session } = this;
    if (session === null || session.isOver) return;
    const packet = pack(QueryTimeS2c, { timeAsync: ++this.eventCount });
    session.sent = (session.sent + 1) >>> 0;
    session.ring.push({ number: session.sent, packet });
    if (session.ring.length > RING_PACKETS) session.floor = session.ring.shift()?.number ?? session.floor;
    session.link?.write(packet);
  }

  /** Pings are sent by the sweep of a real server. */
  ping(): void {
    this.session?.link?.say(PingS2c, { sent: this.session.sent });
  }

  /** The server forgets what it knows, as one that was restarted. */
  forget(): void {
    if (this.session !== null) this.end(this.session);
    this.sessions.clear();
    this.session = null;
  }

  end(session: ModelSession): void {
    session.isOver = true;
    session.link = null;
  }

  newToken(session: ModelSession | null): string {
    const token = toHex(this.options.random.bytes(36));
    if (session !== null) this.sessions.set(token, session);
    return token;
  }
}

class ModelServerLink implements ServerEnd {
  readonly #server: ModelServer;
  readonly #side: ServerSide;
  #session: ModelSession | null = null;
  #isSignedIn = false;

  constructor(server: ModelServer, side: ServerSide) {
    this.#server = server;
    this.#side = side;
  }

  write(packet: Uint8Array): void {
    this.#side.send(packet);
  }

  say<M>(type: MessageType<M>, value: M): void {
    this.#side.send(pack(type, value));
  }

  close(reason: number): void {
    this.say(CloseS2c, { reason, text: '' });
    this.#side.close();
    this.ended();
  }

  ended(): void {
    const session = this.#session;
    this.#session = null;
    if (session?.link !== this) return;
    session.link = null;
    session.parkedMs = this.#server.options.clock.monotonicMs();
  }

  packet(bytes: Uint8Array): void {
    const message = decode(REGISTRY, { layout: 'packed', bytes });
    if (message.kind === 'malformed') {
      this.#server.options.violate(`the server cannot read ${message.field}`);
      return;
    }
    const { type, value } = message;
    if (type === UserAuthC2s) this.#signIn();
    else if (type === ResumeEnableC2s) this.#enable();
    else if (type === ResumeC2s) this.#resume(value as ResumeC2s);
    else if (type === AckC2s) this.#acked((value as AckC2s).received);
    else if (type === PingC2s) this.#pinged((value as PingC2s).sent);
    else if (type === LeaveC2s && this.#session !== null) this.#server.end(this.#session);
    else if (type === HeartbeatC2s) this.#command((value as HeartbeatC2s).beatTime);
  }

  #signIn(): void {
    // An accepted sign-in wins over a session that is parked.
    if (this.#server.session !== null) this.#server.end(this.#server.session);
    this.#isSignedIn = true;
    this.say(PlayerRoleListS2c, { roles: [] });
  }

  #enable(): void {
    const { random } = this.#server.options;
    const start = random.below(2) === 0 ? 0 : (0xffff_fff0 + random.below(16)) >>> 0;
    const session = new ModelSession('', start);
    session.token = this.#server.newToken(session);
    session.link = this;
    this.#session = session;
    this.#server.session = session;
    this.#server.counts.enabled++;
    this.say(ResumeEnabledS2c, {
      version: 1,
      token: fromText(session.token),
      start,
      parkMs: PARK_MS,
      pingMs: PING_MS,
      ackPackets: 8,
      ackBytes: 400,
      pendingMax: PENDING_MAX,
    });
  }

  #resume({ token, attempt, received }: ResumeC2s): void {
    const server = this.#server;
    const text = toHex(token);
    const session = server.sessions.get(text) ?? null;
    const code = this.#codeOf(session, { text, attempt, received });
    if (session === null || (code !== null && code !== RESUME_REFUSAL.busy)) {
      this.#refuse(code ?? RESUME_REFUSAL.unknown, session);
      return;
    }
    session.attempt = attempt;
    if (code === RESUME_REFUSAL.busy) {
      server.counts.busy++;
      this.say(ResumeRefusedS2c, { code, doneKnown: false, done: 0, waitMs: 700 });
      return;
    }
    session.link?.close(112);
    session.link = this;
    this.#session = session;
    this.#turnToken(session, text);
    this.#answer(session, received);
  }

  /** Why the session does not go on over this link; null when it does. */
  #codeOf(
    session: ModelSession | null,
    { text, attempt, received }: { readonly text: string; readonly attempt: number; readonly received: number },
  ): number | null {
    const server = this.#server;
    const { clock, bug, violate } = server.options;
    if (session === null) return RESUME_REFUSAL.unknown;
    if (session.isOver) return RESUME_REFUSAL.ended;
    if (session.link === null && clock.monotonicMs() - session.parkedMs > PARK_MS) {
      server.end(session);
      return RESUME_REFUSAL.parkOver;
    }
    if (session.burnt.has(text)) return RESUME_REFUSAL.tokenUsed;
    if (attempt <= session.attempt && bug !== 'no attempt check') return RESUME_REFUSAL.attemptOvertaken;
    if (server.isBusy) return RESUME_REFUSAL.busy;
    if (distance(session.acknowledged, received) <= distance(session.acknowledged, session.sent)) return null;
    violate(`the client has received ${received} of ${session.sent}`);
    return RESUME_REFUSAL.countWrong;
  }

  #turnToken(session: ModelSession, used: string): void {
    if (used === session.token && session.oldToken !== null) session.burnt.add(session.oldToken);
    session.oldToken = used;
    session.token = this.#server.newToken(session);
    if (this.#server.options.bug === 'token burnt unconfirmed') session.burnt.add(used);
  }

  #answer(session: ModelSession, received: number): void {
    const token = fromText(session.token);
    const missed = session.ring.filter(
      ({ number }) => distance(received, number) <= distance(received, session.sent) && number !== received,
    );
    const isWhole = distance(session.acknowledged, session.floor) <= distance(session.acknowledged, received);
    if (isWhole && session.lostDue === 0) {
      this.#server.counts.resumed++;
      this.say(ResumedS2c, { token, received: session.received, replayed: missed.length, leftOut: 0 });
      for (const { packet } of missed) this.write(packet);
      return;
    }
    const lost = session.lostDue + distance(received, session.sent);
    session.sent = received;
    session.acknowledged = received;
    session.floor = received;
    session.ring = [];
    session.lostDue = this.#server.options.bug === 'resync forgotten after a cut' ? 0 : lost;
    this.#server.counts.resynced++;
    this.#server.resyncedAt = this.#server.eventCount;
    this.say(ResyncedS2c, { token, received: session.received, lost, why: RESYNC_WHY.ringShort });
  }

  #refuse(code: number, session: ModelSession | null = null): void {
    this.#server.counts.refused++;
    const done = session?.received ?? 0;
    this.say(ResumeRefusedS2c, { code, doneKnown: session !== null, done, waitMs: 0 });
  }

  #acked(received: number): void {
    const session = this.#session;
    if (session?.link !== this) return;
    if (distance(session.acknowledged, received) > distance(session.acknowledged, session.sent)) {
      this.#server.options.violate(`the client acknowledges ${received} of ${session.sent}`);
      return;
    }
    session.acknowledged = received;
    session.lostDue = 0;
    session.ring = session.ring.filter(({ number }) => distance(received, number) < 0x8000_0000 && number !== received);
    if (session.oldToken !== null) session.burnt.add(session.oldToken);
    session.oldToken = null;
  }

  #pinged(sent: number): void {
    const session = this.#session;
    if (session?.link !== this) return;
    if (sent !== session.received)
      this.#server.options.violate(`the client has sent ${sent}, and ${session.received} came`);
    this.say(AckS2c, { done: session.received });
  }

  #command(sequence: number): void {
    const session = this.#session;
    if (session === null) {
      if (this.#isSignedIn) this.#server.options.effect(sequence);
      else this.#server.options.violate('a message came from a link that has no session');
      return;
    }
    if (session.link !== this || session.isOver) return;
    session.received = (session.received + 1) >>> 0;
    this.#server.options.effect(sequence);
    if (session.received % 8 === 0) this.say(AckS2c, { done: session.received });
  }
}

function pack<M>(type: MessageType<M>, value: M): Uint8Array {
  const writer = new PacketWriter();
  encodePacket(writer, 'packed', { type, value });
  return Uint8Array.from(writer.bytes.subarray(0, writer.length));
}

function distance(from: number, to: number): number {
  return (to - from) >>> 0;
}

function fromText(token: string): Uint8Array {
  return fromHex(token) ?? new Uint8Array(0);
}
