// Values by message id, found without a hash: ids are spread over sixteen bits, and V8 keeps an array with such gaps as a hash table.
import { assert } from '../base/index.ts';

const IDS = 0x1_0000;

export class IdTable<Value> {
  /** By id: the place of its value in the list, plus one. */
  readonly #places = new Uint16Array(IDS);
  readonly #values: Value[] = [];

  /** A later value of an id replaces an earlier one. */
  set(id: number, value: Value): void {
    assert(Number.isInteger(id) && id >= 0 && id < IDS, 'a message id is a u16');
    const place = this.#places[id] ?? 0;
    if (place === 0) this.#places[id] = this.#values.push(value);
    else this.#values[place - 1] = value;
  }

  get(id: number): Value | undefined {
    const place = this.#places[id] ?? 0;
    return place === 0 ? undefined : this.#values[place - 1];
  }
}
