// The port at which game servers load and save characters: one connection for each, queries in both directions are numbered, and several are in flight. Each
// query is answered, also when it fails; a save is acknowledged when it is stored. A connection is not read while too many of its queries are in flight.
import { assert, createNetworkTest, isLate, messageOf } from '../../base/index.ts';
import type { CloseReason, Connection, Endpoint, Listener } from '../../reactor/index.ts';
import { StoreError } from '../../store/index.ts';
import type { MirParts } from '../gate/index.ts';
import type { DialectName } from '../names/index.ts';
import {
  createDbFraming,
  DB_IDENTS,
  type DbFrame,
  type DbIdents,
  decodeDbBlocks,
  decodeDbFrame,
  encodeDbFrame,
  type MirCodec,
  type MirMessage,
  readLoadHuman,
} from '../wire/index.ts';
import {
  GATE_OUTPUT_HIGH_BYTES,
  GATE_OUTPUT_MAX_BYTES,
  GATES_MAX,
  HANDLING_MS,
  QUERIES_MAX,
  UNREAD_MS,
} from './limits.ts';
import type { LoadFault, LoadReply, RecordBook, RecordPeer } from './record-book.ts';

export interface RecordPortOptions {
  readonly listen: Endpoint;
  /** Addresses and networks that game servers connect from. */
  readonly peers: readonly string[];
  readonly dialect: DialectName;
  readonly codec: MirCodec;
}

export interface RecordPortParts extends Omit<MirParts, 'random'> {
  readonly book: RecordBook;
}

type RecordReason = CloseReason | 'game-server-unknown' | 'game-server-not-reading';

class Peer implements RecordPeer {
  readonly connection: Connection<RecordReason>;
  queries = 0;
  #isHeld = false;
  #isUnread = false;

  constructor(connection: Connection<RecordReason>) {
    this.connection = connection;
  }

  get isOpen(): boolean {
    return this.connection.isOpen;
  }

  /** Reads the next queries, or pauses. */
  pace(isStopping: boolean): void {
    const { isCongested } = this.connection;
    if (isCongested !== this.#isUnread) {
      this.#isUnread = isCongested;
      if (isCongested) this.connection.setDeadline(UNREAD_MS, 'game-server-not-reading');
      else this.connection.clearDeadline();
    }
    const shallHold = isStopping || this.queries >= QUERIES_MAX || isCongested;
    if (shallHold === this.#isHeld || !this.isOpen) return;
    this.#isHeld = shallHold;
    if (shallHold) this.connection.hold();
    else this.connection.release();
  }
}

/** The `recog` of a load that is refused, by what game servers distinguish: the session, the record, the character. */
const LOAD_CODES: Readonly<Record<LoadFault, number>> = {
  'session-unknown': -1,
  'loaded-already': -1,
  'too-many-sessions': -1,
  foreign: -1,
  'record-missing': -2,
  'not-found': -3,
  deleted: -3,
  'name-refused': -3,
};
const LOAD_FAILED = -4;
const DONE = 1;

interface Answer {
  readonly message: MirMessage;
  readonly blocks?: readonly Uint8Array[];
}

export class RecordPort {
  readonly #parts: RecordPortParts;
  readonly #options: RecordPortOptions;
  readonly #idents: DbIdents;
  readonly #isPeer: (address: string) => boolean;
  readonly #peers = new Set<Peer>();
  #queries = 0;
  #isStopping = false;
  #whenIdle: (() => void) | null = null;
  #listener: Listener | null = null;

  constructor(parts: RecordPortParts, options: RecordPortOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#idents = DB_IDENTS[options.dialect];
    this.#isPeer = createNetworkTest(options.peers);
  }

  /** Opens the port. Rejects with `ReactorError` when it cannot be opened. */
  async start(): Promise<Listener> {
    this.#listener = await this.#parts.reactor.listen<RecordReason>({
      endpoint: this.#options.listen,
      framing: createDbFraming(),
      connectionsMax: GATES_MAX,
      firstFrameMs: null,
      outputHighBytes: GATE_OUTPUT_HIGH_BYTES,
      outputMaxBytes: GATE_OUTPUT_MAX_BYTES,
      handler: (connection) => {
        const peer = new Peer(connection);
        return {
          opened: () => this.#opened(peer),
          frame: (bytes, start, end) => this.#heard(peer, bytes.subarray(start, end)),
          drained: () => peer.pace(this.#isStopping),
          closed: (reason) => this.#closed(peer, reason),
        };
      },
    });
    return this.#listener;
  }

  /** Accepts no more queries, answers those in flight, and closes the connections. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#listener?.close();
    for (const peer of this.#peers) peer.pace(true);
    if (this.#queries > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#whenIdle = resolve;
      const cancel = this.#parts.clock.after(HANDLING_MS, resolve);
      await promise;
      cancel();
    }
    for (const { connection } of this.#peers) connection.close('server-shutdown');
  }

  status() {
    assert(this.#listener !== null, 'a port is started before its status is read');
    return { gameServers: this.#peers.size, queries: this.#queries, listener: this.#listener.status() };
  }

  #opened(peer: Peer): void {
    const { log } = this.#parts;
    const fields = { gameServer: peer.connection.remoteAddress };
    if (this.#isPeer(fields.gameServer)) {
      this.#peers.add(peer);
      log.info('a game server has connected', fields);
      return;
    }
    log.warn('a game server that is not listed was refused: add its address to mir.dbsrv.recordPeers', fields);
    peer.connection.destroy('game-server-unknown');
  }

  #closed(peer: Peer, reason: RecordReason): void {
    const gameServer = peer.connection.remoteAddress;
    if (this.#peers.delete(peer)) this.#parts.log.warn('a game server has disconnected', { gameServer, reason });
  }

  #heard(peer: Peer, payload: Uint8Array): void {
    if (!this.#peers.has(peer)) return;
    const frame = decodeDbFrame(this.#options.codec, payload);
    if (frame.kind === 'frame') {
      void this.#answer(peer, frame);
      return;
    }
    this.#malformed(peer, frame.reason);
    if (frame.query !== null) this.#send(peer, frame.query, { message: { ident: this.#idents.fail } });
  }

  /** Never rejects. */
  async #answer(peer: Peer, frame: DbFrame): Promise<void> {
    peer.queries++;
    this.#queries++;
    peer.pace(this.#isStopping);
    const { counters, log } = this.#parts;
    try {
      this.#send(peer, frame.query, await this.#inTime(this.#answerTo(peer, frame)));
    } catch (error) {
      const code = error instanceof StoreError ? error.code : 'handling-failed';
      counters.counter('mir_store_failed', code).add();
      log.error(`a character cannot be loaded or saved: ${messageOf(error)}`, { code });
      this.#send(peer, frame.query, this.#failureOf(frame));
    } finally {
      peer.queries--;
      this.#queries--;
      peer.pace(this.#isStopping);
      if (this.#queries === 0) this.#whenIdle?.();
    }
  }

  /** Rejects when the answer takes too long: whether a save was stored is then not known. */
  async #inTime(answer: Promise<Answer>): Promise<Answer> {
    if (await isLate(this.#parts.clock, HANDLING_MS, answer)) throw new Error(`no answer for ${HANDLING_MS} ms`);
    return await answer;
  }

  async #answerTo(peer: Peer, { message, body }: DbFrame): Promise<Answer> {
    const { ident, recog: session } = message;
    const { load, save, saveAndStay, saveReply } = this.#idents;
    // A save makes this game server the holder in any case.
    const isSave = ident === save || ident === saveAndStay;
    const blocks = decodeDbBlocks(this.#options.codec, body) ?? [];
    const [first, name, record] = blocks;
    if (ident === load && first !== undefined && blocks.length === 1) {
      const request = readLoadHuman(first);
      if (request !== null) return this.#loadAnswer(await this.#parts.book.load(peer, request));
    }
    if (isSave && first !== undefined && name !== undefined && record !== undefined) {
      const fault = await this.#parts.book.save(peer, { account: first, name, session }, record);
      return { message: { ident: saveReply, recog: fault === null ? DONE : 0 } };
    }
    this.#malformed(peer, ident === load || isSave ? 'body-malformed' : 'ident-unknown');
    return { message: { ident: this.#idents.fail } };
  }

  #loadAnswer(loaded: LoadReply | LoadFault): Answer {
    const ident = this.#idents.loadReply;
    if (typeof loaded === 'string') return { message: { ident, recog: LOAD_CODES[loaded] } };
    return { message: { ident, recog: DONE }, blocks: [loaded.name, loaded.record] };
  }

  #failureOf({ message: { ident } }: DbFrame): Answer {
    const { load, loadReply, saveReply } = this.#idents;
    return { message: ident === load ? { ident: loadReply, recog: LOAD_FAILED } : { ident: saveReply } };
  }

  #send({ connection }: Peer, query: number, answer: Answer): void {
    const frame = encodeDbFrame(this.#options.codec, query, answer);
    connection.sendRaw(frame, 0, frame.length);
  }

  #malformed({ connection }: Peer, reason: string): void {
    this.#parts.counters.counter('mir_records_malformed', reason).add();
    const advice = 'check that both have the same `dialect` and `codec`';
    this.#parts.log.warn(`a query of a game server was refused: ${advice}`, {
      gameServer: connection.remoteAddress,
      reason,
    });
  }
}
