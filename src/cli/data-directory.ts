// The data directory of a command that only asks a running server. Checking all settings takes longer than asking, and
// an operator must be able to ask a server whose settings were broken after its start. So a named directory is read
// alone; otherwise all settings are checked, so that a mistyped name does not lead to another server's directory.
import process from 'node:process';
import { readSettingsFile } from './settings-file.ts';
import type { SettingsFlags } from './settings-flags.ts';

const PREFIX = 'JADEGATE_';
const VARIABLE = 'JADEGATE_DATA_DIRECTORY';
const DEFAULT = 'jadegate-data';

export async function dataDirectoryOf(flags: SettingsFlags): Promise<string> {
  return (
    (await namedDirectory(flags)) || (await (await import('./settings.ts')).loadSettings(flags)).config.dataDirectory
  );
}

/** Null when it needs the schema. */
async function namedDirectory(flags: SettingsFlags): Promise<string | null> {
  const given = flags.data ?? process.env[VARIABLE];
  if (given !== undefined) return given;
  const file = await readSettingsFile(flags);
  if (file === undefined) return Object.keys(process.env).some((name) => name.startsWith(PREFIX)) ? null : DEFAULT;
  const { dataDirectory } = (file.settings ?? {}) as { readonly dataDirectory?: unknown };
  return typeof dataDirectory === 'string' ? dataDirectory : null;
}
