// What a client may have to know: every message of jadegate and of the game of `--config`, or of this folder, and the close reasons of
// that game.
import type { NamedReason } from '../client/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import type { MessageType } from '../wire/index.ts';
import { readSettingsFile } from './settings-file.ts';

export interface GameWords {
  readonly messages: readonly MessageType[];
  readonly closeReasons: readonly NamedReason[];
}

export async function loadGameWords(flags: { readonly config?: string | undefined }): Promise<GameWords> {
  const file = await readSettingsFile(flags.config === undefined ? {} : { config: flags.config });
  const modules = file?.modules ?? [];
  return {
    messages: [...new Set([...JADEGATE_MESSAGES, ...modules.flatMap(({ messages }) => messages)])],
    closeReasons: modules.flatMap(({ closeReasons }) => closeReasons),
  };
}
