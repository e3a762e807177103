import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Logger, ManualClock, silentLogger } from '../base/index.ts';
import type { TlsPair } from '../reactor/index.ts';
import { OTHER_TLS_KEYS, TEST_TLS_KEYS } from '../reactor/tls-keys.fixture.ts';
import { ConfigError } from './control/index.ts';
import { EXPIRY_CHECK_MS, TlsFiles } from './tls-files-node.ts';

const DAY_MS = 86_400_000;
/** When `TEST_TLS_KEYS` expire. */
const EXPIRES_MS = Date.UTC(2126, 9, 28, 7, 57, 21);

interface World {
  readonly settings: { certificateFile: string; privateKeyFile: string; more: typeof NO_MORE };
  readonly clock: ManualClock;
  readonly lines: string[];
  readonly log: Logger;
  put(pair: TlsPair, mode?: number): Promise<void>;
}

const NO_MORE: { certificateFile: string; privateKeyFile: string }[] = [];

async function inWorld(daysLeft: number, body: (world: World) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-tls-files-'));
  const lines: string[] = [];
  const keep = (text: string): void => void lines.push(text);
  const log: Logger = { ...silentLogger, warn: keep, error: (text) => keep(`ERROR ${text}`) };
  const settings = {
    certificateFile: join(directory, 'c.pem'),
    privateKeyFile: join(directory, 'k.pem'),
    more: NO_MORE,
  };
  const put = async ({ certificate, privateKey }: TlsPair, mode = 0o600): Promise<void> => {
    await writeFile(settings.certificateFile, certificate);
    await writeFile(settings.privateKeyFile, privateKey);
    await chmod(settings.privateKeyFile, mode);
  };
  const clock = new ManualClock({ startWallMs: EXPIRES_MS - daysLeft * DAY_MS });
  try {
    await put(TEST_TLS_KEYS);
    await body({ settings, clock, lines, log, put });
  } finally {
    await rm(directory, { recursive: true });
  }
}

test('certificates: new files serve after a reload; the same ones change nothing', async () => {
  await inWorld(60, async ({ settings, put, ...parts }) => {
    const files = await TlsFiles.open(settings, parts);
    let renewals = 0;
    files.keys.watch(() => renewals++);
    assert.deepEqual(await files.reload(settings), ['gate.tls: the certificates are as they were']);
    assert.equal(renewals, 0);
    await put(OTHER_TLS_KEYS);
    const [line = ''] = await files.reload(settings);
    assert.match(line, /^gate\.tls: .*c\.pem serves new connections: DNS:play\.example, .*, until 2126-11-06$/);
    assert.deepEqual([renewals, files.keys.certificate], [1, OTHER_TLS_KEYS.certificate]);
    assert.deepEqual(files.status()[0]?.days, 69);
    assert.deepEqual(parts.lines, []);
  });
});

test('certificates: files that cannot serve leave the old ones in force, and are named', async () => {
  await inWorld(60, async ({ settings, put, ...parts }) => {
    const files = await TlsFiles.open(settings, parts);
    const { certificate, privateKey } = TEST_TLS_KEYS;
    const rows: readonly (readonly [TlsPair, RegExp])[] = [
      [{ certificate: '', privateKey }, /gate\.tls\.certificateFile .*c\.pem .*cannot serve together/],
      [{ certificate: certificate.slice(0, 300), privateKey }, /c\.pem .*cannot serve together/],
      [{ certificate, privateKey: OTHER_TLS_KEYS.privateKey }, /gate\.tls\.privateKeyFile .*k\.pem cannot serve/],
      [{ certificate, privateKey: 'no key' }, /k\.pem cannot serve/],
    ];
    for (const [pair, message] of rows) {
      await put(pair);
      await assert.rejects(
        files.reload(settings),
        (error) => error instanceof ConfigError && message.test(error.message),
      );
    }
    await rm(settings.certificateFile);
    await assert.rejects(files.reload(settings), /gate\.tls\.certificateFile: .*c\.pem cannot be read/);
    await put(TEST_TLS_KEYS);
    const more = [{ certificateFile: settings.certificateFile, privateKeyFile: '/nowhere/k.pem' }];
    await assert.rejects(files.reload({ ...settings, more }), /gate\.tls\.more\[0\]\.privateKeyFile: \/nowhere/);
    assert.deepEqual([files.keys.certificate, files.status().length], [certificate, 1]);
  });
});

test('certificates: one that has expired does not take the place of one that serves', async () => {
  await inWorld(-3, async ({ settings, put, ...parts }) => {
    await put(OTHER_TLS_KEYS);
    const files = await TlsFiles.open(settings, parts);
    await put(TEST_TLS_KEYS);
    await assert.rejects(files.reload(settings), /gate\.tls: .*c\.pem has expired on 2126-10-28/);
    assert.equal(files.keys.certificate, OTHER_TLS_KEYS.certificate);
  });
});

test('certificates: the log warns 30, 14, 7 and 1 days before one expires, once each, and when it has', async () => {
  await inWorld(40, async ({ settings, put, ...parts }) => {
    const { clock, lines } = parts;
    const files = await TlsFiles.open(settings, parts);
    const warned: number[] = [];
    for (let hour = 0; hour < 42 * 24; hour++) {
      clock.advance(EXPIRY_CHECK_MS);
      const before = lines.length;
      files.checkExpiry();
      if (lines.length > before) warned.push(Math.ceil((EXPIRES_MS - clock.wallMs()) / DAY_MS) + 0);
    }
    assert.deepEqual(warned, [30, 14, 7, 1, 0]);
    assert.match(lines[0] ?? '', /expires in 29 days: put a new one in its place, then: jadegate reload/);
    assert.match(lines[4] ?? '', /^ERROR a certificate of the gate has expired/);
    await put(OTHER_TLS_KEYS);
    await files.reload(settings);
    assert.match(lines[5] ?? '', /expires in 7 days/, 'a new one is looked at too');
  });
});

test('certificates: a key that others can read is a warning that says what to do; a group may read it', async () => {
  await inWorld(60, async ({ settings, put, ...parts }) => {
    for (const [mode, count] of [
      [0o600, 0],
      [0o640, 0],
      [0o644, 1],
      [0o660, 2],
    ] as const) {
      await put(TEST_TLS_KEYS, mode);
      await TlsFiles.open(settings, parts);
      assert.equal(parts.lines.length, count, mode.toString(8));
    }
    assert.match(parts.lines[0] ?? '', /gate\.tls\.privateKeyFile: other users .*: chmod 600 .*k\.pem/);
  });
});
