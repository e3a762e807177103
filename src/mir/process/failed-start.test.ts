// A part whose start fails at its last step, the control socket, leaves nothing running.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ManualClock } from '../../base/index.ts';
import { type ConfigInput, readConfig } from '../../server/settings/index.ts';
import { MIR_PARTS, type MirPart } from './mir-parts.ts';
import { startMirDb } from './start-mir-db.ts';
import { startMirGate } from './start-mir-gate.ts';
import { startLoginSrv } from './start-mir-loginsrv.ts';

const STARTS: Readonly<
  Record<MirPart, (options: Parameters<typeof startMirDb>[0]) => Promise<{ stop(): Promise<void> }>>
> = {
  logingate: (options) => startMirGate({ ...options, kind: 'logingate' }),
  selgate: (options) => startMirGate({ ...options, kind: 'selgate' }),
  loginsrv: startLoginSrv,
  dbsrv: startMirDb,
};
const FREE = { listen: '127.0.0.1:0' };
const MIR: NonNullable<ConfigInput['mir']> = {
  logingate: FREE,
  selgate: FREE,
  dbsrv: FREE,
  loginsrv: { ...FREE, bus: '127.0.0.1:0', servers: [{ name: 'One', selgates: ['127.0.0.1:7100'] }] },
};

function listenAt(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve) => server.listen(path, () => resolve(server)));
}

for (const part of MIR_PARTS) {
  test(`mir ${part}: a start that fails at its control socket leaves no timer, and the next start succeeds`, async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'jadegate-mir-'));
    const clock = new ManualClock();
    const config = readConfig({ flags: { dataDirectory, mir: MIR } });
    try {
      const other = await listenAt(join(dataDirectory, `${part}.sock`));
      await assert.rejects(STARTS[part]({ config, clock }), { code: 'refused', message: /another .* runs on/ });
      await new Promise((resolve) => other.close(resolve));
      assert.equal(clock.nextDueMs(), null, 'nothing waits for the clock');
      const running = await STARTS[part]({ config, clock });
      await running.stop();
      assert.equal(clock.nextDueMs(), null, 'nothing waits for the clock after a stop');
    } finally {
      await rm(dataDirectory, { recursive: true });
    }
  });
}
