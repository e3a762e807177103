// `jadegate start`: the options. The server is only loaded to start one.
import type { Command } from 'commander';
import { addSettingsFlags } from './settings-flags.ts';
import type { StartFlags } from './start-run.ts';

export function addStartCommand(command: Command): void {
  command
    .option('--dev', 'development: anyone may sign in under any name, from this machine only')
    .option('--port <port>', 'where the gate listens; 0 takes a free port (default: 8001)')
    .option('--host <address>', 'the address it listens on (default: all, or 127.0.0.1 with --dev)')
    .option('--store <url>', 'a PostgreSQL database (default: SQLite in the data directory)')
    .option('--nats <url>', 'NATS servers, for a game of several processes (default: this process is the whole game)')
    .option('--watch', "start the server anew when a file of the game's folder changes (.ts, .js, .json)")
    .option('--log <level>', 'debug, info, warn, error or silent (default: info)');
  addSettingsFlags(command).action(async (flags: StartFlags) => (await import('./start-run.ts')).startFromFlags(flags));
}
