// The names of all guilds: one actor, so that two guilds of one name cannot be made however they race, and so that a name is taken in
// the same change that makes or renames the guild. It finds guilds by id, lists them by name, and issues their ids.
import { defineActor, type SelfOf } from '../../actor/index.ts';
import { text } from '../../store/index.ts';
import { nameKey as keyOf } from '../roles/names/index.ts';
import { RENAME_TRIES } from './guild-limits.ts';
import { GuildOrder } from './guild-order.ts';
import { GUILD_FAILURE } from './guilds.failures.ts';
import { guildsSettings } from './guilds.settings.ts';
import { directoryTables } from './guilds.tables.ts';

/** The key of the only one. */
export const ALL_GUILDS = 'all';
/** As ids of roles: the server's number, then a count. */
const IDS_PER_SERVER = 50_000_000n;
/** It is asked by every list: it sleeps when nobody has looked at guilds for an hour. */
const IDLE_MS = 3_600_000;

export interface GuildEntry {
  readonly guildId: bigint;
  readonly name: string;
  readonly leaderName: string;
  readonly members: number;
}
interface Named extends GuildEntry {
  readonly nameKey: string;
}

interface Directory {
  readonly order: GuildOrder;
  /** The key of each guild's name. */
  readonly keys: Map<bigint, string>;
}

const directoryKind = defineActor({
  name: 'guild-directory',
  key: text(),
  tables: directoryTables,
  settings: guildsSettings,
  state: (): Directory => ({ order: new GuildOrder(), keys: new Map() }),
  idleMs: IDLE_MS,
});
type DirectorySelf = SelfOf<typeof directoryKind>;

export const guildDirectory = directoryKind
  .hook('started', (self): void => {
    for (const { guildId, name, nameKey } of self.rows.name.list()) note(self, { guildId, name, nameKey });
  })
  /** An id for a new guild of that name, or why there can be none. The name is taken by the change that makes the guild. */
  .on('prepare', (self, { nameKey, serverId }: { readonly nameKey: string; readonly serverId: number }) => {
    if (self.rows.name.get(nameKey) !== null) return GUILD_FAILURE.nameUsed;
    if (self.state.keys.size >= self.settings.guildsMax) return GUILD_FAILURE.tooManyGuilds;
    const last = (self.rows.last.get(serverId)?.last ?? 0) + 1;
    self.rows.last.upsert({ serverId, last });
    return { guildId: BigInt(serverId) * IDS_PER_SERVER + BigInt(last) };
  })
  .on('find', (self, { guildId }: { readonly guildId: bigint }): GuildEntry | null => {
    const row = self.rows.name.get(self.state.keys.get(guildId) ?? '');
    return row === null ? null : entryOf(row);
  })
  .on('findName', (self, { nameKey }: { readonly nameKey: string }): GuildEntry | null => {
    const row = self.rows.name.get(nameKey);
    return row === null ? null : entryOf(row);
  })
  .on('list', (self, { prefix, page: wanted }: { readonly prefix: string; readonly page: number }) => {
    const { page, pages, guildIds } = self.state.order.page(prefix, wanted);
    const rows = guildIds.map((guildId) => self.rows.name.get(self.state.keys.get(guildId) ?? ''));
    return { page, pages, guilds: rows.flatMap((row) => (row === null ? [] : [entryOf(row)])) };
  })
  /** The rows say that it is there, or has this name. */
  .on('noted', (self, named: Pick<Named, 'guildId' | 'name' | 'nameKey'>): void => note(self, named))
  .on('dropped', (self, { guildId }: { readonly guildId: bigint }): void => {
    self.state.order.delete(guildId);
    self.state.keys.delete(guildId);
  })
  .on('counted', (self, { guildId, leaderName, members }: Omit<GuildEntry, 'name'>): void => {
    const nameKey = self.state.keys.get(guildId);
    if (nameKey !== undefined) self.rows.name.update(nameKey, { leaderName, members });
  })
  /**
   * A guild has woken. It is listed already, unless its rows came here by a merge: then it is listed now, under its name or, when
   * another one has that, under one with a number. The answer is the name that it has.
   */
  .on('present', (self, guild: Named): Pick<Named, 'name' | 'nameKey'> => {
    const { guildId, leaderName, members } = guild;
    const known = self.rows.name.get(self.state.keys.get(guildId) ?? '');
    const { name, nameKey } = known ?? freeName(self, guild);
    const isSame = known !== null && known.leaderName === leaderName && known.members === members;
    if (!isSame) self.rows.name.upsert({ nameKey, guildId, name, leaderName, members });
    note(self, { guildId, name, nameKey });
    return { name, nameKey };
  });

function note({ state }: DirectorySelf, { guildId, name, nameKey }: Pick<Named, 'guildId' | 'name' | 'nameKey'>): void {
  state.order.set(guildId, name);
  state.keys.set(guildId, nameKey);
}

function entryOf({ guildId, name, leaderName, members }: GuildEntry): GuildEntry {
  return { guildId, name, leaderName, members };
}

function freeName(self: DirectorySelf, { guildId, name, nameKey }: Named): Pick<Named, 'name' | 'nameKey'> {
  if (self.rows.name.get(nameKey) === null) return { name, nameKey };
  for (let count = 2; count < RENAME_TRIES; count++) {
    const other = `${name}${count}`;
    const key = keyOf(other);
    if (self.rows.name.get(key) === null) return { name: other, nameKey: key };
  }
  const other = `${name}${guildId}`;
  return { name: other, nameKey: keyOf(other) };
}
