// Door `jadegate/testing`: a whole server for one test, in memory and on a free port of this machine, and players of it.
//
//   await using server = await startTestServer({ modules: [mine] });
//   const alice = await server.enter('alice');
//   alice.client.send(Dig, { x: 3, y: 4 });
//   assert.deepEqual(await alice.client.next(DigResult), { left: 9 });
//
// It is the server of `jadegate start --dev`, with nothing replaced but the disk. Anyone may sign in under any name.

import type { Logger } from './base/index.ts';
import { silentLogger } from './base/index.ts';
import {
  type Client,
  connectClient,
  createClientReactor,
  type Entered,
  type EnterOptions,
  enterWorld,
} from './client/index.ts';
import type { GameModule } from './gate/index.ts';
import { type ConfigInput, readConfig, type Server, startServer } from './server/index.ts';
import type { MessageType } from './wire/index.ts';

export interface TestServerOptions {
  readonly modules?: readonly GameModule[];
  /** Settings that the test is about; the others are those of a server in development. */
  readonly settings?: ConfigInput;
  readonly log?: Logger;
}

/** A role in the world, and the client that plays it. */
export interface TestPlayer extends Entered {
  readonly client: Client;
}

export class TestServer implements AsyncDisposable {
  readonly server: Server;
  readonly #messages: readonly MessageType[];
  readonly #layout: 'packed' | 'protobuf';
  readonly #reactor = createClientReactor();

  /** Made by `startTestServer`. */
  constructor(
    server: Server,
    options: { readonly messages: readonly MessageType[]; readonly layout: 'packed' | 'protobuf' },
  ) {
    this.server = server;
    this.#messages = options.messages;
    this.#layout = options.layout;
  }

  /** As a client would write it: `tcp://127.0.0.1:40123`. */
  get url(): string {
    return this.server.url;
  }

  /** A client that has connected and said nothing yet. It ends with the server. */
  connect(): Promise<Client> {
    return connectClient({ url: this.url, messages: this.#messages, layout: this.#layout, reactor: this.#reactor });
  }

  /** Signs in as `account` and goes into the world, with a new role when there is none. Rejects with `ClientError`. */
  async enter(account: string, options: Omit<EnterOptions, 'credentials'> = {}): Promise<TestPlayer> {
    const client = await this.connect();
    return { client, ...(await enterWorld(client, { ...options, credentials: account })) };
  }

  /** Ends the clients, then the server. Once; `await using` does it. */
  async stop(): Promise<void> {
    await this.#reactor.stop();
    await this.server.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { modules = [], settings = {}, log = silentLogger } = options;
  const config = readConfig({
    file: { path: 'settings', settings: { dev: true, inMemory: true, ...settings } },
    flags: { gate: { port: 0 } },
  });
  const server = await startServer({ config, modules, log });
  return new TestServer(server, { messages: modules.flatMap((module) => module.messages), layout: config.gate.layout });
}
