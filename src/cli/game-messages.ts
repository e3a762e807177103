// Every message that a client may have to know: those of jadegate, and those of the game of `--config`, or of this
// folder.
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import type { MessageType } from '../wire/index.ts';
import { readSettingsFile } from './settings-file.ts';

export async function loadMessages(flags: { readonly config?: string | undefined }): Promise<readonly MessageType[]> {
  const file = await readSettingsFile(flags.config === undefined ? {} : { config: flags.config });
  const modules = file?.modules ?? [];
  return [...new Set([...JADEGATE_MESSAGES, ...modules.flatMap(({ messages }) => messages)])];
}
