// Whether new players may sign in. With the door closed a client sends its first message before it is refused, so that the reason
// is in its own protocol. Players who are in already stay.

export interface DoorClosure {
  /** Shown to players: for instance when the door opens again. */
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
