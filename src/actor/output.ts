// What a turn sends, held until the turn is durable. The gate makes it: it knows sessions and layouts.
import type { MessageType } from '../wire/index.ts';

export interface Recipients {
  readonly roleIds: readonly bigint[];
  /** One of them that is left out. */
  readonly except?: bigint | undefined;
}

export interface Output {
  /** To the player of the role; nobody may play it. */
  send<M>(roleId: bigint, type: MessageType<M>, message: M): void;
  /** To the players of these roles, encoded once. The list is not changed later. */
  sendAll<M>(to: Recipients, type: MessageType<M>, message: M): void;
  /** To every session in the world, encoded once. */
  broadcast<M>(type: MessageType<M>, message: M): void;
  /** Sends everything, in order. It is not used afterwards. */
  flush(): void;
  /** The turn was undone. It is not used afterwards. */
  discard(): void;
}
