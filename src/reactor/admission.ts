// The count of connections at one listener, in all and from each address. The map of addresses has one entry for each address
// with a connection, so it is bounded by `connectionsMax`.
import { customerOf } from '../base/index.ts';
import type { AdmissionRefusal } from './close-reason.ts';
import { CONNECTIONS_MAX } from './limits.ts';

export interface AdmissionLimits {
  /** Connections at once; 20,000 when left out. */
  readonly connectionsMax?: number;
  /** Connections of one address (of one /64 network in IPv6, which is what one customer has); players behind one router share it. No cap when left out. */
  readonly connectionsPerAddressMax?: number;
}

export class Admission {
  #connectionsMax: number;
  #perAddressMax: number;
  readonly #countOfAddress = new Map<string, number>();
  #count = 0;

  constructor(limits: AdmissionLimits) {
    this.#connectionsMax = limits.connectionsMax ?? CONNECTIONS_MAX;
    this.#perAddressMax = limits.connectionsPerAddressMax ?? Number.POSITIVE_INFINITY;
  }

  get count(): number {
    return this.#count;
  }

  get connectionsMax(): number {
    return this.#connectionsMax;
  }

  get isFull(): boolean {
    return this.#count >= this.#connectionsMax;
  }

  get addressCount(): number {
    return this.#countOfAddress.size;
  }

  /** New caps; who is in stays in. What is left out stays as it is. */
  change(limits: AdmissionLimits): void {
    this.#connectionsMax = limits.connectionsMax ?? this.#connectionsMax;
    this.#perAddressMax = limits.connectionsPerAddressMax ?? this.#perAddressMax;
  }

  /** Counts one in, from `address` unless that is not known yet (null); or says why not. `margin` goes beyond the cap. */
  enter(address: string | null, margin = 0): AdmissionRefusal | null {
    if (this.#count >= this.#connectionsMax + margin) return 'too-many-connections';
    const refusal = address === null ? null : this.locate(address);
    if (refusal === null) this.#count++;
    return refusal;
  }

  /** The address of one that is in became known. */
  locate(address: string): AdmissionRefusal | null {
    const key = customerOf(address);
    const count = this.#countOfAddress.get(key) ?? 0;
    if (count >= this.#perAddressMax) return 'too-many-from-address';
    this.#countOfAddress.set(key, count + 1);
    return null;
  }

  /** One left; `address` is null when it was never counted. */
  leave(address: string | null): void {
    this.#count--;
    if (address === null) return;
    const key = customerOf(address);
    const count = this.#countOfAddress.get(key) ?? 0;
    if (count <= 1) this.#countOfAddress.delete(key);
    else this.#countOfAddress.set(key, count - 1);
  }
}
