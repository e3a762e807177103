// A tiny server that resumes, for the tests of the checker: one process, no world, accounts without passwords. Each rule has a switch that
// breaks it. It shares the checker's codec of fields and nothing else of it.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { type CheckLayout, decodeFields, encodeFields, type FieldValue } from './layouts.ts';
import { type CheckMessage, idOf, isCounted, MESSAGE } from './messages.ts';
import { type ModelHandler, type ModelPipe, openModelPort } from './model-port.fixture.ts';
import { type BrokenUdp, ModelUdp } from './model-udp.fixture.ts';
import { type ModelGuest, ModelWaiting } from './model-waiting.fixture.ts';

/** What may be broken; the number is that of the check that must find it. */
export type Broken =
  | 'speaks of links unasked (1)'
  | 'enables before sign-in (2)'
  | 'enables twice (3)'
  | 'short token (4)'
  | 'never acknowledges (5)'
  | 'acknowledges late (6)'
  | 'answers no ping (7)'
  | 'takes any count (8)'
  | 'never pings (9)'
  | 'keeps dead links (10)'
  | 'replays one less (11)'
  | 'forgets what it received (12)'
  | 'replays nothing (13)'
  | 'replays everything (14)'
  | 'refuses a young session (15)'
  | 'keeps its token (16)'
  | 'burns unconfirmed tokens (17)'
  | 'never burns tokens (18)'
  | 'takes any attempt (19)'
  | 'knows every token (20)'
  | 'compares half the token (21)'
  | 'lets guess for ever (22)'
  | 'leaves the former link (23)'
  | 'resumes beside a sign-in (24)'
  | 'parks for ever (25)'
  | 'ignores goodbyes (26)'
  | 'parks malformed sessions (28)'
  | 'takes any acknowledgement (29)'
  | 'takes any received (30)'
  | 'never resyncs (31)'
  | 'counts to the end (35)'
  | 'admits without end (38)'
  | 'ends refused links (39)'
  | 'drops above the rate (40)'
  | 'forgets half a message (44)'
  | 'forgets a resync (45)'
  | 'takes no news of waiting (50)'
  | 'knows of waiting at any time (51)'
  | 'ignores unknown tickets (52)'
  | 'takes any version of waiting (53)'
  | 'forgets those that wait (54)'
  | 'chooses no layout by subprotocol (46)'
  | 'chooses the first subprotocol (47)'
  | 'reads both layouts and writes one (48)'
  | 'resumes in any layout (37)'
  | 'resumes in any layout over TCP (49)'
  | BrokenUdp;

const UPGRADE_MS = 200;
const PARK_MS = 1_500;
const PING_MS = 300;
const DEAD_MS = 2_500;
const RING_ENTRIES = 150;
const RESUMES_AT_ONCE = 10;
const RATE_BURST = 100;
const START = 2 ** 32 - 40;
const RESUME = {
  unknown: 1,
  parkOver: 2,
  ended: 3,
  signedIn: 4,
  tokenUsed: 5,
  overtaken: 6,
  countWrong: 7,
  busy: 8,
  layout: 11,
} as const;

interface Session {
  readonly layout: CheckLayout;
  account: string;
  token: string;
  old: string | null;
  burnt: Set<string>;
  attempt: number;
  sent: number;
  received: number;
  acknowledged: number;
  floor: number;
  ring: { readonly number: number; readonly packet: Uint8Array }[];
  lostDue: number;
  over: number | null;
  parkedAtMs: number | null;
  resumes: number;
  link: Link | null;
}

/** What a resume asks for. */
interface Claim {
  readonly text: string;
  readonly attempt: number;
  readonly received: number;
  readonly link: Link;
}

interface Link {
  readonly pipe: ModelPipe;
  account: string | null;
  /** Whether its client knows of waiting. */
  isKnowing: boolean;
  guest: ModelGuest | null;
  session: Session | null;
  guesses: number;
  heardMs: number;
  pingedMs: number;
  burst: number;
  pending: number;
}

export class ModelServer {
  readonly #broken: Broken | null;
  readonly #layout: CheckLayout;
  readonly #sessions = new Map<string, Session>();
  readonly #links = new Set<Link>();
  readonly #server: Server;
  readonly #sweep: NodeJS.Timeout;
  readonly #udp: ModelUdp;
  readonly #waiting: ModelWaiting;

  private constructor(layout: CheckLayout, broken: Broken | null, placesMax: number) {
    this.#broken = broken;
    this.#waiting = new ModelWaiting(placesMax, broken === 'forgets those that wait (54)');
    this.#layout = layout;
    this.#udp = new ModelUdp(broken);
    this.#server = openModelPort({
      accept: (pipe) => this.#accept(pipe),
      choose: (offered) => this.#chosen(offered),
      layoutOf: (protocol) => (this.#is('chooses no layout by subprotocol (46)') ? null : layoutNamed(protocol)),
    });
    this.#sweep = setInterval(() => this.#watch(), 50);
  }

  /** `placesMax`: accounts that are in at a time; more wait. */
  static async open(layout: CheckLayout, broken: Broken | null = null, placesMax = 1_000): Promise<ModelServer> {
    const server = new ModelServer(layout, broken, placesMax);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    await server.#udp.open();
    return server;
  }

  get url(): string {
    return `tcp://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    clearInterval(this.#sweep);
    this.#server.close();
    this.#udp.close();
    for (const { pipe } of this.#links) pipe.destroy();
  }

  /** As another process that takes the connections over. */
  async upgrade(): Promise<void> {
    // What was sent before has come.
    await new Promise((resolve) => setTimeout(resolve, UPGRADE_MS));
    if (this.#is('forgets half a message (44)')) for (const { pipe } of this.#links) pipe.forget();
  }

  #is(broken: Broken): boolean {
    return this.#broken === broken;
  }

  #chosen(offered: readonly string[]): string | false {
    const known = this.#is('chooses the first subprotocol (47)') ? undefined : offered.find(layoutNamed);
    return known ?? offered[0] ?? false;
  }

  #accept(pipe: ModelPipe): ModelHandler {
    const nowMs = performance.now();
    const link: Link = {
      ...{ pipe, account: null, isKnowing: false, guest: null, session: null, guesses: 0, heardMs: nowMs, pingedMs: 0 },
      ...{ burst: RATE_BURST, pending: 0 },
    };
    this.#links.add(link);
    return { packet: (packet) => this.#packet(link, packet), closed: () => this.#lost(link) };
  }

  /** The layout in which a client reads. */
  #layoutOf({ pipe }: Link): CheckLayout {
    return this.#is('reads both layouts and writes one (48)') ? this.#layout : (pipe.layout ?? this.#layout);
  }

  /** The fields of a packet. The first message that only one layout can read tells the layout of its client. */
  #read({ pipe }: Link, message: CheckMessage, packet: Uint8Array): readonly FieldValue[] | null {
    if (pipe.layout !== null) return decodeFields(pipe.layout, message.fields, packet);
    const other = this.#layout === 'packed' ? 'protobuf' : 'packed';
    const values = decodeFields(this.#layout, message.fields, packet);
    const otherValues = decodeFields(other, message.fields, packet);
    if (message.fields.length > 0) pipe.layout = values === null ? other : this.#layout;
    return values ?? otherValues;
  }

  #lost(link: Link): void {
    this.#links.delete(link);
    const { session, guest } = link;
    link.guest = null;
    if (guest !== null) this.#waiting.left(guest);
    if (session?.link !== link) return;
    session.link = null;
    session.parkedAtMs = performance.now();
  }

  #watch(): void {
    const nowMs = performance.now();
    this.#waiting.sweep(nowMs);
    for (const session of this.#sessions.values()) {
      if (session.over !== null || session.parkedAtMs === null || this.#is('parks for ever (25)')) continue;
      if (session.link === null && nowMs - session.parkedAtMs > PARK_MS) session.over = RESUME.parkOver;
    }
    for (const link of this.#links) {
      const { session } = link;
      if (session === null) continue;
      const silentMs = nowMs - link.heardMs;
      if (silentMs > DEAD_MS && !this.#is('keeps dead links (10)')) this.#close(link, 23, null);
      else if (silentMs > PING_MS && nowMs - link.pingedMs > PING_MS && !this.#is('never pings (9)')) {
        link.pingedMs = nowMs;
        this.#say(link, MESSAGE.ping, session.sent);
      }
    }
  }

  #say(link: Link, message: CheckMessage, ...values: readonly FieldValue[]): void {
    const packet = encodeFields(this.#layoutOf(link), message, values);
    link.pipe.send(packet);
  }

  /** With `over` the session ends too. */
  #close(link: Link, reason: number, over: number | null): void {
    this.#say(link, MESSAGE.close, reason, '');
    const { session } = link;
    if (over !== null && session !== null) session.over = over;
    link.session = session;
    link.pipe.end();
    this.#lost(link);
  }

  #game(link: Link, message: CheckMessage, ...values: readonly FieldValue[]): void {
    const packet = encodeFields(this.#layoutOf(link), message, values);
    const { session } = link;
    if (session !== null) {
      session.sent = next(session.sent);
      session.ring.push({ number: session.sent, packet });
      if (session.ring.length > RING_ENTRIES) session.floor = session.ring.shift()?.number ?? session.floor;
    }
    link.pipe.send(packet);
  }

  #packet(link: Link, packet: Uint8Array): void {
    link.heardMs = performance.now();
    const id = idOf(packet);
    const message = Object.values(MESSAGE).find((each) => each.id === id);
    const values = message === undefined ? null : this.#read(link, message, packet);
    if (values === null) {
      this.#close(link, 122, this.#is('parks malformed sessions (28)') ? null : RESUME.ended);
      return;
    }
    if (link.session !== null && isCounted(id)) this.#counted(link, link.session, { id, values });
    else this.#other(link, id, values);
  }

  #counted(
    link: Link,
    session: Session,
    { id, values }: { readonly id: number; readonly values: readonly FieldValue[] },
  ): void {
    session.received = this.#is('counts to the end (35)')
      ? Math.min(session.received + 1, 2 ** 32 - 1)
      : next(session.received);
    link.burst--;
    if (link.burst < 0 && this.#is('drops above the rate (40)')) return;
    this.#echo(link, id, values);
    const distance = (session.received - START) >>> 0;
    const every = this.#is('acknowledges late (6)') || this.#is('never acknowledges (5)') ? 2 ** 20 : 32;
    if (distance % every === 0) this.#say(link, MESSAGE.ack, session.received);
    else if (distance === 1 && !this.#is('never acknowledges (5)')) {
      setTimeout(() => this.#say(link, MESSAGE.ack, session.received), this.#is('acknowledges late (6)') ? 5_000 : 100);
    }
  }

  #echo(link: Link, id: number, values: readonly FieldValue[]): void {
    if (id === MESSAGE.beat.id) this.#game(link, MESSAGE.beat, ...values);
    else if (id === MESSAGE.queryTime.id) this.#game(link, MESSAGE.time, 60);
  }

  #other(link: Link, id: number, values: readonly FieldValue[]): void {
    if (id === MESSAGE.signIn.id) this.#signIn(link, values[0] as string);
    else if (id === MESSAGE.enable.id) this.#enable(link);
    else if (id === MESSAGE.waitingEnable.id) this.#knows(link, values[0] as number, values[1] as Uint8Array);
    else if (id === MESSAGE.resume.id) this.#resume(link, values);
    else if (id === MESSAGE.leave.id) this.#leave(link);
    else if (id === MESSAGE.clientAck.id) this.#acked(link, values[0] as number);
    else if (id === MESSAGE.udpAsk.id) this.#offer(link);
    else if (id === MESSAGE.clientPing.id) this.#pinged(link, values[0] as number);
    else this.#echo(link, id, values);
  }

  #offer(link: Link): void {
    const { channel, key } = this.#udp.offer(() => this.#say(link, MESSAGE.udpState, channel, true, 0));
    this.#say(link, MESSAGE.udpOffer, channel, key, '', this.#udp.port);
  }

  #signIn(link: Link, account: string): void {
    for (const session of this.#sessions.values()) {
      const isTheirs = session.account === account && session.over === null;
      if (isTheirs && !this.#is('resumes beside a sign-in (24)')) session.over = RESUME.signedIn;
    }
    link.guest = this.#guestOf(link, account);
    if (this.#waiting.enter(link.guest)) this.#letIn(link, account);
  }

  #letIn(link: Link, account: string): void {
    link.account = account;
    link.pipe.send(encodeRoleList(this.#layoutOf(link)));
    if (this.#is('speaks of links unasked (1)')) this.#say(link, MESSAGE.ack, 0);
  }

  #guestOf(link: Link, account: string): ModelGuest {
    return {
      says: (position, keepMs, ticket) => this.#say(link, MESSAGE.waiting, 1, position, 0, keepMs, ticket),
      comesIn: (waitedMs) => {
        this.#say(link, MESSAGE.waitingEnd, 1, waitedMs);
        this.#letIn(link, account);
      },
    };
  }

  /** The client knows of waiting. */
  #knows(link: Link, version: number, ticket: Uint8Array): void {
    const isLate = link.isKnowing || link.account !== null;
    if (this.#is('takes no news of waiting (50)')) this.#close(link, 120, null);
    else if (isLate && !this.#is('knows of waiting at any time (51)')) this.#close(link, 121, RESUME.ended);
    else if (version !== 1 && !this.#is('takes any version of waiting (53)')) this.#say(link, MESSAGE.waitingEnd, 3, 0);
    else {
      link.isKnowing = true;
      if (ticket.length > 0) this.#comesBack(link, ticket);
    }
  }

  #comesBack(link: Link, ticket: Uint8Array): void {
    link.guest = this.#guestOf(link, 'back');
    if (this.#waiting.back(ticket, link.guest) || this.#is('ignores unknown tickets (52)')) return;
    link.guest = null;
    this.#say(link, MESSAGE.waitingEnd, 2, 0);
    if (++link.guesses > 3) this.#close(link, 125, null);
  }

  #enable(link: Link): void {
    if (link.account === null && !this.#is('enables before sign-in (2)')) {
      this.#close(link, 121, null);
      return;
    }
    if (link.session !== null) {
      if (!this.#is('enables twice (3)')) this.#close(link, 121, RESUME.ended);
      return;
    }
    const session: Session = {
      layout: this.#layoutOf(link),
      ...{
        account: link.account ?? '',
        token: '',
        old: null,
        burnt: new Set(),
        attempt: 0,
        sent: START,
        received: START,
      },
      ...{ acknowledged: START, floor: START, ring: [], lostDue: 0, over: null, parkedAtMs: null, resumes: 0, link },
    };
    session.token = this.#newToken(session);
    link.session = session;
    const token = Buffer.from(session.token, 'hex');
    this.#say(link, MESSAGE.enabled, 1, token, START, PARK_MS, PING_MS, 64, 16_384, 256);
  }

  #newToken(session: Session): string {
    const token = randomBytes(this.#is('short token (4)') ? 16 : 36).toString('hex');
    this.#sessions.set(token, session);
    return token;
  }

  #leave(link: Link): void {
    if (link.session !== null && !this.#is('ignores goodbyes (26)')) link.session.over = RESUME.ended;
    link.pipe.end();
  }

  #acked(link: Link, received: number): void {
    const { session } = link;
    if (session === null) return;
    if (!isWithin(session, received) && !this.#is('takes any acknowledgement (29)')) {
      this.#close(link, 126, RESUME.ended);
      return;
    }
    session.acknowledged = received;
    session.lostDue = 0;
    session.ring = session.ring.filter(({ number }) => isAfter(number, received));
    if (session.old !== null && !this.#is('never burns tokens (18)')) {
      session.burnt.add(session.old);
      session.old = null;
    }
  }

  #pinged(link: Link, sent: number): void {
    const { session } = link;
    if (session === null) return;
    if (sent !== session.received && !this.#is('takes any count (8)')) this.#close(link, 126, RESUME.ended);
    else if (!this.#is('answers no ping (7)')) this.#say(link, MESSAGE.ack, session.received);
  }

  #resume(link: Link, values: readonly FieldValue[]): void {
    const [, token, attempt, received] = values as readonly [number, Uint8Array, number, number];
    const text = Buffer.from(token).toString('hex');
    const session = this.#find(text);
    const code = this.#refusalOf(session, { text, attempt, received, link });
    if (session === null || code !== null) {
      this.#refuse(link, code ?? RESUME.unknown, session);
      return;
    }
    if (session.link !== null) {
      const former = session.link;
      session.link = null;
      former.session = null;
      if (!this.#is('leaves the former link (23)')) this.#close(former, 112, null);
    }
    session.attempt = attempt;
    session.resumes++;
    session.link = link;
    session.parkedAtMs = null;
    link.session = session;
    this.#turnToken(session, text);
    this.#answer(link, session, received);
  }

  #find(text: string): Session | null {
    if (this.#is('knows every token (20)'))
      return this.#sessions.get(text) ?? [...this.#sessions.values()].at(-1) ?? null;
    if (!this.#is('compares half the token (21)')) return this.#sessions.get(text) ?? null;
    const half = text.slice(0, 20);
    return [...this.#sessions].find(([known]) => known.startsWith(half))?.[1] ?? null;
  }

  #refusalOf(session: Session | null, { text, attempt, received, link }: Claim): number | null {
    if (session === null) return RESUME.unknown;
    const isAnyLayout = this.#is('resumes in any layout (37)') || this.#is('resumes in any layout over TCP (49)');
    if (session.layout !== this.#layoutOf(link) && !isAnyLayout) return RESUME.layout;
    if (session.over !== null) return session.over;
    if (session.burnt.has(text)) return RESUME.tokenUsed;
    if (attempt <= session.attempt && !this.#is('takes any attempt (19)')) return RESUME.overtaken;
    if (session.received === START && this.#is('refuses a young session (15)')) return RESUME.unknown;
    if (session.resumes >= RESUMES_AT_ONCE && !this.#is('admits without end (38)')) {
      session.resumes = 0;
      session.attempt = attempt;
      return RESUME.busy;
    }
    return isWithin(session, received) || this.#is('takes any received (30)') ? null : RESUME.countWrong;
  }

  #turnToken(session: Session, used: string): void {
    if (this.#is('keeps its token (16)')) return;
    if (used === session.token && session.old !== null) session.burnt.add(session.old);
    session.old = used;
    session.token = this.#newToken(session);
    if (this.#is('burns unconfirmed tokens (17)')) session.burnt.add(used);
  }

  #answer(link: Link, session: Session, received: number): void {
    const token = Buffer.from(session.token, 'hex');
    const told = this.#is('forgets what it received (12)') ? START : session.received;
    const isShort = isAfter(session.floor, received) && !this.#is('never resyncs (31)');
    if (isShort || session.lostDue > 0) {
      const lost = session.lostDue + ((session.sent - received) >>> 0);
      session.lostDue = this.#is('forgets a resync (45)') ? 0 : lost;
      session.sent = received;
      session.acknowledged = received;
      session.floor = received;
      session.ring = [];
      this.#say(link, MESSAGE.resynced, token, told, lost, 1);
      return;
    }
    const from = this.#is('replays everything (14)') ? START : received;
    let missed = session.ring.filter(({ number }) => isAfter(number, from));
    if (this.#is('replays nothing (13)')) missed = [];
    if (this.#is('replays one less (11)')) missed = missed.slice(1);
    this.#say(link, MESSAGE.resumed, token, told, missed.length, 0);
    for (const { packet } of missed) link.pipe.send(packet);
  }

  #refuse(link: Link, code: number, session: Session | null): void {
    const isGuess = code === RESUME.unknown;
    if (isGuess) link.guesses++;
    if (link.guesses > 3 && !this.#is('lets guess for ever (22)')) {
      this.#close(link, 125, null);
      return;
    }
    this.#say(link, MESSAGE.refused, code, session !== null, session?.received ?? 0, code === RESUME.busy ? 100 : 0);
    if (this.#is('ends refused links (39)')) link.pipe.end();
  }
}

function next(count: number): number {
  return (count + 1) >>> 0;
}

function isAfter(number: number, other: number): boolean {
  return number !== other && (number - other) >>> 0 < 2 ** 31;
}

function isWithin({ acknowledged, sent }: Session, received: number): boolean {
  return (received - acknowledged) >>> 0 <= (sent - acknowledged) >>> 0;
}

/** An empty list. */
function encodeRoleList(layout: CheckLayout): Uint8Array {
  const { id } = MESSAGE.roleList;
  return layout === 'packed' ? Uint8Array.of(0, id, 0, 0) : Uint8Array.of(0, id);
}

function layoutNamed(protocol: string): CheckLayout | null {
  if (protocol === 'jadegate.packed') return 'packed';
  return protocol === 'jadegate.protobuf' ? 'protobuf' : null;
}
