import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CM, createPlainCodec, createSubstitutionCodec, createXorCodec, SM } from '../wire/index.ts';
import { MirClientError } from './mir-client-error.ts';
import { CLASSIC_WAITS, followMirPath, type MirPathOptions } from './mir-path.ts';
import type { RequestName } from './request-name.ts';
import { LOGIN, RUNGATE, ScriptedGates, type ScriptedGatesOptions } from './scripted-gates.fixture.ts';

const CHARACTER = { name: '玉龙', hair: 2, job: 1, sex: 0 };

interface Walk extends Partial<MirPathOptions> {
  readonly account?: string;
}

function walk(gates: ScriptedGates, { account = 'alice', ...options }: Walk = {}) {
  const { client: reactor, clock, form } = gates;
  const registration = { account, password: 'secret', userName: '爱丽丝', quiz2: 'q' };
  return followMirPath(
    { reactor, clock },
    { login: LOGIN, form, account, password: 'secret', registration, character: CHARACTER, ...options },
  );
}

async function failed(gates: ScriptedGates, options: Walk = {}): Promise<MirClientError> {
  const error = await gates.rejection(walk(gates, options));
  assert.ok(error instanceof MirClientError, String(error));
  await gates.stop();
  return error;
}

const CODECS: readonly ScriptedGatesOptions[] = [
  { codec: createPlainCodec() },
  { codec: createXorCodec() },
  { codec: createSubstitutionCodec({ table: Uint8Array.from({ length: 256 }, (_, byte) => byte ^ 0x5a), mask: 7 }) },
];
for (const { codec = createPlainCodec() } of CODECS) {
  for (const seed of [1, 2, 3]) {
    test(`mir path: from nothing to the address of a game server, codec ${codec.name}, seed ${seed}`, async () => {
      const gates = await ScriptedGates.open({ codec, seed, pieceBytesMax: 5 });
      const steps: RequestName[] = [];
      const end = await gates.until(walk(gates, { onStep: (step) => steps.push(step) }));
      assert.deepEqual(steps, [
        'connect-login',
        'register',
        'sign-in',
        'choose-server',
        'connect-select',
        'query-characters',
        'create-character',
        'query-characters',
        'select-character',
      ]);
      assert.deepEqual(end, {
        isRegistered: true,
        isCreated: true,
        session: 2,
        characters: [{ name: '玉龙', job: 1, hair: 2, level: 0, sex: 0, isSelected: false }],
        rungate: RUNGATE,
      });
      assert.deepEqual(
        gates.visits.map(({ said }) => said),
        ['123', '1234'],
        'the digit counts up on each connection',
      );
      await gates.stop();
    });
  }
}

test('mir path: an account and a character that are there already are used', async () => {
  const gates = await ScriptedGates.open();
  await gates.until(walk(gates));
  const { isRegistered, isCreated, session } = await gates.until(walk(gates));
  assert.deepEqual([isRegistered, isCreated, session], [false, false, 3]);
  assert.equal(gates.identsAt('select').filter((ident) => ident === CM.createCharacter).length, 1);
  await gates.stop();
});

test('mir path: a server is chosen by its name', async () => {
  const gates = await ScriptedGates.open();
  let chosen = '';
  gates.meddle = (visit) => {
    if (visit.ident === CM.selectServer) chosen = visit.text;
    return false;
  };
  await gates.until(walk(gates, { server: 'second' }));
  assert.equal(chosen, 'second');
  await gates.until(walk(gates));
  assert.equal(chosen, '龙城');
  const error = await failed(gates, { server: 'third' });
  assert.match(error.message, /sign-in: there is no server third in: 龙城, second$/);
});

test('mir path: with the waits of the field it leaves servers the time they want', async () => {
  const gates = await ScriptedGates.open({ delayMsMax: 0 });
  const times = new Map<number, number>();
  gates.meddle = (visit) => {
    if (!times.has(visit.ident)) times.set(visit.ident, gates.clock.monotonicMs());
    return false;
  };
  await gates.until(walk(gates, { waits: CLASSIC_WAITS }));
  const [chosen = 0, queried = 0, created = 0] = [CM.selectServer, CM.queryCharacters, CM.createCharacter].map(
    (ident) => times.get(ident),
  );
  assert.ok(queried - chosen >= 500 && created - queried > 1_000);
  await gates.stop();
});

test('mir path: the star of flow control is answered with one, wherever it comes', async () => {
  const gates = await ScriptedGates.open();
  gates.meddle = (visit) => {
    visit.raw('*');
    return false;
  };
  await gates.until(walk(gates));
  assert.deepEqual(
    gates.visits.map(({ said }) => said),
    ['1*2*3*', '1*2*3*4*'],
  );
  await gates.stop();
});

test('mir path: clients of K98 always say the digit 1', async () => {
  const gates = await ScriptedGates.open({ dialect: 'K98', codec: createXorCodec() });
  await gates.until(walk(gates));
  assert.deepEqual(
    gates.visits.map(({ said }) => said),
    ['111', '1111'],
  );
  await gates.stop();
});

type Refused = readonly [on: number, ident: number, recog: number, request: RequestName, words: RegExp];
const REFUSED: readonly Refused[] = [
  [CM.register, SM.registerFail, -1, 'register', /data is not as the server wants it/],
  [CM.signIn, SM.passwordFail, -1, 'sign-in', /the password is wrong \(message 503, code -1\)/],
  [CM.signIn, SM.passwordFail, -3, 'sign-in', /signed in already/],
  [CM.signIn, SM.passwordFail, -77, 'sign-in', /no meaning of that code is known/],
  [CM.signIn, SM.idNotFound, 0, 'sign-in', /no such account/],
  [CM.selectServer, SM.startFail, 0, 'choose-server', /full or away/],
  [CM.selectServer, SM.outOfConnection, 0, 'choose-server', /session is over/],
  [CM.queryCharacters, SM.queryCharactersFail, 0, 'query-characters', /session is not known/],
  [CM.createCharacter, SM.createFail, 2, 'create-character', /name is taken/],
  [CM.createCharacter, SM.outOfConnection, 0, 'create-character', /session is over/],
  [CM.selectCharacter, SM.startFail, 0, 'select-character', /cannot play/],
];
for (const [on, ident, recog, request, words] of REFUSED) {
  test(`mir path: ${request} refused with ${ident} and ${recog} is told in words`, async () => {
    const gates = await ScriptedGates.open();
    gates.meddle = (visit) => {
      if (visit.ident !== on) return false;
      visit.reply({ ident, recog });
      return true;
    };
    const error = await failed(gates);
    assert.deepEqual(
      [error.code, error.request, error.refusal?.ident, error.refusal?.code],
      ['refused', request, ident, recog],
    );
    assert.match(error.message, words);
  });
}

type Senseless = readonly [on: number, ident: number, recog: number, body: string, words: RegExp];
const SENSELESS: readonly Senseless[] = [
  [CM.signIn, SM.servers, 0, '', /the list of servers is empty/],
  [CM.signIn, SM.servers, 0, 'name/', /list of servers cannot be read/],
  [CM.signIn, SM.servers, 0, 'name/x/', /list of servers cannot be read/],
  [CM.signIn, SM.servers, 0, 'n/1/'.repeat(65), /list of servers cannot be read/],
  [CM.selectServer, SM.serverSelected, 0, '10.0.0.1/7100/0', /a session above 0/],
  [CM.selectServer, SM.serverSelected, 5, '10.0.0.1/7100/-5', /a session above 0/],
  [CM.selectServer, SM.serverSelected, 5, '', /an address, a port/],
  [CM.selectServer, SM.serverSelected, 5, '/0/5', /an address, a port/],
  [CM.selectServer, SM.serverSelected, 5, '10.0.0.1/99999/5', /an address, a port/],
  [CM.queryCharacters, SM.queryCharacters, 1, '', /announces 1 characters and lists 0/],
  [CM.queryCharacters, SM.queryCharacters, 1, 'name/0/0/0', /list of characters cannot be read/],
  [CM.queryCharacters, SM.queryCharacters, 1, 'name/a/0/0/0/', /list of characters cannot be read/],
  [CM.queryCharacters, SM.queryCharacters, 300, 'n/0/0/0/0/'.repeat(300), /list of characters cannot be read/],
  [CM.selectCharacter, SM.startPlay, 0, '/0', /an address and a port/],
];
for (const [on, ident, recog, body, words] of SENSELESS) {
  test(`mir path: an answer ${ident} of ${recog} and ${JSON.stringify(body.slice(0, 20))} is refused with what it lacks`, async () => {
    const gates = await ScriptedGates.open();
    gates.meddle = (visit) => {
      if (visit.ident !== on) return false;
      visit.reply({ ident, recog }, body);
      return true;
    };
    const error = await failed(gates);
    assert.equal(error.code, 'answer-malformed');
    assert.match(error.message, words);
  });
}

test('mir path: a character that was acknowledged and is not listed is lost', async () => {
  const forgetful = await ScriptedGates.open();
  forgetful.meddle = (visit) => {
    if (visit.ident !== CM.createCharacter) return false;
    visit.reply({ ident: SM.createSuccess });
    return true;
  };
  const error = await failed(forgetful);
  assert.deepEqual([error.code, error.request], ['lost', 'query-characters']);
  const empty = await ScriptedGates.open();
  assert.equal((await failed(empty, { isCharacterKnown: true })).code, 'lost');
});

test('mir path: each step has a deadline, and an end of the connection says so', async () => {
  for (const on of [
    CM.register,
    CM.signIn,
    CM.selectServer,
    CM.queryCharacters,
    CM.createCharacter,
    CM.selectCharacter,
  ]) {
    const silent = await ScriptedGates.open();
    silent.meddle = ({ ident }) => ident === on;
    const late = await failed(silent, { timeoutMs: 700 });
    assert.equal(late.code, 'timeout');
    assert.match(late.message, /^10\.0\.0\.1:7[01]00: [a-z-]+: no answer within 700 ms$/);
    for (const [end, reason] of [
      ['close', 'peer-closed'],
      ['destroy', 'peer-reset'],
    ] as const) {
      const gates = await ScriptedGates.open();
      gates.meddle = ({ ident, connection }) => {
        if (ident !== on) return false;
        connection[end]();
        return true;
      };
      const closed = await failed(gates);
      assert.deepEqual([closed.code, closed.reason], ['closed', reason]);
    }
  }
});

test('mir path: what cannot be read ends the connection with that', async () => {
  const gates = await ScriptedGates.open();
  gates.meddle = (visit) => {
    visit.raw('#0000000000000000!');
    return true;
  };
  const error = await failed(gates);
  assert.deepEqual([error.code, error.reason], ['closed', 'mir-code-malformed']);
});

test('mir path: no server, and a server that does not answer, give different errors', async () => {
  const gates = await ScriptedGates.open();
  const nobody = await gates.rejection(walk(gates, { login: { host: '10.0.0.1', port: 7999 } }));
  assert.ok(nobody instanceof MirClientError && nobody.code === 'connect-failed');
  assert.match(nobody.message, /^10\.0\.0\.1:7999: connect-login: cannot connect: nothing listens there; is the gate/);
  await gates.stop();
});

test('mir path: what does not fit the protocol is refused before it is sent', async () => {
  const rows: readonly (readonly [options: Walk, words: RegExp])[] = [
    [{ account: 'elevenchars' }, /register: The field account has 11 bytes; there is room for 10/],
    [{ character: { ...CHARACTER, name: '😀' } }, /create-character: "alice\/😀.*cannot be written in gbk/],
  ];
  for (const [options, words] of rows) {
    const error = await failed(await ScriptedGates.open(), options);
    assert.equal(error.code, 'request-invalid');
    assert.match(error.message, words);
  }
});
