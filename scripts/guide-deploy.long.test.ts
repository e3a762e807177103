// The rolling deploy that the guide prints, run as it prints it: robots sign in all the time while one server takes over from another
// on the same port and the same database. None of them may be refused.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, connectClient, createClientReactor, enterWorld } from '../src/client/index.ts';
import { TestDatabase } from '../src/store/postgres/postgres.fixture.ts';
import { RecipeGame, recipeOf } from './guide-recipe.fixture.ts';

/** Robots that sign in, enter the world, leave and begin again under another name. */
const ROBOTS = 16;
/** Sign-ins before and after each step. */
const SIGN_INS = 200;

let database: TestDatabase | null = null;
before(async () => {
  database = await TestDatabase.create('deploy');
});
after(() => database?.drop());

test('guide: in a rolling deploy no sign-in fails, and players that stay reach the new version', async (context) => {
  if (database === null) return context.skip('no PostgreSQL server answers');
  const { files, commands, servers } = recipeOf('growing.md', 'A rolling deploy');
  const [startOld = '', startNew = ''] = servers;
  await using game = new RecipeGame({ 'postgres://postgres@127.0.0.1:5432/mygame': database.url().href });
  game.write(files);
  const old = await game.serve(startOld);
  const crowd = new Crowd(`tcp://127.0.0.1:${old.port}`);
  try {
    const staying = await crowd.enter('stays');
    await crowd.signIns(SIGN_INS);
    const { stop } = await game.serve(startNew, old.port);
    await crowd.signIns(SIGN_INS);
    const impatient = commands.replace('--seconds 600', '--seconds 1');
    const drained = assert.rejects(game.run(impatient), /sessions are left: 1\./);
    await crowd.signIns(SIGN_INS);
    await drained;
    await staying.close();
    assert.match(await game.run(commands), /nobody is left/);
    await crowd.signIns(SIGN_INS);
    await old.stop();
    await crowd.signIns(SIGN_INS);
    await (await crowd.enter('stays')).close();
    await crowd.stop();
    assert.deepEqual(crowd.failures, []);
    await stop();
  } finally {
    await crowd.stop();
  }
});

class Crowd {
  /** Why sign-ins failed. */
  readonly failures: string[] = [];
  readonly #url: string;
  readonly #reactor = createClientReactor();
  readonly #robots: Promise<unknown>;
  #stopped: Promise<void> | null = null;
  #count = 0;
  #counted = Promise.withResolvers<void>();

  constructor(url: string) {
    this.#url = url;
    this.#robots = Promise.all(Array.from({ length: ROBOTS }, (_, robot) => this.#play(robot)));
  }

  /** Resolves when so many more sign-ins were done. */
  async signIns(more: number): Promise<void> {
    const enough = this.#count + more;
    while (this.#count < enough) await this.#counted.promise;
  }

  async enter(account: string): Promise<Client> {
    const client = await connectClient({ url: this.#url, reactor: this.#reactor });
    await enterWorld(client, { credentials: account });
    return client;
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#robots.then(() => this.#reactor.stop());
    return this.#stopped;
  }

  async #play(robot: number): Promise<void> {
    for (let turn = 0; this.#stopped === null; turn++) {
      try {
        await (await this.enter(`robot${robot}turn${turn}`)).close();
      } catch (error) {
        this.failures.push(String(error));
      }
      this.#count++;
      this.#counted.resolve();
      this.#counted = Promise.withResolvers();
    }
  }
}
