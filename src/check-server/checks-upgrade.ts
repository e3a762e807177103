// The check of an upgrade while clients are connected. The checker is told how to start one.
import type { Check } from './check.ts';
import { MESSAGE } from './messages.ts';
import { CheckSkip, must } from './outcome.ts';
import { UnreachableError } from './wire-node.ts';

const PATH = '/';
const VALUE = 44;

export const UPGRADE_CHECKS: readonly Check[] = [
  {
    number: 44,
    rule: 'half a message survives an upgrade, over TCP and WebSocket, and the counts go on',
    lane: 'last',
    run: async (bench) => {
      const { target, upgrade } = bench.options;
      if (upgrade === null) throw new CheckSkip('nobody said how the server is upgraded: use --upgrade COMMAND');
      const other = { ...target, path: target.path === null ? PATH : null };
      const beside = bench.player();
      const hasOther = await beside.open(other).then(
        () => true,
        (error: unknown) => {
          if (error instanceof UnreachableError) return false;
          throw error;
        },
      );
      const classic = bench.player();
      await classic.open();
      await classic.signIn();
      const players = [await bench.enabled(), classic];
      if (hasOther) {
        await beside.signIn();
        await beside.enable();
        players.push(beside);
      }
      const rests = players.map((player) => {
        const [half, rest] = player.wire.halves(player.packet(MESSAGE.beat, VALUE));
        player.wire.sendBytes(half);
        return { player, rest };
      });
      await upgrade();
      for (const { player, rest } of rests) {
        must(!player.heard.hasEnded, 'a connection ended with the upgrade');
        player.wire.sendBytes(rest);
        player.count(MESSAGE.beat.id);
        const [value] = await player.need(MESSAGE.beat);
        must(value === VALUE, `the echo is ${String(value)}`);
        if (player === classic) continue;
        player.send(MESSAGE.clientPing, player.sent);
        const [done] = await player.need(MESSAGE.ack);
        must(done === player.sent, `ack_s2c ${String(done)}, and ${player.sent} were sent`);
      }
      return `${players.length} connections went on`;
    },
  },
];
