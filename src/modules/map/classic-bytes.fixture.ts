// The bytes of the classic protocol, written from its description alone, so that a mistake of our codecs cannot hide in it: big-endian
// numbers, texts and lists with a u16 before them, no tags. It imports nothing.

export class ClassicWriter {
  #bytes: number[] = [];

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  u16(value: number): this {
    this.#bytes.push((value >> 8) & 0xff, value & 0xff);
    return this;
  }

  i32(value: number): this {
    return this.u16(value >>> 16).u16(value & 0xffff);
  }

  i64(value: bigint): this {
    return this.i32(Number((value >> 32n) & 0xffffffffn)).i32(Number(value & 0xffffffffn));
  }

  text(value: string): this {
    const encoded = new TextEncoder().encode(value);
    this.u16(encoded.length);
    this.#bytes.push(...encoded);
    return this;
  }

  list<T>(items: readonly T[], write: (item: T) => void): this {
    this.u16(items.length);
    for (const item of items) write(item);
    return this;
  }
}

/** Throws at bytes that are not as the protocol says. */
export class ClassicReader {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  u16(): number {
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2);
  }

  i32(): number {
    this.#at += 4;
    return this.#view.getInt32(this.#at - 4);
  }

  i64(): bigint {
    this.#at += 8;
    return this.#view.getBigInt64(this.#at - 8);
  }

  text(): string {
    const length = this.u16();
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new Error('a text is longer than its message');
    return new TextDecoder('utf-8', { fatal: true }).decode(this.#bytes.subarray(this.#at - length, this.#at));
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.u16() }, read);
  }

  end(message: number): void {
    const left = this.#bytes.length - this.#at;
    if (left !== 0) throw new Error(`message ${message} has ${left} bytes more than its fields`);
  }
}
