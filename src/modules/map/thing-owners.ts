// The owners of things in this process, by name. A map watches each, so that it removes what a gone owner has put there.
import { type AnyRef, defineOffer } from '../../actor/index.ts';

export class ThingOwners {
  readonly #refs = new Map<string, AnyRef>();

  /** Forgotten when the owner is gone. */
  add(owner: string, ref: AnyRef): void {
    this.#refs.set(owner, ref);
  }

  find(owner: string): AnyRef | null {
    return this.#refs.get(owner) ?? null;
  }

  remove(owner: string): void {
    this.#refs.delete(owner);
  }
}

export const mapThings = defineOffer<ThingOwners>('map-things');

export function ownerName(name: string, key: bigint | number | string): string {
  return `${name}/${key}`;
}
