import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Logger, silentLogger } from '../base/index.ts';
import { connectClient, enterWorld } from '../client/index.ts';
import { gameMap } from '../modules/lines/index.ts';
import { type Server, startServer } from './server.ts';
import { readConfig } from './settings/index.ts';
import { BUILT_IN_WORLD } from './world-files-node.ts';

async function withWorld(
  options: { readonly isWorldWatched?: boolean; readonly log?: Logger },
  body: (server: Server, directory: string) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-world-'));
  cpSync(BUILT_IN_WORLD, directory, { recursive: true });
  const { isWorldWatched = false, log = silentLogger } = options;
  const flags = { dev: true, inMemory: true, gate: { port: 0 }, worldDirectory: directory, isWorldWatched };
  const server = await startServer({ config: readConfig({ flags }), log });
  try {
    await body(server, directory);
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true });
  }
}

test('world: a reload takes all files or none, and tells what changed', async () => {
  await withWorld({}, async (server, directory) => {
    const before = server.store.table(gameMap).all();
    const [first, ...rest] = before;
    assert.ok(first !== undefined);
    assert.deepEqual(await server.reloadWorld(), []);
    const loaded = server.store.table(gameMap).all();
    const columns = Object.keys(first).map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    const lines = [
      columns.join(),
      Object.values({ ...first, width: 777 }).join(),
      Object.values({ ...first, mapId: 4_321 }).join(),
    ];
    // The same table in two files is nobody's intention.
    writeFileSync(join(directory, 'game_map.csv'), lines.join('\n'));
    await assert.rejects(server.reloadWorld(), /both game_map\.csv and game_map\.json are table game_map: delete one/);
    rmSync(join(directory, 'game_map.json'));
    writeFileSync(join(directory, 'role_template_skill.json'), '[{"class_type":"x"}]');
    await assert.rejects(server.reloadWorld(), /role_template_skill\.json: .*row 1 \(line 1\), column class_type/);
    assert.equal(server.store.table(gameMap).all(), loaded, 'the good file was not taken either');
    cpSync(join(BUILT_IN_WORLD, 'role_template_skill.json'), join(directory, 'role_template_skill.json'));
    const [change] = await server.reloadWorld();
    assert.deepEqual([change?.table, change?.rows, change?.added, change?.removed], ['game_map', 2, 1, rest.length]);
    assert.match(change?.examples[0] ?? '', /^\+ \(4321\)$/);
    assert.equal(server.store.table(gameMap).get(4_321)?.mapId, 4_321);
  });
});

test('world: a file that is gone at a reload is named, and its table does not fall back to the built-in one', async () => {
  await withWorld({}, async (server, directory) => {
    writeFileSync(join(directory, 'game_map.json'), '[]');
    await server.reloadWorld();
    rmSync(join(directory, 'game_map.json'));
    await assert.rejects(
      server.reloadWorld(),
      /game_map\.json, \.csv or \.yaml is needed, for table game_map\. Its file was/,
    );
    assert.deepEqual(server.store.table(gameMap).all(), []);
  });
});

test('world: a watched directory is loaded again by itself, and a fault is told in the log', async () => {
  const told = Promise.withResolvers<string>();
  const log: Logger = { ...silentLogger, error: (message) => told.resolve(message), child: () => log };
  await withWorld({ isWorldWatched: true, log }, async (_server, directory) => {
    writeFileSync(join(directory, 'game_map.json'), '[{"id":"x"}]');
    assert.match(await told.promise, /tables stay as they were: .*game_map\.json/);
  });
});

test('world: a role whose map is not in game_map is refused, and the log names the map', async () => {
  const lines: string[] = [];
  const log: Logger = { ...silentLogger, warn: (line) => lines.push(line), child: () => log };
  await withWorld({ log }, async (server, directory) => {
    writeFileSync(join(directory, 'game_map.json'), '[]');
    await server.reloadWorld();
    const client = await connectClient({ url: server.url });
    try {
      await assert.rejects(
        enterWorld(client, { credentials: 'alice' }),
        /select-role: .*map_change_failed_s2c, reason 10006/,
      );
      const [line] = lines.filter((each) => each.includes('cannot enter'));
      assert.match(
        line ?? '',
        /^the map 100 of role \d+ is not in the table game_map, so it cannot enter: add the map, or let/,
      );
    } finally {
      await client.close();
    }
  });
});
