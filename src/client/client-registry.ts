// The messages that a client knows unless its game passes a registry of its own.
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { createRegistry, type MessageType, type Registry } from '../wire/plain.ts';

/** The registry of jadegate's messages and of a game's `messages`. */
export function createClientRegistry(messages: readonly MessageType[] = []): Registry {
  return createRegistry(new Set([...JADEGATE_MESSAGES, ...messages]));
}
