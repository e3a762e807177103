// For tests: calls back before and behind each call of a part, where a test may let the process die.
import type { HandoverPart, HandoverTaker } from '../handover/index.ts';

/** `old store transfer begins`, `new gate adopted is over`. */
export type HandoverPoint = (name: string) => void;

export function watchedPart(part: HandoverPart, point: HandoverPoint): HandoverPart {
  const watched =
    <Args extends readonly unknown[]>(step: string, act: (...args: Args) => Promise<void>) =>
    async (...args: Args): Promise<void> => {
      point(`old ${part.name} ${step} begins`);
      await act(...args);
      point(`old ${part.name} ${step} is over`);
    };
  return {
    name: part.name,
    describe: () => part.describe(),
    refuse: (described) => part.refuse(described),
    copy: watched('copy', (sink) => part.copy(sink)),
    freeze: watched('freeze', () => part.freeze()),
    transfer: watched('transfer', (sink) => part.transfer(sink)),
    thaw: watched('thaw', () => part.thaw()),
    release: watched('release', () => part.release()),
  };
}

export function watchedTaker(taker: HandoverTaker, point: HandoverPoint): HandoverTaker {
  const watched = (step: string, act: () => Promise<void>) => async (): Promise<void> => {
    point(`new ${taker.name} ${step} begins`);
    await act();
    point(`new ${taker.name} ${step} is over`);
  };
  return {
    name: taker.name,
    describe: () => taker.describe(),
    take: (kind, body, descriptors) => {
      point(`new ${taker.name} takes a frame`);
      return taker.take(kind, body, descriptors);
    },
    adopted: watched('adopted', () => taker.adopted()),
    start: watched('start', () => taker.start()),
    discard: () => taker.discard(),
  };
}
