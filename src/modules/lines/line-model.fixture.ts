// The rules of `LineBoard` once more, in the plainest way: heads are counted anew for each question. For comparing the two.
import type { LineRequest, LineRules } from './line-board.ts';

export class LineModel {
  readonly rules: LineRules;
  /** Which line each role is on. */
  readonly lineOf = new Map<bigint, number>();
  readonly closed = new Set<number>();
  /** Dynamic lines with players that take newcomers, and those that merge. */
  readonly open = new Set<number>();
  readonly merging = new Set<number>();

  constructor(rules: LineRules) {
    this.rules = rules;
  }

  get lineIds(): number[] {
    return Array.from({ length: this.rules.count + this.rules.dynamicMax }, (_, at) => at + 1);
  }

  players(lineId: number): number {
    return [...this.lineOf.values()].filter((each) => each === lineId).length;
  }

  takes(lineId: number): boolean {
    return !this.closed.has(lineId) && (lineId <= this.rules.count || this.open.has(lineId));
  }

  /** The dynamic line that opens when all others are busy. */
  get next(): number | undefined {
    const { count, playersSoftMax, playersMax } = this.rules;
    if (this.lineIds.some((lineId) => this.takes(lineId) && this.players(lineId) < playersSoftMax)) return undefined;
    const next = this.lineIds.find((lineId) => lineId > count && !this.open.has(lineId) && !this.closed.has(lineId));
    return next !== undefined && this.players(next) < playersMax ? next : undefined;
  }

  leastLoaded(below: number): number | undefined {
    const lines = this.lineIds.filter((lineId) => this.takes(lineId) && this.players(lineId) < below);
    return lines.sort((a, b) => this.players(a) - this.players(b) || a - b)[0];
  }

  fullest(below: number): number | undefined {
    const lines = this.lineIds.filter((lineId) => {
      return this.takes(lineId) && this.players(lineId) > 0 && this.players(lineId) < below;
    });
    return lines.sort((a, b) => this.players(b) - this.players(a) || a - b)[0];
  }

  /** The line of most of the company that has room. */
  lineOfMost(company: readonly bigint[]): number | undefined {
    const with_ = (lineId: number): number => company.filter((roleId) => this.lineOf.get(roleId) === lineId).length;
    const lines = this.lineIds.filter((lineId) => {
      return with_(lineId) > 0 && this.takes(lineId) && this.players(lineId) < this.rules.playersMax;
    });
    return lines.sort((a, b) => with_(b) - with_(a) || a - b)[0];
  }

  join({ roleId, wish, mustBe = false, company = [] }: LineRequest): number | 'full' | 'no-such-line' {
    const present = this.lineOf.get(roleId);
    const isLine = this.lineIds.includes(wish);
    if (wish === present && isLine) return wish;
    const mayChoose = isLine && (this.takes(wish) || wish === this.next);
    if (mayChoose && this.players(wish) < this.rules.playersMax) return this.put(roleId, wish, true);
    if (mustBe) return mayChoose ? 'full' : 'no-such-line';
    if (present !== undefined) return present;
    const { gatherBelow, playersSoftMax, playersMax } = this.rules;
    const line =
      this.lineOfMost(company) ??
      this.fullest(gatherBelow) ??
      this.leastLoaded(playersSoftMax) ??
      this.next ??
      this.leastLoaded(playersMax);
    return line === undefined ? 'full' : this.put(roleId, line, true);
  }

  restore(roleId: bigint, lineId: number): void {
    if (this.lineIds.includes(lineId) && !this.lineOf.has(roleId)) this.put(roleId, lineId);
  }

  put(roleId: bigint, lineId: number, isNewcomer = false): number {
    if (this.lineOf.get(roleId) !== lineId) this.leave(roleId);
    this.lineOf.set(roleId, lineId);
    if (lineId > this.rules.count && (isNewcomer || !this.merging.has(lineId))) this.open.add(lineId);
    if (isNewcomer) this.merging.delete(lineId);
    return lineId;
  }

  leave(roleId: bigint): void {
    const lineId = this.lineOf.get(roleId);
    this.lineOf.delete(roleId);
    if (lineId === undefined || this.players(lineId) > 0) return;
    this.open.delete(lineId);
    this.merging.delete(lineId);
  }

  beginMerge(): number | null {
    const { count, mergeBelow, playersSoftMax } = this.rules;
    if (this.merging.size > 0) return null;
    const line = this.lineIds.reverse().find((lineId) => {
      const others = this.lineIds.filter((other) => other !== lineId && this.takes(other));
      const room = others.reduce((sum, other) => sum + Math.max(0, playersSoftMax - this.players(other)), 0);
      const few = this.players(lineId) < mergeBelow;
      return lineId > count && this.takes(lineId) && few && room >= this.players(lineId) + mergeBelow;
    });
    if (line === undefined) return null;
    this.open.delete(line);
    this.merging.add(line);
    return line;
  }
}
