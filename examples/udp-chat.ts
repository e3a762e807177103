// A chat room over UDP, one line per datagram: `jadegate connect udp://127.0.0.1:7007`. The service sends each line to many peers,
// so a sender must prove its address first. A peer that is silent for a minute has left.
import type { DatagramEndpoint, DatagramHandler, PeerId } from 'jadegate/reactor';
import { defineService, openUdp } from 'jadegate/services';

const NAME = /^[\p{L}\p{N}_-]{1,20}$/u;
const HELP = '* /join NAME, /who, /to NAME text, /leave; any other line goes to all; a minute of silence ends it';
const LINE_BYTES = 512;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

export default defineService({
  name: 'udp-chat',
  summary: 'a chat room over UDP: /join NAME, then anything, /who, /to NAME text, /leave',
  transport: 'udp',
  memory: 'service',
  open: (place, tools) =>
    openUdp(place, tools, {
      isProved: true,
      datagramBytesMax: LINE_BYTES,
      handler: (endpoint) => new Room(endpoint),
    }),
});

class Room implements DatagramHandler {
  readonly #endpoint: DatagramEndpoint;
  readonly #names = new Map<PeerId, string>();
  readonly #peers = new Map<string, PeerId>();

  constructor(endpoint: DatagramEndpoint) {
    this.#endpoint = endpoint;
  }

  readonly received = (bytes: Uint8Array, start: number, end: number): void => {
    const peer = this.#endpoint.sender;
    // Control characters would move the cursors of other members.
    const line = decoder.decode(bytes.subarray(start, end)).replaceAll(/\p{C}/gu, '').trim();
    const [word = '', rest = ''] = split(line);
    const name = this.#names.get(peer);
    if (word === '/join') this.#join(peer, rest);
    else if (name === undefined) this.#tell(peer, HELP);
    else if (word === '/who') this.#tell(peer, `* here: ${[...this.#peers.keys()].join(', ')}`);
    else if (word === '/to') this.#whisper(peer, name, split(rest));
    else if (word === '/leave') this.#endpoint.remove(peer);
    else if (word.startsWith('/')) this.#tell(peer, HELP);
    else if (line !== '') this.#say(peer, `${name}: ${line}`);
  };

  readonly left = (peer: PeerId): void => {
    const name = this.#names.get(peer);
    if (name === undefined) return;
    this.#names.delete(peer);
    this.#peers.delete(name);
    this.#say(peer, `* ${name} left`);
  };

  #join(peer: PeerId, name: string): void {
    const known = this.#names.get(peer);
    if (known !== undefined) this.#tell(peer, `* you are here already, as ${known}`);
    else if (!NAME.test(name)) this.#tell(peer, '* a name has 1 to 20 letters, digits, _ or -: /join NAME');
    else if (this.#peers.has(name)) this.#tell(peer, `* ${name} is here already; choose another name`);
    else {
      this.#names.set(peer, name);
      this.#peers.set(name, peer);
      this.#tell(peer, HELP);
      this.#say(peer, `* ${name} is here`);
    }
  }

  #whisper(peer: PeerId, name: string, [to = '', text = '']: readonly string[]): void {
    const other = this.#peers.get(to);
    if (other === undefined) this.#tell(peer, `* nobody here is called ${to || '…'}: /to NAME text`);
    else this.#tell(other, `${name} (to you): ${text}`);
  }

  /** Sends a line to all other members, encoded once. */
  #say(from: PeerId, line: string): void {
    const others = [...this.#names.keys()].filter((peer) => peer !== from);
    this.#endpoint.broadcast(others, encoder.encode(`${line}\n`));
  }

  #tell(peer: PeerId, line: string): void {
    this.#endpoint.send(peer, encoder.encode(`${line}\n`));
  }
}

/** The first word, and the rest. */
function split(line: string): readonly string[] {
  const [word = ''] = line.split(' ', 1);
  return [word, line.slice(word.length).trim()];
}
