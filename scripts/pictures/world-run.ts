// A short run of a real map, for the pictures of the guide: four roles move, and what Alice's client gets is decoded from the very bytes.
import type { Stream, StreamEncoding } from '../../src/actor/index.ts';
import { ATTR } from '../../src/modules/map/map.failures.ts';
import * as map from '../../src/modules/map/map.messages.ts';
import { mapSettings } from '../../src/modules/map/map.settings.ts';
import { MapState } from '../../src/modules/map/map-state.ts';
import { createRegistry, decode } from '../../src/wire/index.ts';

export const SETTINGS = mapSettings.parse({});
/** Five cells by three. */
export const SIZE = { width: SETTINGS.cellTiles * 5, height: SETTINGS.cellTiles * 3 };
export const ALICE = { id: 1n, name: 'Alice', x: 70, y: 42 };
const HEAD_BYTES = 2;
const STEP_MS = 250;
export const RUN_MS = 10_000;
const LEVEL_KEY = ATTR.level;

export type EventKind = 'comes' | 'moves' | 'level' | 'teleports' | 'leaves';
export type UpdateKind = 'create' | 'move' | 'change' | 'delete';

export interface Happened {
  readonly atMs: number;
  readonly id: bigint;
  readonly kind: EventKind;
  readonly x: number;
  readonly y: number;
}

export interface Received {
  readonly atMs: number;
  readonly frame: number;
  readonly id: bigint;
  readonly kind: UpdateKind;
}

export interface Run {
  readonly happened: readonly Happened[];
  readonly received: readonly Received[];
  /** Frames that Alice got: when, and their numbers. */
  readonly frames: readonly { readonly atMs: number; readonly frame: number; readonly isKey: boolean }[];
}

interface Act {
  readonly atMs: number;
  readonly id: bigint;
  readonly kind: EventKind;
  readonly x: number;
  readonly y: number;
}

export const OTHERS = [
  { id: 2n, name: 'Bob' },
  { id: 3n, name: 'Carol' },
  { id: 4n, name: 'Dan' },
  { id: 5n, name: 'Eve' },
] as const;

/** Bob walks by from left to right; Carol stands in view and gains a level; Dan teleports away and back; Eve is never near. */
function script(): Act[] {
  const acts: Act[] = [
    { atMs: 0, id: 2n, kind: 'comes', x: 16, y: 46 },
    { atMs: 0, id: 3n, kind: 'comes', x: 60, y: 17 },
    { atMs: 0, id: 4n, kind: 'comes', x: 84, y: 64 },
    { atMs: 0, id: 5n, kind: 'comes', x: 12, y: 12 },
    { atMs: 3_100, id: 3n, kind: 'level', x: 60, y: 17 },
    { atMs: 4_200, id: 4n, kind: 'teleports', x: 130, y: 12 },
    { atMs: 7_300, id: 4n, kind: 'teleports', x: 84, y: 64 },
    { atMs: 8_600, id: 3n, kind: 'leaves', x: 60, y: 17 },
  ];
  for (let step = 1; step * STEP_MS < RUN_MS; step++) {
    acts.push({ atMs: step * STEP_MS + 40, id: 2n, kind: 'moves', x: 16 + Math.round(step * 2.7), y: 46 });
  }
  for (let step = 2; step * STEP_MS < RUN_MS; step += 3) {
    acts.push({ atMs: step * STEP_MS + 90, id: 5n, kind: 'moves', x: 12 + (step % 2), y: 12 });
  }
  return acts.toSorted((one, other) => one.atMs - other.atMs);
}

/** Framed as on TCP. */
const ENCODING: StreamEncoding = {
  layout: 'packed',
  headBytes: () => HEAD_BYTES,
  writeHead: (bytes, at, payloadBytes) => {
    bytes[at] = payloadBytes >> 8;
    bytes[at + 1] = payloadBytes & 0xff;
    return at + HEAD_BYTES;
  },
};

export function runWorld(): Run {
  const state = new MapState({ mapId: 1, ...SIZE, spawnX: 0, spawnY: 0 }, SETTINGS, 0);
  const acts = script();
  const received: Received[] = [];
  const frames: { atMs: number; frame: number; isKey: boolean }[] = [];
  const arrival = { hasFrameNumbers: true, bytesPerSecond: 0 };
  state.enter({ roleId: ALICE.id, x: ALICE.x, y: ALICE.y, look: [], ...arrival }, ENCODING);
  for (let nowMs = SETTINGS.flushMs; nowMs <= RUN_MS; nowMs += SETTINGS.flushMs) {
    for (const act of acts) {
      if (act.atMs > nowMs - SETTINGS.flushMs - 1 && act.atMs <= nowMs - 1) perform(state, act);
    }
    const stream = listening((type, value) => {
      if (type === map.MapFrameS2c.id) frames.push({ atMs: nowMs, ...(value as map.MapFrameS2c) });
      const frame = frames.at(-1)?.frame ?? 0;
      for (const { id, kind } of updatesOf(type, value)) received.push({ atMs: nowMs, frame, id, kind });
    });
    state.flush((roleId) => (roleId === ALICE.id ? stream : null), nowMs);
  }
  return { happened: acts, received, frames };
}

function perform(state: MapState, { id, kind, x, y, atMs }: Act): void {
  const look = [{ key: ATTR.name, value: String(id) }];
  const thing = state.grid.find(id);
  if (kind === 'comes') {
    state.enter({ roleId: id, x, y, look, hasFrameNumbers: false, bytesPerSecond: 0 }, null);
    return;
  }
  if (thing === null) throw new Error(`role ${id} is not on the map at ${atMs} ms`);
  if (kind === 'moves') state.move(thing, { x, y, time: atMs, path: [] });
  else if (kind === 'level') state.show(thing, [{ key: LEVEL_KEY, value: 7 }]);
  else state.leave(id);
  // As a role that is teleported: it leaves, its client loads, it comes.
  if (kind === 'teleports') state.enter({ roleId: id, x, y, look, hasFrameNumbers: false, bytesPerSecond: 0 }, null);
}

/** A stream that gives each packet decoded. */
function listening(heard: (type: number, value: unknown) => void): Stream {
  const registry = createRegistry(map.messages);
  return {
    encoding: ENCODING,
    backlogBytes: 0,
    isLoose: false,
    sendLoose: () => {},
    settle: () => {},
    send: (bytes, start, end) => {
      for (let at = start; at < end; ) {
        const from = at + HEAD_BYTES;
        at = from + ((bytes[at] as number) << 8) + (bytes[at + 1] as number);
        const decoded = decode(registry, { layout: 'packed', bytes, start: from, end: at });
        if (decoded.kind === 'malformed') throw new Error(`a packet of the map is malformed: ${decoded.field}`);
        heard(decoded.type.id, decoded.value);
      }
    },
  };
}

function updatesOf(type: number, value: unknown): readonly { readonly id: bigint; readonly kind: UpdateKind }[] {
  if (type === map.OtherRoleMoveS2c.id) return [{ id: (value as map.OtherRoleMoveS2c).otherId, kind: 'move' }];
  if (type !== map.ObjectUpdateS2c.id) return [];
  const { deleteids, createAttrs, changeAttrs } = value as map.ObjectUpdateS2c;
  return [
    ...deleteids.map(({ objectid }) => ({ id: objectid, kind: 'delete' as const })),
    ...createAttrs.map(({ objectid }) => ({ id: objectid, kind: 'create' as const })),
    ...changeAttrs.map(({ objectid }) => ({ id: objectid, kind: 'change' as const })),
  ];
}
