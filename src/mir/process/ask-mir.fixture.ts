// An operator's commands to a part of a Mir server, for tests.
import { askControl } from '../../server/control/index.ts';
import type { MirPart } from './mir-parts.ts';

/** Asks the part that runs on a data directory. Null when none runs; throws its refusal as a `ConfigError`. */
export async function askMir(
  directory: string,
  part: MirPart,
  request: { readonly command: string; readonly [field: string]: unknown },
): Promise<unknown> {
  return await askControl(directory, request, { name: part });
}
