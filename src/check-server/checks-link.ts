// Checks of enabling, acknowledging and pinging, on one link.
import type { Check } from './check.ts';
import { ACK_MS, AT_ONCE_MS, PONG_MS, SLACK_MS, TOKEN_BYTES, WAIT_MS_MAX } from './limits.ts';
import { isLinkId, MESSAGE } from './messages.ts';
import { CheckSkip, must } from './outcome.ts';
import type { Player } from './player.ts';

const REASON = { notAllowed: 121, countWrong: 126, linkDead: 23 } as const;
const FAR_AHEAD = 1_000;
const ACK_PACKETS = 32;

export const LINK_CHECKS: readonly Check[] = [
  {
    number: 1,
    rule: 'a client that never asks hears the classic bytes and no message about links',
    run: async (bench) => {
      const player = bench.player();
      await player.open();
      await player.signIn();
      await player.beat(7);
      const echo = player.heard.all.at(-1)?.packet ?? new Uint8Array(0);
      const wanted = player.packet(MESSAGE.beat, 7);
      must(echo.length === wanted.length && echo.every((byte, at) => byte === wanted[at]), `the echo is ${hex(echo)}`);
      await bench.sleep(AT_ONCE_MS);
      const linkIds = player.heard.all.map(({ id }) => id).filter(isLinkId);
      must(linkIds.length === 0, `messages ${linkIds.join(', ')} came`);
      return `echo ${hex(echo)}`;
    },
  },
  {
    number: 2,
    rule: 'resume_enable_c2s before sign-in closes the connection',
    run: async (bench) => {
      const player = bench.player();
      await player.open();
      player.send(MESSAGE.enable, 1);
      must(await player.ends(AT_ONCE_MS), 'the connection stays open');
      return 'closed';
    },
  },
  {
    number: 3,
    rule: `resume_enable_c2s twice closes the session with ${REASON.notAllowed}`,
    run: async (bench) => {
      const player = await bench.enabled();
      player.send(MESSAGE.enable, 1);
      return await closesWith(player, REASON.notAllowed);
    },
  },
  {
    number: 4,
    rule: `a token has ${TOKEN_BYTES} bytes`,
    run: async (bench) => {
      const { token } = await bench.enabled();
      must(token.length === TOKEN_BYTES, `${token.length} bytes`);
      return `${token.length} bytes`;
    },
  },
  {
    number: 5,
    rule: `a packet is acknowledged within ${ACK_MS} ms`,
    run: async (bench) => {
      const player = await bench.enabled();
      player.ack();
      await player.beat(1);
      const [done] = await player.need(MESSAGE.ack, ACK_MS);
      must(done === player.sent, `ack_s2c ${done} of ${player.sent}`);
      return `ack_s2c ${done}`;
    },
  },
  {
    number: 6,
    rule: `${ACK_PACKETS} packets are acknowledged at once`,
    run: async (bench) => {
      const player = await bench.enabled();
      const beats = Array.from({ length: ACK_PACKETS }, (_, index) => [index]);
      player.sendAll(MESSAGE.beat, beats);
      const [done] = await player.need(MESSAGE.ack);
      must(done === player.sent, `ack_s2c ${done} of ${player.sent}`);
      return `ack_s2c ${done}`;
    },
  },
  {
    number: 7,
    rule: 'ping_c2s is answered with ack_s2c at once',
    run: async (bench) => {
      const player = await bench.enabled();
      await player.beat(1);
      player.send(MESSAGE.clientPing, player.sent);
      const [done] = await player.need(MESSAGE.ack);
      must(done === player.sent, `ack_s2c ${done} of ${player.sent}`);
      return `ack_s2c ${done}`;
    },
  },
  {
    number: 8,
    rule: `ping_c2s with a wrong count closes the session with ${REASON.countWrong}`,
    run: async (bench) => {
      const player = await bench.enabled();
      await player.beat(1);
      player.send(MESSAGE.clientPing, (player.sent + 1) >>> 0);
      return await closesWith(player, REASON.countWrong);
    },
  },
  {
    number: 9,
    rule: 'a silent client is pinged, with the count of what was sent to it',
    run: async (bench) => {
      const player = await bench.enabled();
      player.ack();
      const [sent] = await player.need(MESSAGE.ping, waitOf(player) + SLACK_MS);
      must(sent === player.received, `ping_s2c ${sent}, and ${player.received} came`);
      return `ping_s2c ${sent}`;
    },
  },
  {
    number: 10,
    rule: `a client that answers no ping loses its link with ${REASON.linkDead}`,
    run: async (bench) => {
      const player = await bench.enabled();
      player.ack();
      const withinMs = waitOf(player) + PONG_MS + SLACK_MS;
      const reason = await player.closeReason(withinMs);
      must(reason === REASON.linkDead, reason === null ? `nothing within ${withinMs} ms` : `reason ${reason}`);
      must(await player.ends(AT_ONCE_MS), 'the link stays open');
      return `reason ${reason}`;
    },
  },
  {
    number: 29,
    rule: `an acknowledgement above what was sent closes the session with ${REASON.countWrong}`,
    run: async (bench) => {
      const player = await bench.enabled();
      player.ack((player.received + FAR_AHEAD) >>> 0);
      return await closesWith(player, REASON.countWrong);
    },
  },
];

function waitOf({ terms }: Player): number {
  if (terms.pingMs > WAIT_MS_MAX) throw new CheckSkip(`the server pings after ${terms.pingMs} ms only`);
  return terms.pingMs;
}

async function closesWith(player: Player, wanted: number): Promise<string> {
  const reason = await player.closeReason(AT_ONCE_MS);
  must(reason === wanted, reason === null ? 'no reason came' : `reason ${reason}`);
  must(await player.ends(AT_ONCE_MS), 'the connection stays open');
  return `reason ${reason}`;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
