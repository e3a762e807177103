// Checks of what a resumed session is sent, and of what it sends again.
import type { CheckBench } from './bench.ts';
import type { Check } from './check.ts';
import type { FieldValue } from './layouts.ts';
import { ANSWER_MS, AT_ONCE_MS, PENDING_ABOVE_RATE } from './limits.ts';
import { MESSAGE } from './messages.ts';
import { CheckSkip, must } from './outcome.ts';
import type { Answer, Player } from './player.ts';

const MISSED = 4;
/** Every such byte of a replay is a place to cut at. */
const CUT_STEP_BYTES = 3;
const WRAP = 2 ** 32;
const WRAP_NEAR = 200;
const WHY_RING_SHORT = 1;
const STEPS = 6;
const STEP_MS = 150;

export const RESUME_CHECKS: readonly Check[] = [
  {
    number: 11,
    rule: 'cut at any byte of a replay, the stream is whole',
    run: async (bench) => {
      const frameBytes = MISSED * (await missedFrameBytes(bench));
      const cuts = Array.from({ length: Math.ceil(frameBytes / CUT_STEP_BYTES) }, (_, index) => index * CUT_STEP_BYTES);
      for (const bytes of cuts) await cutReplay(bench, bytes);
      return `${cuts.length} cuts, each stream whole`;
    },
  },
  {
    number: 12,
    rule: 'cut at any byte of a sent packet, its effect is once',
    run: async (bench) => {
      const first = await bench.enabled();
      const frameBytes = first.wire.frame(first.packet(MESSAGE.beat, 1)).length;
      for (let bytes = 0; bytes <= frameBytes; bytes++) await cutSent(bench, bytes);
      return `${frameBytes + 1} cuts, one echo each`;
    },
  },
  {
    number: 13,
    rule: '`replayed` packets follow resumed_s2c, and they are those that the client missed',
    run: async (bench) => {
      const player = await missed(bench);
      const answer = resumed(await player.resume({ received: (player.received - MISSED) >>> 0 }));
      must(answer.replayed === MISSED, `replayed ${answer.replayed} of ${MISSED}`);
      await hearsBeats(player, MISSED);
      return `replayed ${answer.replayed}`;
    },
  },
  {
    number: 14,
    rule: 'a client that missed nothing is replayed nothing',
    run: async (bench) => {
      const player = await missed(bench);
      const { replayed } = resumed(await player.resume());
      await bench.sleep(AT_ONCE_MS / 2);
      const beats = player.allOf(MESSAGE.beat).length;
      must(replayed === 0 && beats === 0, `replayed ${replayed}, and ${beats} packets came`);
      return 'replayed 0';
    },
  },
  {
    number: 15,
    rule: 'a session resumes before any packet was counted',
    run: async (bench) => {
      const player = await bench.enabled();
      player.cut();
      const { replayed } = resumed(await player.resume());
      await player.beat(1);
      return `replayed ${replayed}`;
    },
  },
  {
    number: 31,
    rule: 'when the ring overflowed, the answer is resynced_s2c with the reason 1',
    run: async (bench) => {
      const { answer } = await resynced(bench, await bench.enabled());
      return `resynced_s2c, lost ${answer.lost}`;
    },
  },
  {
    number: 32,
    rule: 'resynced in the world, 353, 71 and 14 come in this order, and 13 enters',
    run: async (bench) => {
      const { player } = await resynced(bench, await bench.gaming());
      player.ack();
      await player.need(MESSAGE.things, ANSWER_MS);
      await player.need(MESSAGE.skills);
      await player.need(MESSAGE.place);
      player.send(MESSAGE.mapLoaded);
      await player.beat(2);
      return '353, 71, 14, and an echo behind 13';
    },
  },
  {
    number: 33,
    rule: 'droppable messages are never replayed',
    run: async () => {
      throw new CheckSkip('no message of a game without modules of its own is droppable');
    },
  },
  {
    number: 34,
    rule: 'of the `latest` messages with one key only the newest is replayed',
    run: async (bench) => {
      const [player, other] = [await bench.gaming(), await bench.gaming()];
      let seen = await walk(bench, other, player);
      if (seen === null) throw new CheckSkip('the players do not see each other walk');
      await player.beat(2);
      player.cut();
      seen = await walk(bench, other, null);
      const { replayed } = resumed(await player.resume());
      await player.beat(3);
      const moves = player.allOf(MESSAGE.otherMove);
      must(moves.length === 1, `${moves.length} moves of the other player were replayed, of ${replayed} packets`);
      return `1 move, replayed ${replayed}`;
    },
  },
  {
    number: 35,
    rule: 'counts wrap',
    run: async (bench) => {
      const player = await bench.enabled();
      const left = WRAP - player.terms.start;
      if (left > WRAP_NEAR) throw new CheckSkip(`counts begin at ${player.terms.start}, too far from ${WRAP}`);
      for (let sent = 0; sent <= left; sent += 32) {
        player.sendAll(
          MESSAGE.beat,
          Array.from({ length: 32 }, (_, index) => [index]),
        );
        await player.need(MESSAGE.ack);
        player.ack();
        await bench.sleep(700);
      }
      player.cut();
      const { received } = resumed(await player.resume());
      must(received === player.sent, `the server received ${received}, ${player.sent} were sent`);
      return `${player.sent} behind ${player.terms.start}`;
    },
  },
  {
    number: 40,
    rule: 'pending packets above a rate arrive',
    run: async (bench) => {
      const player = await bench.enabled();
      player.cut();
      resumed(await player.resume({ pending: PENDING_ABOVE_RATE }));
      player.ack();
      player.sendAll(
        MESSAGE.beat,
        Array.from({ length: PENDING_ABOVE_RATE }, (_, index) => [index]),
      );
      await hearsBeats(player, PENDING_ABOVE_RATE);
      return `${PENDING_ABOVE_RATE} echoes`;
    },
  },
  {
    number: 45,
    rule: 'as long as resynced_s2c is not confirmed, the next resume is answered with it again',
    run: async (bench) => {
      const { player, answer } = await resynced(bench, await bench.enabled());
      player.cut();
      const again = await player.resume();
      must(again.kind === 'resynced', `${describe(again)} after resynced_s2c`);
      must(again.lost >= answer.lost, `lost ${again.lost} after lost ${answer.lost}`);
      return `lost ${answer.lost}, then lost ${again.lost}`;
    },
  },
];

export function describe(answer: Answer): string {
  return answer.kind === 'refused' ? `resume_refused_s2c with code ${answer.code}` : `${answer.kind}_s2c`;
}

export function resumed(answer: Answer): Extract<Answer, { readonly kind: 'resumed' }> {
  must(answer.kind === 'resumed', describe(answer));
  return answer;
}

/** A player whose last echoes it has not acknowledged, and whose link is cut. */
async function missed(bench: CheckBench): Promise<Player> {
  const player = await bench.enabled();
  for (let time = 0; time < MISSED; time++) await player.beat(time);
  player.cut();
  return player;
}

async function missedFrameBytes(bench: CheckBench): Promise<number> {
  const player = await bench.enabled();
  const before = player.wire.consumedBytes;
  await player.beat(1);
  return player.wire.consumedBytes - before;
}

/** The next echoes are those from 0 on, each once. */
async function hearsBeats(player: Player, count: number, from = 0): Promise<void> {
  for (let time = from; time < count; time++) {
    const [echo] = await player.need(MESSAGE.beat, ANSWER_MS);
    must(echo === time, `echo ${echo} came, ${time} was due`);
  }
}

async function cutReplay(bench: CheckBench, bytes: number): Promise<void> {
  const player = await missed(bench);
  const received = (player.received - MISSED) >>> 0;
  resumed(await player.resume({ received, cutBehindBytes: bytes }));
  must(await player.ends(AT_ONCE_MS), `no ${bytes} bytes of the replay came`);
  const taken = (player.received - received) >>> 0;
  const answer = resumed(await player.resume());
  must(answer.replayed === MISSED - taken, `cut behind ${bytes} bytes, replayed ${answer.replayed}`);
  await hearsBeats(player, MISSED, taken);
  await player.beat(MISSED);
}

async function cutSent(bench: CheckBench, bytes: number): Promise<void> {
  const player = await bench.enabled();
  const packet = player.packet(MESSAGE.beat, 5);
  const before = player.sent;
  await player.wire.sendPart(packet, bytes);
  player.count(MESSAGE.beat.id);
  const answer = resumed(await player.resume({ pending: 1 }));
  const isThere = answer.received !== before;
  must(!isThere || answer.received === player.sent, `cut behind ${bytes} bytes, received ${answer.received}`);
  if (!isThere) player.wire.send(packet);
  player.send(MESSAGE.beat, 6);
  await player.heard.until(ANSWER_MS, () => (player.allOf(MESSAGE.beat).some(([time]) => time === 6) ? true : null));
  const echoes = player.allOf(MESSAGE.beat).map(([time]) => time);
  must(echoes.join() === '5,6', `cut behind ${bytes} bytes, the echoes are ${echoes.join(', ')}`);
}

async function resynced(
  bench: CheckBench,
  player: Player,
): Promise<{ readonly player: Player; readonly answer: Extract<Answer, { readonly kind: 'resynced' }> }> {
  player.ack();
  const { received } = player;
  await bench.overflow(player);
  player.cut();
  const answer = await player.resume({ received });
  must(answer.kind === 'resynced', describe(answer));
  must(answer.why === WHY_RING_SHORT, `the reason is ${answer.why}`);
  return { player, answer };
}

/** `other` walks; the last move of it that `player` saw. */
async function walk(bench: CheckBench, other: Player, player: Player | null): Promise<readonly FieldValue[] | null> {
  const [x, y] = other.allOf(MESSAGE.place).at(-1) ?? [0, 0];
  for (let step = 1; step <= STEPS; step++) {
    other.send(MESSAGE.move, step, (x as number) + (step % 2), y as number, []);
    await bench.sleep(STEP_MS);
  }
  return player === null ? null : await player.next(MESSAGE.otherMove);
}
