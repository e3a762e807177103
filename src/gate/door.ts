// Whether new players are let in. A shut door lets a client speak first, so that it can be told why in its own protocol; those
// who are in already stay.

export interface DoorClosure {
  /** Shown to players; plain words such as when the door opens again. */
  readonly text: string;
}

export class Door {
  #closure: DoorClosure | null = null;

  get isOpen(): boolean {
    return this.#closure === null;
  }

  get closure(): DoorClosure | null {
    return this.#closure;
  }

  open(): void {
    this.#closure = null;
  }

  close(text: string): void {
    this.#closure = { text };
  }
}
