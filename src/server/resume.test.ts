// The client that resumes at a whole server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, connectClient, enterWorld, type LinkEvent } from '../client/index.ts';
import { HeartbeatC2s } from '../gate/gate.messages.ts';
import { withServer } from './websocket.fixture.ts';

const CUTS = 5;
const BEATS = 8;

/** The next event of a kind. */
function linkEvent(client: Client, kind: LinkEvent['kind']): Promise<LinkEvent> {
  const { promise, resolve } = Promise.withResolvers<LinkEvent>();
  const stop = client.onLink((event) => {
    if (event.kind !== kind) return;
    stop();
    resolve(event);
  });
  return promise;
}

for (const layout of ['packed', 'protobuf'] as const) {
  for (const way of ['TCP', 'WebSocket'] as const) {
    test(`resume: over ${way}, layout ${layout}, every echo comes once and in order while the link is cut again and again`, async () => {
      await withServer({ dev: true, gate: { layout } }, async (server, websocketUrl) => {
        const url = way === 'TCP' ? server.url : websocketUrl;
        const client = await connectClient({ url, layout, resume: true });
        const enabled = linkEvent(client, 'enabled');
        await enterWorld(client, { credentials: 'alice' });
        await enabled;
        const echoes: number[] = [];
        const all = Promise.withResolvers<void>();
        let sent = 0;
        client.on(HeartbeatC2s, ({ beatTime }) => {
          echoes.push(beatTime);
          if (beatTime === CUTS * BEATS * 2) all.resolve();
        });
        for (let cut = 0; cut < CUTS; cut++) {
          for (let beat = 0; beat < BEATS; beat++) assert.ok(client.send(HeartbeatC2s, { beatTime: ++sent }));
          const resumed = linkEvent(client, 'resumed');
          client.cutLink();
          for (let beat = 0; beat < BEATS; beat++) assert.ok(client.send(HeartbeatC2s, { beatTime: ++sent }));
          client.connectNow();
          await resumed;
        }
        await all.promise;
        assert.deepEqual(
          echoes,
          Array.from({ length: sent }, (_, index) => index + 1),
        );
        assert.equal((await client.leave()).reason, 'closed-here');
      });
    });
  }
}
