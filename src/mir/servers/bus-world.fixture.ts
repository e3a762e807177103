// A session bus on a simulated network, with servers on it: our own links, and raw peers that say exactly what a test says.
import { Counters, type Logger, ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import { createReactor, type NetworkOptions, type Reactor, SimulatedNetwork } from '../../reactor/index.ts';
import { Machine, type Peer } from '../gate/mir-world.fixture.ts';
import type { DialectName } from '../names/index.ts';
import { BusLink } from './bus-link.ts';
import type { SessionKey } from './bus-message.ts';
import { DBSRV_INDEX } from './bus-message.ts';
import { type AnnouncedSession, SessionBus } from './session-bus.ts';

const LOGINSRV = '10.0.0.1';
export const BUS = { host: LOGINSRV, port: 5600 };

/** LoginSrv's end: a list of sessions, and nothing else. */
export class BusServer {
  readonly open = new Map<number, AnnouncedSession>();
  readonly kicked: SessionKey[] = [];
  readonly bus: SessionBus;
  readonly #reactor: Reactor;

  constructor(world: BusWorld, dialect: DialectName = 'DM') {
    const { clock, counters, log } = world;
    this.#reactor = world.reactor(LOGINSRV);
    const owner = {
      isListed: (name: string) => ['one', 'two'].includes(name.toLowerCase()),
      sessions: () => this.open.values(),
      softOut: ({ account, session }: SessionKey) => {
        if (this.open.get(session)?.account === account) this.close(session);
      },
      kick: (key: SessionKey) => this.kicked.push(key),
    };
    this.bus = new SessionBus(
      { reactor: this.#reactor, clock, counters, log, owner },
      { listen: BUS, peers: ['10.0.1.0/24'], dialect, encoding: 'gbk' },
    );
  }

  /** As when a player chooses a server. */
  opens(account: string, session: number, serverName = 'One'): void {
    const opened = { account, session, serverName, address: '1.2.3.4' };
    this.open.set(session, opened);
    this.bus.announceOpen(opened);
  }

  close(session: number): void {
    const known = this.open.get(session);
    if (known === undefined) return;
    this.open.delete(session);
    this.bus.announceClose(known);
  }

  /** The port and all connections. */
  async stop(world: BusWorld): Promise<void> {
    await world.settled(this.bus.stop().then(() => this.#reactor.stop()));
  }
}

/** A server's end, and what it was told. */
export class BusClient {
  readonly told: string[] = [];
  online = 0;
  readonly link: BusLink;
  readonly #reactor: Reactor;

  constructor(
    world: BusWorld,
    options: { readonly serverName?: string; readonly index?: number; readonly address?: string } = {},
  ) {
    const { serverName = 'One', index = DBSRV_INDEX, address = '10.0.1.1' } = options;
    const { clock, counters, log } = world;
    this.#reactor = world.reactor(address);
    const owner = {
      online: () => this.online,
      sessionOpened: ({ account, session }: SessionKey) => this.told.push(`open ${account} ${session}`),
      sessionClosed: ({ account, session }: SessionKey) => this.told.push(`close ${account} ${session}`),
      sessionKicked: ({ account, session }: SessionKey) => this.told.push(`kick ${account} ${session}`),
      busReady: () => this.told.push('ready'),
      busLost: () => this.told.push('lost'),
    };
    this.link = new BusLink(
      { reactor: this.#reactor, clock, counters, log, random: new SeededRandom(7), owner },
      { server: BUS, serverName, index, dialect: 'DM', encoding: 'gbk' },
    );
    this.link.start();
  }

  take(): readonly string[] {
    return this.told.splice(0);
  }

  async stop(world: BusWorld): Promise<void> {
    this.link.stop();
    await world.settled(this.#reactor.stop());
  }
}

export class BusWorld {
  readonly clock = new ManualClock();
  readonly counters = new Counters();
  readonly logged: string[] = [];
  readonly network: SimulatedNetwork;
  readonly log: Logger;

  constructor(network: Partial<NetworkOptions> = {}, seed = 1) {
    this.network = new SimulatedNetwork({
      clock: this.clock,
      random: new SeededRandom(seed),
      delayMsMax: 2,
      ...network,
    });
    const write = (text: string, fields: unknown): void => {
      this.logged.push(`${text} ${JSON.stringify(fields)}`);
    };
    this.log = { ...silentLogger, info: write, warn: write, error: write, child: () => this.log };
  }

  reactor(address: string): Reactor {
    const { clock, counters, log } = this;
    return createReactor({ io: this.network.createIo({ address }), clock, counters, log });
  }

  async serve(): Promise<BusServer> {
    const server = new BusServer(this);
    await server.bus.start();
    return server;
  }

  /** A raw peer. */
  peer(address = '10.0.1.9'): Peer {
    const machine = new Machine(this.network.createIo({ address }));
    const peer = machine.peerOf(machine.io.connect(BUS));
    this.settle();
    return peer;
  }

  settle(): void {
    this.clock.advance(20);
  }

  /** Lets time go on until the promise has settled. */
  async settled<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const done = promise.finally(() => {
      isSettled = true;
    });
    for (let round = 0; round < 1_000 && !isSettled; round++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.clock.advance(100);
    }
    return await done;
  }
}
