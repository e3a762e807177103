// Counts the connections of one listener, in all and by address. The map has one entry for each connected address, so
// it is bounded by `connectionsMax`.
import { customerOf } from '../base/index.ts';
import { CONNECTIONS_MAX } from './limits.ts';
import type { AdmissionRefusal } from './names/index.ts';

export interface AdmissionLimits {
  /** Connections at once; 20,000 when left out. */
  readonly connectionsMax?: number;
  /**
   * Connections of one address (in IPv6 of one /64 network, which is what one customer has); players behind one router
   * share it. No cap when left out.
   */
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

  /** Sets new caps; existing connections stay. Caps that are left out keep their values. */
  change(limits: AdmissionLimits): void {
    this.#connectionsMax = limits.connectionsMax ?? this.#connectionsMax;
    this.#perAddressMax = limits.connectionsPerAddressMax ?? this.#perAddressMax;
  }

  /**
   * Counts a connection in, or returns why not. `address` is null while it is not known yet. `margin` is added to the
   * cap.
   */
  enter(address: string | null, margin = 0): AdmissionRefusal | null {
    if (this.#count >= this.#connectionsMax + margin) return 'too-many-connections';
    const refusal = address === null ? null : this.locate(address);
    if (refusal === null) this.#count++;
    return refusal;
  }

  /** Sets the address of a counted connection. */
  locate(address: string): AdmissionRefusal | null {
    if (this.#isFullFor(address)) return 'too-many-from-address';
    this.#countAddress(address);
    return null;
  }

  /** Why a connection of `address` has no place now; the narrower cap first. */
  lack(address: string): AdmissionRefusal | null {
    if (this.#isFullFor(address)) return 'too-many-from-address';
    return this.isFull ? 'too-many-connections' : null;
  }

  /** Counts a connection in, whatever the caps. */
  add(address: string): void {
    this.#count++;
    this.#countAddress(address);
  }

  /** Counts a connection out; `address` is null when its address was never counted. */
  leave(address: string | null): void {
    this.#count--;
    if (address === null) return;
    const key = customerOf(address);
    const count = this.#countOfAddress.get(key) ?? 0;
    if (count <= 1) this.#countOfAddress.delete(key);
    else this.#countOfAddress.set(key, count - 1);
  }

  #isFullFor(address: string): boolean {
    return (this.#countOfAddress.get(customerOf(address)) ?? 0) >= this.#perAddressMax;
  }

  #countAddress(address: string): void {
    const key = customerOf(address);
    this.#countOfAddress.set(key, (this.#countOfAddress.get(key) ?? 0) + 1);
  }
}
