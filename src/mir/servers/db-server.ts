// DBSrv: the list of characters behind SelGates, and their records for game servers. It assembles its parts and decides where players go next; `db-client.ts` has the
// requests of clients, `character-book.ts` the rules of characters.
import type { Clock, Counters, Logger } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';
import type { TextEncoding } from '../names/index.ts';
import type { MirCodec } from '../wire/index.ts';
import { CharacterAnswers } from './character-answers.ts';
import { CharacterBook } from './character-book.ts';
import { type Reply, startPlayReply } from './character-replies.ts';
import { DbClient, type DbHost } from './db-client.ts';
import type { DbOptions, DbParts } from './db-options.ts';
import type { GateClient } from './gate-client.ts';
import { GatePort } from './gate-port.ts';
import { SESSION_WAITS_MAX } from './limits.ts';
import { PlayRoutes } from './play-routes.ts';
import { RecordBook } from './record-book.ts';
import { RecordPort } from './record-port.ts';
import { SentAddress } from './sent-address.ts';
import { SessionClients } from './session-clients.ts';

export class DbServer implements DbHost {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  readonly codec: MirCodec;
  readonly encoding: TextEncoding;
  readonly answers: CharacterAnswers;
  readonly sessions: SessionClients;
  readonly #options: DbOptions;
  readonly #book: CharacterBook;
  readonly #port: GatePort;
  readonly #records: RecordPort;
  readonly #routes: PlayRoutes;
  readonly #sent: SentAddress;
  #waits = 0;

  /** Throws `MirServerError` when the list of denied names cannot be used. */
  constructor(parts: DbParts, options: DbOptions) {
    const { clock, counters, log, store, reactor, random, denyListFile } = parts;
    const { dialect, encoding } = options;
    this.clock = clock;
    this.counters = counters;
    this.log = log;
    this.codec = options.codec;
    this.encoding = encoding;
    this.#options = options;
    this.#book = new CharacterBook({ store, clock, counters, log, denyListFile, rules: options });
    this.answers = new CharacterAnswers({ book: this.#book, form: { dialect: dialect.name, encoding }, counters });
    this.sessions = new SessionClients(parts.sessions);
    const book = new RecordBook(parts, options);
    this.#records = new RecordPort(
      { ...parts, book },
      { listen: options.records, peers: options.recordPeers, dialect: dialect.name, codec: options.codec },
    );
    this.#routes = new PlayRoutes(options, random);
    this.#sent = new SentAddress(parts, 'mir.dbsrv.routes');
    const attend = (client: GateClient): DbClient => new DbClient(this, client);
    this.#port = new GatePort({ reactor, clock, counters, log, attend }, { ...options, kind: 'selgate' });
  }

  /** Opens the ports for game servers and for gates, and resolves with the gates'. Rejects with `ReactorError` when a port cannot be opened. */
  async start(): Promise<Endpoint> {
    await this.#records.start();
    const { endpoint } = await this.#port.start();
    return endpoint;
  }

  /** Answers what is in flight, and closes gates and game servers. */
  async stop(): Promise<void> {
    await Promise.all([this.#port.stop(), this.#records.stop()]);
  }

  /** Reads the denied names again; when that throws, they stay as they were. */
  reload(): void {
    this.#book.reload();
  }

  status() {
    return {
      ...this.#port.status(),
      /** Sessions that clients here have. */
      sessions: this.sessions.count,
      deniedNames: this.#book.deniedCount,
      records: this.#records.status(),
    };
  }

  // What clients ask for.

  beginWait(): boolean {
    if (this.#waits >= SESSION_WAITS_MAX) return false;
    this.#waits++;
    return true;
  }

  endWait(): void {
    this.#waits--;
  }

  placeFor(client: GateClient): Endpoint | null {
    const place = this.#routes.pick(client.linkAddress);
    if (place !== null) return this.#sent.of(place, client, this.#options.isGateAddressGiven);
    this.#routeMissing(client.linkAddress);
    return null;
  }

  startPlay(place: Endpoint): Reply {
    return startPlayReply(place, this.#options.dialect.name);
  }

  #routeMissing(gate: string): void {
    this.counters.counter('mir_route_missing').add();
    if (!this.#sent.isNews(`route ${gate}`)) return;
    const what = `no RunGate is set for players who come through the gate ${gate}`;
    this.log.error(`${what}: add { "gate": "${gate}", "rungates": ["HOST:PORT"] } to mir.dbsrv.routes`, { gate });
  }
}
