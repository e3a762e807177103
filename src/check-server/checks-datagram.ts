// Checks of the channel for datagrams. A hello shows what a server takes: it is answered, and changes nothing else.
import type { Check } from './check.ts';
import { type DatagramSocket, type HeardDatagram, KIND } from './datagram-socket-node.ts';
import { AT_ONCE_MS } from './limits.ts';
import { MESSAGE } from './messages.ts';
import { CheckFailure, must } from './outcome.ts';

const HELLO_BODY = new Uint8Array(15);
const HELLO_BYTES = 32;
const COOKIE_BYTES = 9;
/** Within this, silence shows that nothing was done. */
const SILENCE_MS = 500;
/** A hello or its answer may be lost on the way. */
const TRIES = 5;

export const DATAGRAM_CHECKS: readonly Check[] = [
  {
    number: 41,
    rule: 'a repeated datagram does nothing',
    run: async (bench) => {
      const { socket } = await bench.channel();
      const { number } = await challenged(socket, 1);
      const hello = socket.datagram(KIND.hello, number, HELLO_BODY);
      await silent(socket);
      for (let copy = 0; copy < 3; copy++) socket.send(hello);
      const again = await socket.next(SILENCE_MS);
      must(again === null, `hello ${number} was answered again`);
      await challenged(socket, number + 1);
      return `hello ${number} is answered once`;
    },
  },
  {
    number: 42,
    rule: 'a challenge is shorter than its hello, and signed by the server',
    run: async (bench) => {
      const { socket } = await bench.channel();
      const { answer } = await challenged(socket, 1);
      must(answer.bytes.length < HELLO_BYTES, `${answer.bytes.length} bytes answer ${HELLO_BYTES}`);
      must(answer.body.length === COOKIE_BYTES, `a cookie of ${answer.body.length} bytes`);
      return `${answer.bytes.length} bytes answer ${HELLO_BYTES}`;
    },
  },
  {
    number: 43,
    rule: 'a cookie that comes from another port proves nothing',
    run: async (bench) => {
      const { player, socket, other } = await bench.channel();
      const { number, answer } = await challenged(socket, 1);
      other.send(other.datagram(KIND.prove, number + 1, answer.body));
      const opened = await player.next(MESSAGE.udpState, SILENCE_MS);
      must(opened === null, 'the channel opened to the other port');
      // Its own port proves itself, so the silence meant what it should.
      const own = await challenged(socket, number + 2);
      socket.send(socket.datagram(KIND.prove, own.number + 1, own.answer.body));
      const [, isOpen] = await player.need(MESSAGE.udpState, AT_ONCE_MS);
      must(isOpen === true, 'the channel does not open to its own port');
      return 'open to its own port alone';
    },
  },
];

interface Challenged {
  /** Of the hello that was answered. */
  readonly number: number;
  readonly answer: HeardDatagram;
}

/** Says hello, with numbers from `first` on, until it is answered. */
async function challenged(socket: DatagramSocket, first: number): Promise<Challenged> {
  for (let number = first; number < first + TRIES; number++) {
    socket.send(socket.datagram(KIND.hello, number, HELLO_BODY));
    const answer = await socket.next(AT_ONCE_MS / TRIES);
    if (answer === null) continue;
    must(answer.kind === KIND.challenge, `kind ${answer.kind} answers a hello`);
    must(answer.isGenuine, 'the challenge names another channel, or its tag is wrong');
    return { number, answer };
  }
  throw new CheckFailure(`no hello of ${TRIES} was answered`);
}

/** Takes what is late. */
async function silent(socket: DatagramSocket): Promise<void> {
  while ((await socket.next(SILENCE_MS / TRIES)) !== null);
}
