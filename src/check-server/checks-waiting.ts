// Checks of the wait for a place. The last one needs a server that is full after one player, and is left out elsewhere.
import type { CheckBench } from './bench.ts';
import type { Check } from './check.ts';
import { AT_ONCE_MS, TOKEN_BYTES, TOLD_MS, WRONG_TOKENS } from './limits.ts';
import { isLinkId, MESSAGE } from './messages.ts';
import { CheckSkip, must } from './outcome.ts';
import type { Player } from './player.ts';

const VERSION = 1;
const NO_TICKET = new Uint8Array(0);
const END = { placed: 1, unknown: 2, version: 3 } as const;
const REASON = { notAllowed: 121, tooManyTries: 125 } as const;
const ON_SERVER = 1;

export const WAITING_CHECKS: readonly Check[] = [
  {
    number: 50,
    rule: 'a client that says that it knows of waiting signs in as ever, and where it does not wait it hears nothing of it',
    run: async (bench) => {
      const player = await knowing(bench);
      await player.signIn();
      await player.beat(1);
      const ids = player.heard.all.map(({ id }) => id).filter(isLinkId);
      if (ids.includes(MESSAGE.waiting.id)) throw new CheckSkip('the server is full');
      // The door may have something to say.
      const others = ids.filter((id) => id !== MESSAGE.door.id);
      must(others.length === 0, `messages ${others.join(', ')} came`);
      return 'player_role_list_s2c';
    },
  },
  {
    number: 51,
    rule: `waiting_enable_c2s twice, or after the sign-in, closes the session with ${REASON.notAllowed}`,
    run: async (bench) => {
      const twice = await knowing(bench);
      twice.send(MESSAGE.waitingEnable, VERSION, NO_TICKET);
      await closesWith(twice, REASON.notAllowed);
      const late = bench.player();
      await late.open();
      await late.signIn();
      late.send(MESSAGE.waitingEnable, VERSION, NO_TICKET);
      return await closesWith(late, REASON.notAllowed);
    },
  },
  {
    number: 52,
    rule: `a ticket that nobody has is answered with code ${END.unknown}, and the link can sign in; the fourth on a link closes it with ${REASON.tooManyTries}`,
    lane: 'guesses',
    run: async (bench) => {
      const player = bench.player();
      await player.open();
      player.send(MESSAGE.waitingEnable, VERSION, bench.options.randomBytes(TOKEN_BYTES));
      await endsWith(player, END.unknown);
      await player.signIn();
      const thief = bench.player();
      await thief.open();
      for (let wrong = 1; wrong < WRONG_TOKENS; wrong++) {
        thief.send(MESSAGE.resume, VERSION, bench.options.randomBytes(TOKEN_BYTES), wrong, 0, 0);
      }
      thief.send(MESSAGE.waitingEnable, VERSION, bench.options.randomBytes(TOKEN_BYTES));
      const reason = await thief.closeReason(AT_ONCE_MS);
      must(reason === REASON.tooManyTries, reason === null ? 'no reason came' : `reason ${reason}`);
      return `code ${END.unknown}, then reason ${reason}`;
    },
  },
  {
    number: 53,
    rule: `another version of waiting_enable_c2s is answered with code ${END.version}, and the link can sign in`,
    run: async (bench) => {
      const player = bench.player();
      await player.open();
      player.send(MESSAGE.waitingEnable, VERSION + 1, NO_TICKET);
      await endsWith(player, END.version);
      await player.signIn();
      return `code ${END.version}`;
    },
  },
  {
    number: 54,
    rule: 'at a full server a client hears its position at once and again, keeps its place over a lost link, and comes in when a place is free',
    run: async (bench) => {
      const first = await knowing(bench);
      first.askIn();
      const second = await knowing(bench);
      second.askIn();
      const waiting = await second.next(MESSAGE.waiting);
      if (waiting === null)
        throw new CheckSkip('no client waits: run it with --only 54 on a server that takes one player');
      const [kind, position, , , ticket] = waiting;
      must(kind === ON_SERVER && position === 1, `waiting_s2c of kind ${kind} at ${position}`);
      must((ticket as Uint8Array).length > 0, 'no ticket came');
      const third = await knowing(bench);
      third.askIn();
      must((await third.need(MESSAGE.waiting))[1] === 2, 'the third is not at position 2');
      await second.need(MESSAGE.waiting, TOLD_MS);
      second.cut();
      await second.open();
      second.send(MESSAGE.waitingEnable, VERSION, ticket as Uint8Array);
      const [, back] = await second.need(MESSAGE.waiting);
      must(back === 1, `it is at ${back} after it came back`);
      first.cut();
      await endsWith(second, END.placed);
      await second.need(MESSAGE.roleList);
      must((await third.next(MESSAGE.roleList, AT_ONCE_MS)) === null, 'the third came in as well');
      return 'position 1, kept, and in';
    },
  },
];

/** A player that has told the server that it knows of waiting. */
async function knowing(bench: CheckBench): Promise<Player> {
  const player = bench.player();
  await player.open();
  player.send(MESSAGE.waitingEnable, VERSION, NO_TICKET);
  return player;
}

async function endsWith(player: Player, wanted: number): Promise<void> {
  const [code] = await player.need(MESSAGE.waitingEnd);
  must(code === wanted, `waiting_end_s2c with code ${code}`);
}

async function closesWith(player: Player, wanted: number): Promise<string> {
  const reason = await player.closeReason(AT_ONCE_MS);
  must(reason === wanted, reason === null ? 'no reason came' : `reason ${reason}`);
  return `reason ${reason}`;
}
