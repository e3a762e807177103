// Simulates two maps from a seed, over the module's own code: walkers that step, leap, teleport, change, load slowly, leave and come
// back; clients of every encoding that do not read, or ask for key frames; creatures whose owner dies; flushes that throw, maps that
// lose their memory, clocks that jump. Each client reads what comes as a client does (`world-client.fixture.ts`). In the end each must
// know what is there. `npm run sim -- world --seeds 500` runs it.
import { setImmediate } from 'node:timers/promises';
import { ActorWorld } from '../../actor/actor-world.fixture.ts';
import { ActorError, type AnyOffer, defineActor } from '../../actor/index.ts';
import { chance, ManualClock, pick, type Random, SeededRandom, silentLogger } from '../../base/index.ts';
import type { Scope, Session } from '../../gate/index.ts';
import { integer } from '../../store/index.ts';
import { lineDesk } from '../lines/index.ts';
import type { LoadedRole } from '../roles/index.ts';
import type { RoleMapChangeS2c } from './map.messages.ts';
import { type MapSettings, mapSettings } from './map.settings.ts';
import { announcer, mapOfLine } from './map-actor.ts';
import { GameGround, mapGround } from './map-ground.ts';
import { PRESENT_MS } from './map-limits.ts';
import { MapMaker, mapMaker } from './map-maker.ts';
import type { Shown } from './map-state.ts';
import { mapThings, ThingOwners } from './thing-owners.ts';
import { thingsOn } from './things.ts';
import { TravelRules, travelRules } from './travel.ts';
import { mapKey, Walker } from './walker.ts';
import { walker as walkerPart } from './walker-part.ts';
import { Walkers, walkers } from './walkers.ts';
import { move } from './walking.ts';
import { type Seen, WIRES, WorldClient } from './world-client.fixture.ts';

const STEPS = 100;
const ROLES = 10;
/** Classic clients load the map again five seconds after a flush that failed; things that nobody keeps go after forty. */
const QUIET_ROUNDS = 100;
const QUIET_MS = 500;
const [FIRST_ROLE, NAME, LEVEL] = [10_000_001n, 1_002, 1];
const MAPS = [100, 200];
const LINES = 2;

/** Creatures of a camp, as their owner knows them: by map and id. */
interface CampMemory {
  things: Map<bigint, Shown>;
}

const campKind = defineActor({ name: 'camp', key: integer(), state: (): CampMemory => ({ things: new Map() }) });

/** What each camp that lives has put where. */
type Camps = Map<number, CampMemory>;

function campOf(camps: Camps) {
  const place = (key: number) => ({ mapId: key, lineId: 1 });
  const memory = (self: { readonly key: number; readonly state: CampMemory }): CampMemory => {
    camps.set(self.key, self.state);
    return self.state;
  };
  const kind = defineActor({ name: 'camp', key: integer(), state: campKind.state as () => CampMemory });
  return kind
    .on('put', async (self, { things }: { readonly things: readonly Shown[] }) => {
      const { things: known } = memory(self);
      const ids = await thingsOn(self, place(self.key)).put(things);
      for (const [at, id] of ids.entries()) if (id !== null) known.set(id, things[at] as Shown);
      self.watch(self.actor(mapOfLine, mapKey(place(self.key))));
    })
    .on('move', (self, { id, x, y }: { readonly id: bigint; readonly x: number; readonly y: number }) => {
      const thing = memory(self).things.get(id);
      if (thing === undefined) return;
      self.state.things.set(id, { ...thing, x, y });
      thingsOn(self, place(self.key)).move([{ id, x, y }]);
    })
    .on('remove', (self, { id }: { readonly id: bigint }) => {
      if (memory(self).things.delete(id)) thingsOn(self, place(self.key)).remove([id]);
    })
    .on('list', (self) => [...memory(self).things])
    .on('burn', (self) => self.destroy())
    .hook('gone', async (self) => {
      const things = thingsOn(self, place(self.key));
      const there = new Set(await things.list());
      const known = memory(self).things;
      const lost = [...known].filter(([id]) => !there.has(id));
      for (const [id] of lost) known.delete(id);
      if (known.size + lost.length === 0) return;
      const ids = await things.put(lost.map(([, thing]) => thing));
      for (const [at, id] of ids.entries()) if (id !== null) known.set(id, (lost[at] as (typeof lost)[0])[1]);
      self.watch(self.actor(mapOfLine, mapKey(place(self.key))));
    });
}

interface Player {
  readonly roleId: bigint;
  walker: Walker | null;
  client: WorldClient | null;
}

export interface WorldResult {
  readonly violations: readonly string[];
  readonly updates: number;
  readonly reloads: number;
  readonly faults: number;
}

export function simulate(seed: number): Promise<WorldResult> {
  return new WorldRun(seed).play();
}

function lost(error: unknown): void {
  if (!(error instanceof ActorError)) throw error;
}

class WorldRun {
  readonly #random: Random;
  readonly #clock = new ManualClock();
  readonly #settings: MapSettings;
  readonly #side: number;
  readonly #world: ActorWorld;
  readonly #camp: ReturnType<typeof campOf>;
  readonly #camps: Camps = new Map();
  readonly #maker = new MapMaker();
  readonly #things = new Map<number, ReadonlyMap<bigint, Shown>>();
  readonly #walkers: Walkers;
  readonly #players: readonly Player[];
  readonly #violations: string[] = [];
  #updates = 0;
  #reloads = 0;
  #faults = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    const cellTiles = pick(this.#random, [4, 7, 28]);
    this.#side = cellTiles * (1 + this.#random.below(5));
    this.#settings = mapSettings.parse({
      profile: pick(this.#random, ['classic', 'strict']),
      tilesPerSecond: 100,
      cellTiles,
      viewCells: 1 + this.#random.below(2),
      marginTiles: this.#random.below(Math.ceil(cellTiles / 2)),
      flushMs: pick(this.#random, [33, 100, 500]),
      bytesPerSecond: pick(this.#random, [8_192, 131_072]),
      placeSaveMs: 1_000,
    });
    this.#players = Array.from({ length: ROLES }, (_, at) => ({
      roleId: FIRST_ROLE + BigInt(at),
      walker: null,
      client: null,
    }));
    const offers = new Map<AnyOffer, unknown>();
    this.#camp = campOf(this.#camps);
    // An actor that each process has by itself is never taken from it. Here maps can be lost.
    Object.assign(mapOfLine, { isInEachProcess: false });
    this.#world = new ActorWorld([mapOfLine, walkerPart, this.#camp], {
      clock: this.#clock,
      settings: this.#settings,
      offers,
      streamOf: (roleId) => this.#playerOf(roleId).client,
    });
    Object.assign(mapOfLine, { isInEachProcess: true });
    this.#world.later = (callback) => void setImmediate().then(callback);
    this.#world.onSent = (sent) => {
      for (const { to, message } of sent) if (to !== null) this.#sent(to, message);
    };
    const row = { name: 'a map', width: this.#side, height: this.#side, spawnX: 0, spawnY: 0 };
    const ground = new GameGround((mapId) => (MAPS.includes(mapId) ? { ...row, mapId } : null), this.#settings);
    offers.set(mapGround, ground);
    const scope = {
      actor: this.#world.scope.actor,
      settings: this.#settings,
      use: (offer: AnyOffer) => offers.get(offer),
    };
    const reload = (roleId: bigint): void => this.#world.scope.actor(walkerPart, roleId).tell.reload();
    // The offers hold what their tokens say.
    this.#walkers = new Walkers(scope as unknown as Scope<unknown, MapSettings>, this.#world.counters, reload);
    this.#clock.every(PRESENT_MS, () => this.#walkers.tellPresent());
    offers.set(walkers, this.#walkers);
    offers.set(announcer, this.#walkers);
    offers.set(mapThings, new ThingOwners());
    offers.set(mapMaker, this.#maker);
    offers.set(travelRules, new TravelRules());
    offers.set(lineDesk, {
      join: (_caller: unknown, { wish }: { readonly wish: number }) =>
        Promise.resolve({ lineId: wish >= 1 && wish <= LINES ? wish : 1 }),
      leave: () => {},
    });
  }

  async play(): Promise<WorldResult> {
    await this.#maker.load();
    for (let step = 0; step < STEPS; step++) {
      for (let count = this.#random.below(25); count > 0; count--) this.#act(pick(this.#random, this.#players));
      if (chance(this.#random, 3)) this.#campActs(pick(this.#random, MAPS));
      if (chance(this.#random, 15)) this.#fault();
      for (const { client } of this.#players) if (chance(this.#random, 3)) client?.hurry();
      if (chance(this.#random, 10)) this.#clock.jumpWall(this.#random.below(7_200_000) - 3_600_000);
      await this.#advance(this.#random.below(chance(this.#random, 20) ? 20_000 : 600));
    }
    await this.#endQuietly();
    return { violations: this.#violations, updates: this.#updates, reloads: this.#reloads, faults: this.#faults };
  }

  // What players do.

  #act(player: Player): void {
    const { walker, client } = player;
    if (walker === null || client === null) {
      this.#enter(player);
      return;
    }
    if (!walker.isOnMap && chance(this.#random, 2)) {
      this.#load(player);
      return;
    }
    const kind = this.#random.below(61);
    if (kind < 40) this.#walk(walker);
    else if (kind < 45) this.#load(player);
    else if (kind < 46)
      void this.#part(player)
        .teleport({ ...this.#anywhere(), ...this.#elsewhere() })
        .catch(lost);
    else if (kind < 47)
      void this.#part(player)
        .toLine({ mapId: walker.mapId, fromLineId: walker.lineId, toLineId: 1 + this.#random.below(LINES) })
        .catch(lost);
    else if (kind < 52) void this.#part(player).change(this.#look()).catch(lost);
    else if (kind < 56) client.backlogBytes = chance(this.#random, 2) ? 0 : 1_000_000;
    else if (kind < 58) this.#frames(walker, client);
    else if (kind < 59) this.#walkers.requestKey(walker);
    else if (kind < 60) this.#leave(player);
    else this.#switchChannel(client);
  }

  /** The client's channel for datagrams opens or closes. */
  #switchChannel(client: WorldClient): void {
    client.isLoose = !client.isLoose;
    client.settle();
  }

  #enter(player: Player): void {
    const { x, y } = this.#anywhere();
    const place = {
      mapId: pick(this.#random, MAPS),
      lineId: 1 + this.#random.below(LINES),
      x,
      y,
      level: 1,
      gender: 1,
      classType: 1,
    };
    const session = { isClosing: false, travel: () => true } as unknown as Session;
    const row = { roleId: player.roleId, name: `role ${player.roleId}`, speed: 200, serverId: 1 };
    const role = { row, skills: [] } as unknown as LoadedRole;
    const walker = new Walker(session, role, { place, nowMs: this.#clock.monotonicMs() });
    const client = new WorldClient(player.roleId, pick(this.#random, WIRES), (text) => this.#violations.push(text));
    client.random = this.#random;
    client.isLoose = chance(this.#random, 3);
    this.#world.playing.add(player.roleId);
    player.walker = walker;
    player.client = client;
    this.#walkers.add(walker);
  }

  /** 13, if it is waited for. */
  #load({ walker, client }: Player): void {
    if (walker === null || client === null || walker.isOnMap) return;
    client.isLoading = false;
    this.#walkers.arrive(walker);
  }

  #walk(walker: Walker): void {
    const far = chance(this.#random, 8) ? this.#side : 3;
    const posx = walker.x + this.#random.below(far * 2 + 1) - far;
    const posy = walker.y + this.#random.below(far * 2 + 1) - far;
    const path = chance(this.#random, 4) ? [{ x: posx, y: posy }] : [];
    const upsert = (): void => {};
    const ctx = {
      place: walker,
      role: { id: walker.roleId },
      clock: this.#clock,
      settings: this.#settings,
      rows: { place: { upsert } },
      log: silentLogger,
      use: () => this.#walkers,
      reply: (_type: unknown, message: unknown) => this.#sent(walker.roleId, message),
      session: { close: () => {} },
    };
    // What a handler uses of its context.
    move(ctx as unknown as Parameters<typeof move>[0], { time: 0, posx, posy, path });
  }

  #frames(walker: Walker, client: WorldClient): void {
    // A client keeps what it asked for until its next map: a change in between would make its first numbers ambiguous.
    if (walker.isOnMap) return;
    walker.hasFrameNumbers = client.hasNumbers = chance(this.#random, 2);
    walker.bytesPerSecond = pick(this.#random, [0, 8_192, -5]);
  }

  #leave(player: Player): void {
    const { walker, client, roleId } = player;
    if (walker === null) return;
    this.#updates += client?.updates ?? 0;
    this.#walkers.remove(walker);
    this.#world.playing.delete(roleId);
    this.#world.system.left(roleId, 'kicked');
    player.walker = null;
    player.client = null;
  }

  #look() {
    const value = this.#random.below(100);
    if (chance(this.#random, 2)) return { level: 1 + value };
    return {
      look: [
        { key: 907, value },
        { key: 1_004, value: `guild ${value}` },
        { key: 2_020, value: BigInt(value) },
        { key: 3_006, value: [value] },
      ],
    };
  }

  // What the server sends by messages.

  #sent(roleId: bigint, message: unknown): void {
    const { client } = this.#playerOf(roleId);
    if (!isMapChange(message) || client === null) return;
    this.#reloads++;
    client.reload();
  }

  // What happens to maps and creatures.

  #fault(): void {
    this.#faults++;
    if (chance(this.#random, 3))
      this.#world.store.fence(`map/${pick(this.#random, MAPS)}/${1 + this.#random.below(LINES)}`);
    else {
      const { client } = pick(this.#random, this.#players);
      if (client !== null) client.isBroken = true;
    }
  }

  #campActs(mapId: number): void {
    const camp = this.#world.scope.actor(this.#camp, mapId);
    const known = [...(this.#camps.get(mapId)?.things.keys() ?? [])];
    const kind = this.#random.below(12);
    const put = { kind: 2, ...this.#anywhere(), look: [{ key: 703, value: this.#random.below(9) }] };
    if (known.length === 0 || kind < 3) void camp.put({ things: [put, put] }).catch(lost);
    else if (kind < 9) void camp.move({ id: pick(this.#random, known), ...this.#anywhere() }).catch(lost);
    else if (kind < 10) void camp.remove({ id: pick(this.#random, known) }).catch(lost);
    else {
      if (kind < 11) void camp.burn().catch(lost);
      else this.#world.store.fence(`camp/${mapId}`);
      this.#camps.delete(mapId);
    }
  }

  // The end.

  async #endQuietly(): Promise<void> {
    let lacks: string[] = [];
    for (let round = 0; round < QUIET_ROUNDS; round++) {
      for (const player of this.#players) {
        if (player.client !== null) {
          player.client.backlogBytes = 0;
          player.client.isBroken = false;
        }
        player.client?.hurry();
        this.#load(player);
      }
      await this.#advance(QUIET_MS);
      await this.#askCamps();
      lacks = this.#players.flatMap((player) => this.#lacksOf(player));
      if (lacks.length === 0 && round > QUIET_ROUNDS / 4) break;
    }
    for (const player of this.#players) this.#updates += player.client?.updates ?? 0;
    this.#violations.push(...lacks);
  }

  /** What each camp that lives has, by its own word. */
  async #askCamps(): Promise<void> {
    for (const mapId of MAPS) {
      const asked = this.#world.scope.actor(this.#camp, mapId).list();
      await this.#advance(1);
      this.#things.set(mapId, new Map(await asked));
    }
  }

  /** What a client should know and does not, and the other way round. */
  #lacksOf({ roleId, walker, client }: Player): string[] {
    if (walker === null || client === null) return [];
    const { cellTiles, viewCells, marginTiles } = this.#settings;
    const lacks: string[] = [];
    const there = this.#thingsOn(walker);
    for (const [id, real] of there) {
      const far = Math.max(Math.abs(real.x - walker.x), Math.abs(real.y - walker.y));
      const seen = client.known.get(id);
      if (seen === undefined && far <= viewCells * cellTiles - 2 * marginTiles)
        lacks.push(`missing: ${id} at ${far} (client ${roleId})`);
      if (seen === undefined) continue;
      if (far >= (viewCells + 1) * cellTiles + 2 * marginTiles) lacks.push(`ghost: ${id} at ${far} (client ${roleId})`);
      else if (seen.x !== real.x || seen.y !== real.y) lacks.push(`stale: place of ${id} (client ${roleId})`);
      else if (!isSame(seen, real)) lacks.push(`stale: look of ${id} (client ${roleId})`);
    }
    for (const id of client.known.keys())
      if (!there.has(id)) lacks.push(`ghost: ${id} is not there (client ${roleId})`);
    return lacks;
  }

  /** What is there, besides the walker itself: by its own truth. */
  #thingsOn({ roleId, mapKey: key, mapId, lineId }: Walker): Map<bigint, Seen> {
    const there = new Map<bigint, Seen>();
    for (const { walker } of this.#players) {
      if (walker === null || walker.roleId === roleId || walker.mapKey !== key || !walker.isOnMap) continue;
      const look = new Map(walker.look().map((entry) => [entry.key, entry.value as unknown]));
      there.set(walker.roleId, { x: walker.x, y: walker.y, look });
    }
    const things = lineId === 1 ? (this.#things.get(mapId) ?? []) : [];
    for (const [id, { x, y, look }] of things) {
      there.set(id, { x, y, look: new Map(look.map((entry) => [entry.key, entry.value as unknown])) });
    }
    return there;
  }

  async #advance(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= 100) {
      this.#clock.advance(Math.min(leftMs, 100));
      await setImmediate();
    }
    await setImmediate();
  }

  #part({ roleId }: Player) {
    return this.#world.scope.actor(walkerPart, roleId);
  }

  #playerOf(roleId: bigint): Player {
    const player = this.#players[Number(roleId - FIRST_ROLE)];
    if (player === undefined) throw new Error(`there is no role ${roleId}`);
    return player;
  }

  #anywhere(): { x: number; y: number } {
    return { x: this.#random.below(this.#side), y: this.#random.below(this.#side) };
  }

  #elsewhere(): { mapId?: number; lineId?: number } {
    return chance(this.#random, 2) ? {} : { mapId: pick(this.#random, MAPS), lineId: 1 + this.#random.below(LINES) };
  }
}

function isMapChange(message: unknown): message is RoleMapChangeS2c {
  return typeof message === 'object' && message !== null && 'mapid' in message;
}

function isSame(seen: Seen, real: Seen): boolean {
  return (
    [...real.look].every(([key, value]) => String(seen.look.get(key)) === String(value)) &&
    seen.look.has(real.look.has(NAME) ? LEVEL : 703)
  );
}
