// The client's side of a channel, against a server by hand: every way of a network to be of no use.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, SeededRandom } from '../base/index.ts';
import { UdpAskC2s, type UdpOfferS2c, UdpState } from '../gate/gate.messages.ts';
import { RoleMoveC2s } from '../modules/map/map.messages.ts';
import { DATAGRAM_KIND, DatagramSender, kindOfDatagram, type MessageType } from '../wire/index.ts';
import { ClientDatagrams } from './client-datagrams.ts';
import type { DatagramTarget } from './datagram-link.ts';
import {
  DATAGRAM_AGAIN_MS,
  DATAGRAM_AGAIN_MS_MAX,
  DATAGRAM_DEAF_MS,
  DATAGRAM_HELLOS_MAX,
  DATAGRAM_REPORT_MS,
  DATAGRAM_REST_MS,
} from './limits.ts';
import type { LinkEvent } from './link-event.ts';

const noSigner = { sign: () => {}, isSigned: () => true };
const OFFER: UdpOfferS2c = { channel: 7, key: new Uint8Array(32), host: '', port: 99 };

class World {
  readonly clock = new ManualClock();
  readonly said: string[] = [];
  readonly events: LinkEvent[] = [];
  readonly byLink: number[] = [];
  readonly got: number[] = [];
  /** Kinds of the datagrams that left. */
  readonly sent: number[] = [];
  readonly targets: DatagramTarget[] = [];
  isDialable = true;
  openWays = 0;
  receive: (bytes: Uint8Array, start: number, end: number) => void = () => {};
  readonly datagrams: ClientDatagrams;
  readonly server: DatagramSender;

  constructor() {
    const { clock } = this;
    this.datagrams = new ClientDatagrams(
      async (target, received) => {
        this.targets.push(target);
        if (!this.isDialable) return null;
        this.receive = received;
        this.openWays++;
        return {
          signer: noSigner,
          send: (bytes) => void this.sent.push(kindOfDatagram(bytes, 0)),
          close: () => void this.openWays--,
        };
      },
      {
        clock,
        random: new SeededRandom(1),
        say: ({ name }, value) => void this.said.push(`${name} ${JSON.stringify(value)}`),
        sendByLink: (_packet, length) => this.byLink.push(length) > 0,
        packet: (_bytes, start, end) => void this.got.push(end - start),
        event: (event) => void this.events.push(event),
        linkHost: () => '192.0.2.1',
      },
    );
    this.server = new DatagramSender({
      ...{ channel: 7, signer: noSigner },
      transmit: (bytes, length) => this.receive(bytes, 0, length),
    });
  }

  /** A channel that is open. */
  async open(): Promise<void> {
    this.datagrams.linkUp();
    this.datagrams.offered(OFFER);
    await this.pass(0);
    this.server.send(DATAGRAM_KIND.challenge, new Uint8Array(9));
    this.datagrams.told({ channel: 7, isOpen: true, voidThrough: 0 });
    assert.ok(this.datagrams.isOpen);
  }

  async pass(ms: number): Promise<void> {
    for (let at = 0; at < ms; at += 50) {
      this.clock.advance(Math.min(50, ms - at));
      await Promise.resolve();
    }
    await new Promise(setImmediate);
  }

  move(bytes = 20): boolean {
    const type = RoleMoveC2s as MessageType;
    return this.datagrams.send({ type, key: '', bytes: new Uint8Array(bytes), start: 0, end: bytes });
  }

  count(kind: number): number {
    return this.sent.filter((each) => each === kind).length;
  }
}

const CLOSED = (voidThrough: number): string =>
  `${UdpState.name} ${JSON.stringify({ channel: 7, isOpen: false, voidThrough })}`;

test('client datagrams: it asks once a link, says hello, proves, reports each second, and reports what opened', async () => {
  const world = new World();
  await world.open();
  world.datagrams.linkUp();
  assert.deepEqual(world.said, [`${UdpAskC2s.name} {}`]);
  assert.deepEqual(world.targets[0]?.host, '192.0.2.1');
  assert.deepEqual(world.sent.slice(0, 2), [DATAGRAM_KIND.hello, DATAGRAM_KIND.prove]);
  assert.deepEqual(world.events, [{ kind: 'datagramsOpen' }]);
  for (let second = 0; second < 5; second++) {
    world.server.send(DATAGRAM_KIND.data, new Uint8Array(0));
    await world.pass(DATAGRAM_REPORT_MS);
  }
  assert.ok(world.count(DATAGRAM_KIND.report) >= 4);
  world.datagrams.linkDown();
  assert.equal(world.openWays, 0);
});

test('client datagrams: an offer with a host goes there', async () => {
  const world = new World();
  world.datagrams.linkUp();
  world.datagrams.offered({ ...OFFER, host: 'udp.example' });
  assert.deepEqual([world.targets[0]?.host, world.targets[0]?.port], ['udp.example', 99]);
});

test('client datagrams: hellos without an answer end in silence, and it asks again later and later', async () => {
  const world = new World();
  world.datagrams.linkUp();
  for (let round = 0; round < 8; round++) {
    world.datagrams.offered(OFFER);
    await world.pass(8_000);
    assert.equal(world.count(DATAGRAM_KIND.hello), DATAGRAM_HELLOS_MAX * (round + 1));
    assert.equal(world.openWays, 0);
    const asked = world.said.length;
    const mostMs = Math.min(DATAGRAM_AGAIN_MS_MAX, DATAGRAM_AGAIN_MS * 2 ** round);
    await world.pass(mostMs);
    assert.deepEqual(world.said.slice(asked), [`${UdpAskC2s.name} {}`], `round ${round}`);
  }
  assert.deepEqual(world.events, []);
  assert.equal(world.said.filter((text) => text === CLOSED(0)).length, 8);
});

test('client datagrams: where nothing can be dialled, or the server has no port, nothing happens', async () => {
  const world = new World();
  world.isDialable = false;
  world.datagrams.linkUp();
  world.datagrams.offered(OFFER);
  await world.pass(100);
  assert.deepEqual(world.said.slice(1), [CLOSED(0)]);
  world.datagrams.told({ channel: 0, isOpen: false, voidThrough: 0 });
  assert.equal(world.move(), false);
  assert.deepEqual(world.events, []);
});

test('client datagrams: an open channel that falls silent says hello, and is given up; what was kept goes by the link', async () => {
  const world = new World();
  await world.open();
  assert.ok(world.move(20));
  await world.pass(0);
  const before = world.count(DATAGRAM_KIND.hello);
  await world.pass(DATAGRAM_DEAF_MS + 300);
  assert.ok(world.count(DATAGRAM_KIND.hello) >= before + 3);
  assert.deepEqual(world.byLink, [20]);
  assert.deepEqual(world.events.at(-1), { kind: 'datagramsClosed', why: 'deaf' });
  assert.equal(world.move(), false);
});

test('client datagrams: a message that rests goes once more by the link, behind the number up to which datagrams are void', async () => {
  const world = new World();
  await world.open();
  world.move(20);
  world.move(24);
  await world.pass(DATAGRAM_REST_MS / 2);
  assert.deepEqual(world.byLink, []);
  world.server.send(DATAGRAM_KIND.data, new Uint8Array(0));
  await world.pass(DATAGRAM_REST_MS);
  assert.deepEqual(world.byLink, [24]);
  const state = { channel: 7, isOpen: true, voidThrough: 3 };
  assert.equal(world.said.at(-1), `${UdpState.name} ${JSON.stringify(state)}`);
  assert.equal(world.move(2_000), false, 'it fits no datagram');
});

test('client datagrams: what the server voids is not taken, nor what is repeated', async () => {
  const world = new World();
  await world.open();
  const late: Uint8Array[] = [];
  const { receive } = world;
  world.receive = (bytes, start, end) => void late.push(bytes.slice(start, end));
  for (const size of [4, 6]) {
    world.server.add(new Uint8Array(size), 0, size);
    world.server.flush();
  }
  world.receive = receive;
  const [first = new Uint8Array(0), second = new Uint8Array(0)] = late;
  receive(second, 0, second.length);
  receive(first, 0, first.length);
  receive(second, 0, second.length);
  assert.deepEqual(world.got, [6]);
  world.server.add(new Uint8Array(8), 0, 8);
  world.datagrams.told({ channel: 7, isOpen: true, voidThrough: world.server.number + 1 });
  world.server.flush();
  assert.deepEqual(world.got, [6]);
});

test('client datagrams: a server that closes the channel is asked again, and a new offer replaces the channel before', async () => {
  const world = new World();
  await world.open();
  world.datagrams.offered({ ...OFFER, channel: 8 });
  assert.deepEqual(world.events.at(-1), { kind: 'datagramsClosed', why: 'replaced' });
  await world.pass(0);
  assert.equal(world.openWays, 1);
  world.datagrams.told({ channel: 7, isOpen: false, voidThrough: 0 });
  assert.equal(world.openWays, 1, 'of the channel before');
  world.datagrams.told({ channel: 8, isOpen: true, voidThrough: 0 });
  world.datagrams.told({ channel: 8, isOpen: false, voidThrough: 0 });
  assert.deepEqual(world.events.at(-1), { kind: 'datagramsClosed', why: 'server' });
  const asked = world.said.length;
  await world.pass(DATAGRAM_AGAIN_MS);
  assert.deepEqual(world.said.slice(asked), [`${UdpAskC2s.name} {}`]);
});

test('client datagrams: a closed client asks for nothing', async () => {
  const world = new World();
  await world.open();
  world.datagrams.close();
  const asked = world.said.length;
  await world.pass(DATAGRAM_AGAIN_MS_MAX);
  assert.deepEqual([world.said.length, world.openWays], [asked, 0]);
});
