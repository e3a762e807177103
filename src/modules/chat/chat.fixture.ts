// Players who talk, over a real server.
import type { TestPlayer, TestServer } from '../../testing.ts';
import { ChatC2s, ChatFailedS2c, ChatS2c } from './chat.messages.ts';

/** A player whose role has this name, in capitals at its beginning. */
export interface Talking extends TestPlayer {
  readonly name: string;
}

/** `alice` plays the role Alice, on line 1. */
export async function enterAs(server: TestServer, account: string): Promise<Talking> {
  const name = `${account.charAt(0).toUpperCase()}${account.slice(1)}`;
  return { ...(await server.enter(account, { roleName: name, lineWish: 1 })), name };
}

export function line(type: number, msginfo: string, more: Partial<ChatC2s> = {}): ChatC2s {
  return { type, msginfo, desserverid: 0, desrolename: '', details: [], reptype: 0, ...more };
}

export function sayTo({ client }: TestPlayer, message: ChatC2s): void {
  client.send(ChatC2s, message);
}

/** Says a line that is refused, and gives the code. */
export async function refusal(player: TestPlayer, message: ChatC2s): Promise<number> {
  sayTo(player, message);
  return (await player.client.next(ChatFailedS2c)).reasonid;
}

/** The text of the next line that the player hears. */
export async function heard({ client }: TestPlayer): Promise<string> {
  return (await client.next(ChatS2c)).msginfo;
}
