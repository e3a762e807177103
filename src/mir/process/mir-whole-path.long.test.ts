// Clients and servers of Mir held against each other over this machine's network: each family, each request, each body of `Io`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, silentLogger, systemClock, systemRandom } from '../../base/index.ts';
import {
  createDefaultIo,
  createReactor,
  type Endpoint,
  IO_BODIES,
  type IoBody,
  type Reactor,
} from '../../reactor/index.ts';
import { type ConfigInput, readConfig } from '../../server/settings/index.ts';
import {
  CharacterClient,
  dialMir,
  LoginClient,
  type MirConnection,
  type MirForm,
  runMirRobots,
} from '../client/index.ts';
import { DIALECTS, type DialectName } from '../names/index.ts';
import { createMirCodec, dialectOf } from '../wire/index.ts';
import { type Mir, startMir } from './start-mir.ts';

interface World {
  readonly mir: Mir;
  readonly reactor: Reactor;
  readonly form: MirForm;
  dial(endpoint: Endpoint): Promise<MirConnection>;
}

/** The four parts on free ports, with nothing on disk, and a client's side. */
async function withServers(dialect: DialectName, body: IoBody, use: (world: World) => Promise<void>): Promise<void> {
  const listen = '127.0.0.1:0';
  const gate = { listen, dialect, connectBurst: 1_000, connectionsPerAddressMax: 1_000 };
  const input: ConfigInput = {
    dev: true,
    inMemory: true,
    io: body,
    mir: {
      loginsrv: { listen, bus: listen, dialect, registersPerMinute: 1_000 },
      dbsrv: { listen, dialect },
      logingate: gate,
      selgate: gate,
    },
  };
  const mir = await startMir({ config: readConfig({ flags: input }) });
  const counters = new Counters();
  const log = silentLogger;
  const reactor = createReactor({ io: createDefaultIo({ counters, log, body }), clock: systemClock, counters, log });
  const form: MirForm = {
    dialect: dialectOf(dialect),
    codec: createMirCodec({ codec: dialectOf(dialect).codec }),
    encoding: 'gbk',
  };
  const dial = (endpoint: Endpoint) =>
    dialMir(reactor, { endpoint, form, clock: systemClock, request: 'connect-login' });
  try {
    await use({ mir, reactor, form, dial });
  } finally {
    await reactor.stop();
    await mir.stop();
  }
}

const RUNS: readonly (readonly [dialect: DialectName, body: IoBody])[] = [
  ...DIALECTS.map((dialect) => [dialect, 'auto'] as const),
  ...IO_BODIES.filter((body) => body !== 'auto').map((body) => ['DM', body] as const),
];
for (const [dialect, body] of RUNS) {
  test(`mir whole path: players of ${dialect} get to a game server, io ${body}`, async () => {
    await withServers(dialect, body, async ({ mir, reactor, form }) => {
      const tally = await runMirRobots(
        { reactor, clock: systemClock, random: systemRandom },
        {
          login: mir.logingate.endpoint,
          form,
          count: 3,
          seconds: null,
          accountPrefix: 'p',
          seed: 1,
          password: 'secret12',
        },
      );
      const { registered, created, selected, failures, lost } = tally.report();
      assert.deepEqual(
        { registered, created, selected, failures, lost },
        {
          registered: 3,
          created: 3,
          selected: 3,
          failures: {},
          lost: 0,
        },
      );
    });
  });
}

test('mir whole path: an account is filled in, its password changed, and recovered', async () => {
  await withServers('DM', 'auto', async ({ mir, dial }) => {
    const desk = async <T>(use: (login: LoginClient) => Promise<T>): Promise<T> => {
      const login = new LoginClient(await dial(mir.logingate.endpoint));
      try {
        return await use(login);
      } finally {
        await login.close();
      }
    };
    const answers = { quiz: '问', answer: 'a1', quiz2: '问二', answer2: 'a2', birthday: '1999/01/02' };
    const account = 'alice';
    await desk((login) => login.checkVersion(20_020_522));
    await assert.rejects(
      desk((login) => login.checkVersion(19_990_101)),
      { code: 'refused', message: /too old/ },
    );
    await desk((login) => login.register({ account, password: 'secret' }));
    await assert.rejects(
      desk((login) => login.register({ account, password: 'other1' })),
      { code: 'refused', message: /the account exists already/ },
    );
    await desk(async (login) => {
      const { servers, wanted } = await login.signIn(account, 'secret');
      assert.deepEqual([servers.length, wanted?.['account']], [1, account]);
      await login.updateAccount({ account, password: 'secret', userName: '爱丽丝', ...answers });
    });
    await assert.rejects(
      desk((login) => login.changePassword({ account, from: 'wrong', to: 'newer1' })),
      { message: /old password is wrong/ },
    );
    await desk((login) => login.changePassword({ account, from: 'secret', to: 'newer1' }));
    const recovered = await desk((login) => login.recoverPassword({ account, ...answers }));
    await assert.rejects(
      desk((login) => login.signIn(account, 'newer1')),
      { message: /the password is wrong/ },
    );
    const { wanted } = await desk((login) => login.signIn(account, recovered));
    assert.equal(wanted, null, 'nothing is wanted any more');
  });
});

for (const dialect of ['DM', 'K98'] as const) {
  test(`mir whole path: a character of ${dialect} is made, deleted, restored and chosen`, async () => {
    await withServers(dialect, 'auto', async ({ mir, dial }) => {
      const login = new LoginClient(await dial(mir.logingate.endpoint));
      await login.register({ account: 'alice', password: 'secret', userName: 'a', quiz2: 'q' });
      const { servers } = await login.signIn('alice', 'secret');
      const [server] = servers;
      assert.ok(server !== undefined);
      const { endpoint, session } = await login.chooseServer(server);
      await login.close();
      const select = new CharacterClient(await dial(endpoint), { account: 'alice', session });
      assert.deepEqual(await select.query(), []);
      await select.create({ name: '玉龙', hair: 2, job: 1, sex: 1 });
      await assert.rejects(select.create({ name: '玉龙', hair: 2, job: 1, sex: 1 }), { message: /the name is taken/ });
      await select.delete('玉龙');
      assert.deepEqual(await select.query(), []);
      assert.deepEqual(
        (await select.queryDeleted()).map(({ name, job, sex }) => [name, job, sex]),
        [['玉龙', 1, 1]],
      );
      await assert.rejects(select.restore('玉凤'), { code: 'refused', message: /there is no such character/ });
      await select.restore('玉龙');
      assert.deepEqual(await select.query(), [{ name: '玉龙', job: 1, hair: 2, level: 0, sex: 1, isSelected: false }]);
      assert.deepEqual(await select.select('玉龙'), { host: '127.0.0.1', port: 7200 });
      await select.close();
    });
  });
}
