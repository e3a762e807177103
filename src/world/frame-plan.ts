// What one viewer gets in one flush, before it is sent: runs of bytes by kind. Runs that lie one behind the other become one.
import { IntList } from './int-list.ts';

export class Runs {
  readonly starts = new IntList();
  readonly ends = new IntList();
  bytes = 0;
  /** Records in all runs. */
  records = 0;

  get count(): number {
    return this.starts.count;
  }

  add(start: number, end: number, records = 1): void {
    if (end === start) return;
    this.bytes += end - start;
    this.records += records;
    const last = this.ends.count - 1;
    if (last >= 0 && this.ends.items[last] === start) {
      this.ends.items[last] = end;
      return;
    }
    this.starts.push(start);
    this.ends.push(end);
  }

  clear(): void {
    this.starts.clear();
    this.ends.clear();
    this.bytes = 0;
    this.records = 0;
  }
}

export class FramePlan {
  readonly removes = new Runs();
  readonly creates = new Runs();
  readonly changes = new Runs();
  readonly moves = new Runs();
  /** Last moves of things that rest: for viewers that may have lost them. The sums below leave them out. */
  readonly rests = new Runs();

  get bytes(): number {
    return this.removes.bytes + this.creates.bytes + this.changes.bytes + this.moves.bytes;
  }

  get records(): number {
    return this.removes.records + this.creates.records + this.changes.records + this.moves.records;
  }

  clear(): void {
    this.removes.clear();
    this.creates.clear();
    this.changes.clear();
    this.moves.clear();
    this.rests.clear();
  }
}
