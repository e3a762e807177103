// Runs system programs over UDP: the answer to `date` is the output of the program `date`. It starts only the programs listed
// here, with the arguments listed here and without a shell: nothing from the wire becomes part of a command. An answer is longer
// than its question, so a sender must prove its address first. To offer other programs, copy this file and serve the copy.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { DatagramEndpoint, DatagramHandler, PeerId } from 'jadegate/reactor';
import { defineService, openUdp } from 'jadegate/services';

/** The questions, and for each the program that it starts, with arguments. All of these programs only read. */
const COMMANDS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  date: ['date'],
  uptime: ['uptime'],
  uname: ['uname', '-a'],
  df: ['df', '-h'],
  free: ['free', '-m'],
};
const RUNNING_MAX = 4;
const DEADLINE_MS = 2_000;
/** An answer is one datagram, short enough for one packet. */
const ANSWER_BYTES = 1_200;
const execute = promisify(execFile);

export default defineService({
  name: 'udp-command',
  summary: `answers ${Object.keys(COMMANDS).join(', ')} over UDP with what that program prints`,
  transport: 'udp',
  memory: 'connection',
  open: (place, tools) => openUdp(place, tools, { isProved: true, handler: (endpoint) => new Commands(endpoint) }),
});

class Commands implements DatagramHandler {
  readonly #endpoint: DatagramEndpoint;
  /** The question in flight of each peer. A peer that left gets no answer: another peer may have its number by then. */
  readonly #asking = new Map<PeerId, object>();
  #runningCount = 0;

  constructor(endpoint: DatagramEndpoint) {
    this.#endpoint = endpoint;
  }

  readonly received = (bytes: Uint8Array, start: number, end: number): void => {
    const peer = this.#endpoint.sender;
    const name = Buffer.from(bytes.subarray(start, end)).toString('latin1').trim();
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) this.#tell(peer, `! there are: ${Object.keys(COMMANDS).join(', ')}\n`);
    else if (this.#asking.has(peer)) this.#tell(peer, '! one at a time: your last question is not answered yet\n');
    else if (this.#runningCount >= RUNNING_MAX) this.#tell(peer, '! busy: ask again in a moment\n');
    else void this.#run(peer, command);
  };

  readonly left = (peer: PeerId): void => {
    this.#asking.delete(peer);
  };

  async #run(peer: PeerId, [program, ...parameters]: readonly [string, ...string[]]): Promise<void> {
    const question = {};
    this.#asking.set(peer, question);
    this.#runningCount++;
    const text = await execute(program, parameters, { timeout: DEADLINE_MS, maxBuffer: 64 * 1024, env: {} }).then(
      ({ stdout }) => stdout,
      (error: Error) => `! ${program}: ${error.message}\n`,
    );
    this.#runningCount--;
    if (this.#asking.get(peer) !== question) return;
    this.#asking.delete(peer);
    this.#tell(peer, text);
  }

  #tell(peer: PeerId, text: string): void {
    this.#endpoint.send(peer, Buffer.from(text).subarray(0, ANSWER_BYTES));
  }
}
