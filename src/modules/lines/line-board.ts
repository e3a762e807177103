// Lines: parallel copies of the maps. Who is on which, and which one a newcomer gets: the one wished for when it has room, else
// the one with the fewest players.

export interface LineOptions {
  /** Lines are numbered from 1. */
  readonly lineCount: number;
  /** Players that one line takes. */
  readonly playersMax: number;
}

export const LINE_OPTIONS: LineOptions = { lineCount: 2, playersMax: 2_000 };

export interface LineLoad {
  readonly lineId: number;
  readonly players: number;
}

export class LineBoard {
  readonly #playersMax: number;
  /** Players by line; the first is line 1. */
  readonly #players: number[];
  readonly #lineOf = new Map<bigint, number>();

  constructor(options: Partial<LineOptions> = {}) {
    const { lineCount, playersMax } = { ...LINE_OPTIONS, ...options };
    this.#playersMax = playersMax;
    this.#players = new Array<number>(lineCount).fill(0);
  }

  /** Every line and how many are on it, in order. */
  loads(): readonly LineLoad[] {
    return this.#players.map((players, index) => ({ lineId: index + 1, players }));
  }

  lineOf(roleId: bigint): number | null {
    return this.#lineOf.get(roleId) ?? null;
  }

  /** Puts the role on a line: `wish` if it has room, else the emptiest. Null when every line is full. */
  join(roleId: bigint, wish: number): number | null {
    this.leave(roleId);
    const lineId = this.#hasRoom(wish) ? wish : this.#emptiest();
    if (lineId !== null) this.#enter(roleId, lineId);
    return lineId;
  }

  /** Moves the role to that very line. False, and it stays where it is, when there is no such line or no room on it. */
  move(roleId: bigint, lineId: number): boolean {
    if (this.#lineOf.get(roleId) === lineId) return true;
    if (!this.#hasRoom(lineId)) return false;
    this.leave(roleId);
    this.#enter(roleId, lineId);
    return true;
  }

  leave(roleId: bigint): void {
    const lineId = this.#lineOf.get(roleId);
    if (lineId === undefined) return;
    this.#lineOf.delete(roleId);
    this.#add(lineId, -1);
  }

  #enter(roleId: bigint, lineId: number): void {
    this.#lineOf.set(roleId, lineId);
    this.#add(lineId, 1);
  }

  #add(lineId: number, count: number): void {
    this.#players[lineId - 1] = (this.#players[lineId - 1] ?? 0) + count;
  }

  #hasRoom(lineId: number): boolean {
    const players = this.#players[lineId - 1];
    return players !== undefined && players < this.#playersMax;
  }

  #emptiest(): number | null {
    let best: LineLoad | null = null;
    for (const load of this.loads()) {
      if (load.players < this.#playersMax && (best === null || load.players < best.players)) best = load;
    }
    return best?.lineId ?? null;
  }
}
