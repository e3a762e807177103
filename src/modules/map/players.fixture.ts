// Players on maps, for tests over a whole server: they enter, and what each knows of the others is kept as a client keeps it.
import type { AnyModule, Scope } from '../../gate/index.ts';
import { defineModule } from '../../gate/index.ts';
import { play } from '../../server/player.fixture.ts';
import type { RawClient, RawClientOptions } from '../../server/raw-client.fixture.ts';
import { inWorld, type ServerWorld, type WorldOptions } from '../../server/server.fixture.ts';
import type { MessageType } from '../../wire/index.ts';
import * as map from './map.messages.ts';

export interface Seen {
  x: number;
  y: number;
  readonly kind: number;
  readonly look: Map<number, unknown>;
}

const X = 3;
const Y = 4;

/** What a player needs of its client. */
interface HearingClient {
  readonly heard: readonly { readonly type: MessageType; readonly value: unknown }[];
  say<M>(type: MessageType<M>, message: M): void;
}

export class Player<C extends HearingClient = RawClient> {
  readonly client: C;
  readonly roleId: bigint;

  constructor(client: C, roleId: bigint) {
    this.client = client;
    this.roleId = roleId;
  }

  /** What the client knows of others: on each 14 it forgets all of it. Throws what the server must not do. */
  known(): Map<bigint, Seen> {
    const known = new Map<bigint, Seen>();
    for (const { type, value } of this.client.heard) {
      if (type === (map.RoleMapChangeS2c as typeof type)) known.clear();
      if (type === (map.MapFrameS2c as typeof type) && (value as map.MapFrameS2c).isKey) known.clear();
      if (type === (map.ObjectUpdateS2c as typeof type)) this.#update(known, value as map.ObjectUpdateS2c);
      if (type === (map.OtherRoleMoveS2c as typeof type)) move(known, value as map.OtherRoleMoveS2c);
    }
    return known;
  }

  /** Ids of others that it sees, in order. */
  seen(): bigint[] {
    return [...this.known().keys()].toSorted((one, other) => Number(one - other));
  }

  walk(x: number, y: number, path: readonly map.Point[] = []): void {
    this.client.say(map.RoleMoveC2s, { time: 0, posx: x, posy: y, path });
  }

  loaded(): void {
    this.client.say(map.MapCompleteC2s, {});
  }

  #update(known: Map<bigint, Seen>, { deleteids, createAttrs, changeAttrs }: map.ObjectUpdateS2c): void {
    for (const { objectid } of deleteids) if (!known.delete(objectid)) throw new Error(`${objectid} was not known`);
    for (const object of createAttrs) {
      if (object.objectid === this.roleId) continue;
      if (known.has(object.objectid)) throw new Error(`${object.objectid} is known already`);
      const look = new Map(object.attrs.map(({ key, value }) => [key, value as unknown]));
      known.set(object.objectid, { kind: object.objecttype, x: look.get(X) as number, y: look.get(Y) as number, look });
    }
    for (const { objectid, attrs } of changeAttrs) {
      if (objectid === this.roleId) continue;
      const seen = known.get(objectid);
      if (seen === undefined) throw new Error(`${objectid} changes and is not known`);
      for (const { key, value } of attrs) seen.look.set(key, value);
    }
  }
}

function move(known: Map<bigint, Seen>, { otherId, posx, posy }: map.OtherRoleMoveS2c): void {
  const seen = known.get(otherId);
  if (seen === undefined) throw new Error(`${otherId} moves and is not known`);
  seen.x = posx;
  seen.y = posy;
}

export interface PlayerWorld {
  readonly world: ServerWorld;
  /** Calls of a test, as another module makes them. */
  readonly scope: Scope<unknown, unknown>;
  enter(account: string, options?: RawClientOptions): Promise<Player>;
  /** Waits until each sees these others. */
  untilSeen(expected: readonly (readonly [Player, readonly Player[]])[]): Promise<void>;
}

export async function withPlayers(options: WorldOptions, body: (world: PlayerWorld) => Promise<void>): Promise<void> {
  let scope: Scope<unknown, unknown> | null = null;
  const probe: AnyModule = defineModule({ name: 'probe' }).hook('started', (own) => {
    scope = own;
  });
  await inWorld({ ...options, modules: [...(options.modules ?? []), probe] }, async (world) => {
    if (scope === null) throw new Error('the probe has started');
    await body({
      world,
      scope,
      enter: async (account, client = {}) => {
        const connection = world.connect('10.0.0.2', client);
        return new Player(connection, await play(connection, account));
      },
      untilSeen: (expected) =>
        world.until(
          () => expected.every(([player, others]) => isSeen(player, others)),
          expected.map(([{ roleId }, others]) => `${roleId} sees ${others.map((other) => other.roleId)}`).join(', '),
        ),
    });
  });
}

function isSeen(player: Player, others: readonly Player[]): boolean {
  const ids = others.map(({ roleId }) => roleId).toSorted((one, other) => Number(one - other));
  return player.seen().join() === ids.join();
}
