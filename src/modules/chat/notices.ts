// Notices that an operator has repeated: text that scrolls over the screen of everybody. They are in the memory of the process that was
// asked, and end with it.
import { defineOffer } from '../../actor/index.ts';
import type { Cancel, Clock } from '../../base/index.ts';
import { NOTICES_MAX } from './chat-limits.ts';

export interface NoticeOptions {
  readonly text: string;
  readonly times: number;
  readonly seconds: number;
}

interface Running extends NoticeOptions {
  readonly id: number;
  leftCount: number;
  cancel: Cancel;
}

export class Notices {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #show: (text: string) => void;
  readonly #running = new Map<number, Running>();
  #lastId = 0;

  constructor(clock: Pick<Clock, 'after'>, show: (text: string) => void) {
    this.#clock = clock;
    this.#show = show;
  }

  /** Shows it at once and then each so many seconds. The id, 0 when it was shown once only; null when there are too many. */
  start({ text, times, seconds }: NoticeOptions): number | null {
    if (times > 1 && this.#running.size >= NOTICES_MAX) return null;
    this.#show(text);
    if (times <= 1) return 0;
    const id = ++this.#lastId;
    const notice: Running = { id, text, times, seconds, leftCount: times - 1, cancel: () => {} };
    this.#running.set(id, notice);
    this.#wait(notice);
    return id;
  }

  /** False when there is none. */
  end(id: number): boolean {
    this.#running.get(id)?.cancel();
    return this.#running.delete(id);
  }

  endAll(): void {
    for (const id of [...this.#running.keys()]) this.end(id);
  }

  list(): readonly Pick<Running, 'id' | 'text' | 'seconds' | 'leftCount'>[] {
    return [...this.#running.values()];
  }

  #wait(notice: Running): void {
    notice.cancel = this.#clock.after(notice.seconds * 1_000, () => {
      notice.leftCount--;
      if (notice.leftCount <= 0) this.#running.delete(notice.id);
      else this.#wait(notice);
      this.#show(notice.text);
    });
  }
}

export const chatNotices = defineOffer<Notices>('chat-notices');
