// What a node says about itself in the registry. It is JSON, so that operators read it with the tools of NATS; a reader takes what it
// knows and leaves out the rest, so that two releases work side by side.

export interface NodeFacts {
  /** Of the process: another one after each start. Its name on the bus. */
  readonly process: string;
  /** The name of the node that the operator gave. */
  readonly name: string;
  readonly version: string;
  /** What it offers: kinds of actors, `*` for all. */
  readonly kinds: readonly string[];
  /** Where players connect: `tcp://10.0.0.4:8001`. Null when it has no gate. */
  readonly playersAt: string | null;
  /** Its share of placed actors, from 0 to 1: it rises while the node joins, and falls while it drains. */
  readonly weight: number;
  readonly isDraining: boolean;
  readonly players: number;
  /** Actors and roles that are awake there. */
  readonly awake: number;
  /** When the process started: milliseconds since 1970. */
  readonly startedMs: number;
}

export function writeFacts(facts: NodeFacts): string {
  return JSON.stringify(facts);
}

/** Null when the text is no facts of a node. */
export function readFacts(text: string): NodeFacts | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { process, name, version, kinds, playersAt, weight, isDraining, players, awake, startedMs } = value as Readonly<
    Record<string, unknown>
  >;
  if (typeof process !== 'string' || typeof name !== 'string') return null;
  return {
    process,
    name,
    version: typeof version === 'string' ? version : 'unknown',
    kinds: Array.isArray(kinds) ? kinds.filter((kind) => typeof kind === 'string') : [],
    playersAt: typeof playersAt === 'string' ? playersAt : null,
    weight: numberOf(weight, 0, 1),
    isDraining: isDraining === true,
    players: numberOf(players, 0, Number.MAX_SAFE_INTEGER),
    awake: numberOf(awake, 0, Number.MAX_SAFE_INTEGER),
    startedMs: numberOf(startedMs, 0, Number.MAX_SAFE_INTEGER),
  };
}

function numberOf(value: unknown, min: number, max: number): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, min), max) : min;
}
