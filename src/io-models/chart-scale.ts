// Logarithmic axes: positions of values on the paper, and which values get a mark.

export interface Scale {
  readonly place: (value: number) => number;
  readonly marks: readonly number[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Margin beyond the outermost values, as a factor. */
const ROOM = 1.3;
/** Up to this many decades, marks at 1, 2 and 5 of each; above it, one mark a decade. */
const FINE_DECADES = 2.2;

/** `values` are above 0; without any the axis runs from 1 to 10. */
export function logScale(values: readonly number[], paper: Span): Scale {
  const low = Math.log10((values.length === 0 ? 1 : Math.min(...values)) / ROOM);
  const high = Math.log10((values.length === 0 ? 10 : Math.max(...values)) * ROOM);
  const place = (value: number): number =>
    paper.from + ((Math.log10(value) - low) / (high - low)) * (paper.to - paper.from);
  return { place, marks: marksBetween(low, high) };
}

function marksBetween(low: number, high: number): readonly number[] {
  const steps = high - low > FINE_DECADES ? [1] : [1, 2, 5];
  const marks: number[] = [];
  for (let decade = Math.floor(low); decade <= high; decade++) {
    for (const step of steps) {
      const mark = step * 10 ** decade;
      if (Math.log10(mark) >= low && Math.log10(mark) <= high) marks.push(Number(mark.toPrecision(1)));
    }
  }
  return marks;
}
