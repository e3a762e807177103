// Lines as listeners are sent them.
import type { ChatS2c } from './chat.messages.ts';

/** `privateflag` of a line: which end of it `desroleid` and `desrolename` are. */
export const PRIVATE_FLAG = {
  /** To the speaker of a private line: they are the receiver. */
  toSpeaker: 1,
  /** To everybody else: they are the speaker. */
  toListener: 2,
} as const;

/** Who speaks, as clients colour it. */
export const IDENTITY = { player: 0, gm: 1 } as const;

export interface LineParts {
  readonly type: number;
  readonly text: string;
  /** Null for the server itself. */
  readonly speaker: { readonly id: bigint; readonly name: string; readonly serverId: number } | null;
  readonly details?: readonly Uint8Array[];
  readonly identity?: number;
  readonly reptype?: number;
}

export function chatLine({
  type,
  text,
  speaker,
  details = [],
  identity = IDENTITY.player,
  reptype = 0,
}: LineParts): ChatS2c {
  return {
    type,
    serverid: speaker?.serverId ?? 0,
    privateflag: PRIVATE_FLAG.toListener,
    desroleid: speaker?.id ?? 0n,
    desrolename: speaker?.name ?? '',
    msginfo: text,
    details: [...details],
    identity,
    reptype,
  };
}
