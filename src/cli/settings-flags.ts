// The flags of every command with settings. It loads no settings, since the help of a command only needs the flags.
import type { Command } from 'commander';

/** Looked for in the working directory, in this order. */
export const CONFIG_FILES = ['jadegate.config.ts', 'jadegate.config.js', 'jadegate.config.json'] as const;

export const MESSAGES_FROM_CONFIG =
  "your game's settings file, for its messages (default: jadegate.config.* in this folder)";

export interface SettingsFlags {
  readonly config?: string;
  readonly data?: string;
  readonly dev?: boolean;
}

export function addSettingsFlags(command: Command): Command {
  return command
    .option('--config <file>', `the settings file (default: ${CONFIG_FILES.join(', ')} in this folder)`)
    .option('--data <dir>', 'the directory of the database and generated keys (default: jadegate-data)');
}
