// Checks of two layouts at one port: how a client tells its own, and that a session keeps it.
import type { CheckBench } from './bench.ts';
import type { Check } from './check.ts';
import { describe } from './checks-resume.ts';
import type { CheckLayout } from './layouts.ts';
import { AT_ONCE_MS } from './limits.ts';
import { MESSAGE } from './messages.ts';
import { CheckFailure, CheckSkip, must } from './outcome.ts';
import type { Player } from './player.ts';
import { UnreachableError, type WireTarget } from './wire-node.ts';

const LAYOUTS: readonly CheckLayout[] = ['packed', 'protobuf'];
const OTHER_LAYOUT_CODE = 11;
const ONE_LAYOUT = 'the server takes one layout only';

export const LAYOUT_CHECKS: readonly Check[] = [
  {
    number: 46,
    rule: 'a WebSocket that offers jadegate.packed or jadegate.protobuf is answered with it, and speaks that layout',
    run: async (bench) => {
      await bench.reach(await webSocket(bench, bench.otherLayout), ONE_LAYOUT);
      for (const layout of LAYOUTS) {
        const player = bench.speaker(layout, await webSocket(bench, layout));
        await player.open();
        // Nothing that is sent before it tells the layout: this message is the same in both.
        player.send(MESSAGE.queryTime);
        must((await player.next(MESSAGE.time)) !== null, `no answer in ${layout} before sign-in`);
        await player.signIn();
        await player.beat(1);
      }
      return LAYOUTS.join(', ');
    },
  },
  {
    number: 47,
    rule: 'of the subprotocols that a WebSocket offers, the first that names a layout is chosen',
    run: async (bench) => {
      await bench.reach(await webSocket(bench, bench.otherLayout), ONE_LAYOUT);
      for (const order of [LAYOUTS, LAYOUTS.toReversed()]) {
        const names = order.map((layout) => `jadegate.${layout}`);
        const target = await webSocket(bench, order[0] ?? 'packed');
        const player = bench.speaker(order[0] ?? 'packed', { ...target, offered: ['binary', ...names].join(', ') });
        await opened(player);
        await player.signIn();
      }
      return 'the first of two, behind an unknown one';
    },
  },
  {
    number: 48,
    rule: 'over TCP the first message tells the layout of its client',
    run: async (bench) => {
      for (const layout of LAYOUTS) await signedIn(bench, layout);
      return LAYOUTS.join(', ');
    },
  },
  {
    number: 49,
    rule: `over TCP a resume in another layout gets code ${OTHER_LAYOUT_CODE}, and its link can sign in`,
    run: async (bench) => {
      const other = await signedIn(bench, bench.otherLayout);
      other.cut();
      const player = await signedIn(bench, bench.options.layout);
      await player.enable();
      player.cut();
      const target = await tcp(bench);
      const stranger = bench.speaker(bench.otherLayout, target);
      const answer = await stranger.resume({ token: player.token, attempt: 1, received: player.received });
      must(answer.kind === 'refused' && answer.code === OTHER_LAYOUT_CODE, describe(answer));
      await stranger.signIn();
      await stranger.beat(1);
      return `code ${OTHER_LAYOUT_CODE}`;
    },
  },
];

/** A WebSocket at the same port that must be opened with the subprotocol of a layout. */
async function webSocket(bench: CheckBench, layout: CheckLayout): Promise<WireTarget> {
  const { target } = bench.options;
  const way = target.path === null ? await bench.otherWay() : target;
  return { ...way, protocol: `jadegate.${layout}` };
}

async function tcp(bench: CheckBench): Promise<WireTarget> {
  const { target } = bench.options;
  return target.path === null ? target : await bench.otherWay();
}

/** A player over TCP whose sign-in is the first message. Throws `CheckSkip` when the server closes it for its layout. */
async function signedIn(bench: CheckBench, layout: CheckLayout): Promise<Player> {
  const player = bench.speaker(layout, await tcp(bench));
  await player.open();
  try {
    await player.signIn();
  } catch (error) {
    const isClosed = layout === bench.otherLayout && (await player.ends(AT_ONCE_MS));
    if (isClosed) throw new CheckSkip(ONE_LAYOUT);
    throw error;
  }
  await player.beat(1);
  return player;
}

/** Throws `CheckFailure` when the server answers with another subprotocol. */
async function opened(player: Player): Promise<void> {
  try {
    await player.open();
  } catch (error) {
    if (error instanceof UnreachableError) throw new CheckFailure(error.message);
    throw error;
  }
}
