// Whether half of the datagrams of one direction are lost, from two counts that are noted about each second: how many were sent, and how
// many arrived. What was sent since the last note may be under way, so it is not expected yet.
import { DATAGRAM_LOSS_COUNT_MIN, DATAGRAM_LOSS_NOTES } from './limits.ts';

export class DatagramLoss {
  readonly #sent = [0];
  readonly #arrived = [0];

  /** `sent` and `arrived` since the channel began. Returns whether half was lost of what was sent in the last few seconds. */
  note(sent: number, arrived: number): boolean {
    const last = this.#sent.length - 1;
    const expected = (this.#sent[last] as number) - (this.#sent[0] as number);
    const came = arrived - (this.#arrived[0] as number);
    this.#sent.push(sent);
    this.#arrived.push(arrived);
    if (this.#sent.length > DATAGRAM_LOSS_NOTES) {
      this.#sent.shift();
      this.#arrived.shift();
    }
    return expected >= DATAGRAM_LOSS_COUNT_MIN && came * 2 < expected;
  }
}
