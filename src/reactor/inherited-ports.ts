// Ports that the process before this one had open: a listener on the same endpoint takes its port from here instead of opening one, so
// that no client is refused in between.
import type { Endpoint } from './io.ts';

export class InheritedPorts {
  readonly #descriptors = new Map<string, number[]>();

  /** `endpoint` is what the listener was opened with: port 0 where the system chose. */
  add(endpoint: Endpoint, descriptor: number): void {
    const key = keyOf(endpoint);
    const known = this.#descriptors.get(key);
    if (known === undefined) this.#descriptors.set(key, [descriptor]);
    else known.push(descriptor);
  }

  /** The port is its listener's from here; null when there is none. */
  take(endpoint: Endpoint): number | null {
    return this.#descriptors.get(keyOf(endpoint))?.shift() ?? null;
  }

  /** Those that nobody took: the new configuration has no such listener. */
  takeRest(): number[] {
    const rest = [...this.#descriptors.values()].flat();
    this.#descriptors.clear();
    return rest;
  }
}

function keyOf({ host, port }: Endpoint): string {
  return `${host} ${port}`;
}
