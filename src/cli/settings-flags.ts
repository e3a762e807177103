// The flags that every command with settings has. Loads no settings: the help of a command needs the flags alone.
import type { Command } from 'commander';

/** Looked for in the working directory, in this order. */
export const CONFIG_FILES = ['jadegate.config.ts', 'jadegate.config.js', 'jadegate.config.json'] as const;

export const MESSAGES_FROM_CONFIG =
  "your game's settings, so that its own messages are known; jadegate.config.* in this folder when left out";

export interface SettingsFlags {
  readonly config?: string;
  readonly data?: string;
  readonly dev?: boolean;
}

export function addSettingsFlags(command: Command): Command {
  return command
    .option('--config <file>', `settings; ${CONFIG_FILES.join(', ')} in this folder when left out`)
    .option('--data <dir>', 'where the database and generated keys lie (default: jadegate-data)');
}
