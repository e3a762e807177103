// The command as a process: the exit code and both outputs when there is no connection.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { test } from 'node:test';

test('connect: an invalid or unused address exits with 2 and one line', () => {
  const script = `
    import { Command } from 'commander';
    import { addConnectCommand } from ${JSON.stringify(new URL('./connect-command.ts', import.meta.url).href)};
    const program = new Command('connect');
    addConnectCommand(program);
    await program.parseAsync(['node', 'jadegate', ...process.argv.slice(1)]);`;
  const rows = [
    {
      url: 'tcp://127.0.0.1:1',
      more: ['--authority', 'none.pem'],
      told: /^jadegate connect: authority: none\.pem cannot be read: .*\n$/,
    },
    {
      url: 'udp://127.0.0.1',
      told: /^jadegate connect: "udp:\/\/127\.0\.0\.1" is not a service address: write udp:\/\/HOST:PORT\.\n$/,
    },
    {
      url: 'tcp://127.0.0.1:1',
      told: /^jadegate connect: cannot connect to tcp:\/\/127\.0\.0\.1:1: connection refused.*\n$/,
    },
  ];
  for (const { url, more = [], told } of rows) {
    const parameters = ['--input-type=module', '-e', script, '--', url, ...more];
    const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
      encoding: 'utf8',
      cwd: new URL('.', import.meta.url),
      input: 'heartbeat_c2s\n',
    });
    assert.match(stderr, told);
    assert.deepEqual([status, stdout], [2, '']);
  }
});
