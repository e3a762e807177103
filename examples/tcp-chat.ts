// A chat room, line by line: run `nc 127.0.0.1 7007` and type a name; then everybody else receives your lines. A member that
// reads too slowly misses lines instead of delaying the others, and learns how many. The reactor closes a member that does not
// read at all.
import type { Connection, ConnectionHandler } from 'jadegate/reactor';
import { createLines, defineService, type ServiceCloseReason } from 'jadegate/services';

const NAME = /^[\p{L}\p{N}_-]{1,20}$/u;
const HELP = '* /who lists the members, /leave ends it; any other line goes to all';
const decoder = new TextDecoder();
const encoder = new TextEncoder();

export default defineService({
  name: 'tcp-chat',
  summary: 'a chat room, line by line: enter a name, then anything, /who or /leave',
  framing: createLines(),
  memory: 'service',
  start: () => {
    const room = new Map<string, Member>();
    return (connection) => new Member(room, connection);
  },
});

type Room = Map<string, Member>;

class Member implements ConnectionHandler<ServiceCloseReason> {
  readonly #room: Room;
  readonly #connection: Connection<ServiceCloseReason>;
  #name: string | null = null;
  /** Lines that this member missed while its connection was congested. */
  #missed = 0;

  constructor(room: Room, connection: Connection<ServiceCloseReason>) {
    this.#room = room;
    this.#connection = connection;
  }

  opened(): void {
    this.hear('* which name?');
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    // Control characters would move the cursors of other members.
    const line = decoder.decode(bytes.subarray(start, end)).replaceAll(/\p{C}/gu, '').trim();
    if (this.#name === null) this.#enter(line);
    else if (line === '/who') this.hear(`* here: ${[...this.#room.keys()].join(', ')}`);
    else if (line === '/leave') this.#connection.close();
    else if (line.startsWith('/')) this.hear(HELP);
    else if (line !== '') this.#say(`${this.#name}: ${line}`);
  }

  drained(): void {
    if (this.#missed > 0) this.hear(`* ${this.#missed} lines were dropped while you did not read`);
    this.#missed = 0;
  }

  closing(reason: string): void {
    if (reason !== 'peer-closed') this.hear(`* goodbye: ${reason}`);
  }

  closed(): void {
    if (this.#name === null) return;
    this.#room.delete(this.#name);
    this.#say(`* ${this.#name} left`);
  }

  hear(line: string): void {
    this.#send(encoder.encode(`${line}\n`));
  }

  #enter(name: string): void {
    if (!NAME.test(name)) this.hear('* a name has 1 to 20 letters, digits, _ or -; which one?');
    else if (this.#room.has(name)) this.hear(`* ${name} is here already; which other name?`);
    else {
      this.#name = name;
      this.#room.set(name, this);
      this.hear(HELP);
      this.#say(`* ${name} is here`);
    }
  }

  /** Sends a line to all other members, encoded once. */
  #say(line: string): void {
    const bytes = encoder.encode(`${line}\n`);
    for (const member of this.#room.values()) if (member !== this) member.#send(bytes);
  }

  #send(bytes: Uint8Array): void {
    if (this.#connection.isCongested) this.#missed++;
    else this.#connection.sendRaw(bytes, 0, bytes.length);
  }
}
