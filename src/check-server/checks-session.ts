// Checks of tokens, attempts, races, and of when a session ends.
import type { CheckBench } from './bench.ts';
import type { Check } from './check.ts';
import { describe, resumed } from './checks-resume.ts';
import { AT_ONCE_MS, RESUMES_IN_A_ROW, SLACK_MS, TOKEN_BYTES, WAIT_MS_MAX, WRONG_TOKENS } from './limits.ts';
import { MESSAGE } from './messages.ts';
import { CheckFailure, CheckSkip, must } from './outcome.ts';
import type { Player, ResumeWish } from './player.ts';

const CODE = {
  unknown: 1,
  parkOver: 2,
  ended: 3,
  signedIn: 4,
  tokenUsed: 5,
  overtaken: 6,
  countWrong: 7,
  busy: 8,
  layout: 11,
};
const REASON = { resumedElsewhere: 112, tooManyTries: 125 } as const;
const ONE_LAYOUT = 'the server takes one layout only';
const FAR_AHEAD = 1_000;
const NORMAL_CLOSURE = 1_000;

export const SESSION_CHECKS: readonly Check[] = [
  {
    number: 16,
    rule: 'each resume changes the token',
    run: async (bench) => {
      const player = await bench.enabled();
      const tokens = [player.token];
      for (let time = 0; time < 3; time++) {
        player.cut();
        resumed(await player.resume());
        player.ack();
        tokens.push(player.token);
      }
      must(new Set(tokens.map(String)).size === tokens.length, 'a token came twice');
      return `${tokens.length} tokens`;
    },
  },
  {
    number: 17,
    rule: 'a token whose successor was not confirmed works',
    run: async (bench) => {
      const player = await bench.enabled();
      const { token } = player;
      player.cut();
      resumed(await player.resume());
      player.cut();
      resumed(await player.resume({ token }));
      return 'resumed_s2c';
    },
  },
  {
    number: 18,
    rule: `a token whose successor was confirmed gets code ${CODE.tokenUsed}`,
    run: async (bench) => {
      const player = await bench.enabled();
      const { token } = player;
      player.cut();
      resumed(await player.resume());
      player.ack();
      await player.beat(1);
      const { attempt } = player;
      return await refusedWith(bench.twin(player), CODE.tokenUsed, { token, attempt: attempt + 1 });
    },
  },
  {
    number: 19,
    rule: `an attempt that is not above the last one gets code ${CODE.overtaken}`,
    run: async (bench) => {
      const player = await bench.enabled();
      player.cut();
      resumed(await player.resume({ attempt: 1 }));
      player.cut();
      return await refusedWith(player, CODE.overtaken, { attempt: 1 });
    },
  },
  {
    number: 20,
    rule: `a random token gets code ${CODE.unknown}`,
    lane: 'guesses',
    run: async (bench) => {
      await bench.enabled();
      return await refusedWith(bench.player(), CODE.unknown, { token: bench.options.randomBytes(TOKEN_BYTES) });
    },
  },
  {
    number: 21,
    rule: `a token with one bit of its secret flipped gets code ${CODE.unknown}`,
    lane: 'guesses',
    run: async (bench) => {
      const player = await bench.enabled();
      player.cut();
      const token = Uint8Array.from(player.token);
      token[TOKEN_BYTES - 1] = (token[TOKEN_BYTES - 1] ?? 0) ^ 1;
      return await refusedWith(player, CODE.unknown, { token });
    },
  },
  {
    number: 22,
    rule: `the fourth wrong token on a link closes it with ${REASON.tooManyTries}`,
    lane: 'guesses',
    run: async (bench) => {
      const player = bench.player();
      await player.open();
      for (let wrong = 1; wrong < WRONG_TOKENS; wrong++) {
        const token = bench.options.randomBytes(TOKEN_BYTES);
        const answer = await player.resume({ token, isSameLink: true });
        must(answer.kind === 'refused', describe(answer));
      }
      player.send(MESSAGE.resume, 1, bench.options.randomBytes(TOKEN_BYTES), WRONG_TOKENS, 0, 0);
      const reason = await player.closeReason(AT_ONCE_MS);
      must(reason === REASON.tooManyTries, reason === null ? 'no reason came' : `reason ${reason}`);
      return `reason ${reason}`;
    },
  },
  {
    number: 23,
    rule: `a resume beats a live link, which gets the reason ${REASON.resumedElsewhere}`,
    run: async (bench) => {
      const player = await bench.enabled();
      const former = player.heard;
      const { wire } = player;
      resumed(await player.resume());
      const told = await former.until(AT_ONCE_MS, () => former.all.find(({ id }) => id === MESSAGE.close.id) ?? null);
      must(told !== null, 'the former link hears no reason');
      const wanted = player.packet(MESSAGE.close, REASON.resumedElsewhere, '').subarray(0, 4);
      must(
        wanted.every((byte, at) => told.packet[at] === byte),
        'the former link hears another reason',
      );
      await player.beat(1);
      wire.cut();
      return `reason ${REASON.resumedElsewhere}`;
    },
  },
  {
    number: 24,
    rule: `a sign-in beats a parked session, which gets code ${CODE.signedIn}`,
    run: async (bench) => {
      const player = await bench.enabled();
      player.cut();
      const twin = bench.twin(player);
      await twin.open();
      await twin.signIn();
      return await refusedWith(player, CODE.signedIn);
    },
  },
  {
    number: 25,
    rule: `after the time of the park a resume gets code ${CODE.parkOver}, with what was done`,
    run: async (bench) => {
      const player = await bench.enabled();
      await player.beat(1);
      player.cut();
      if (player.terms.parkMs > WAIT_MS_MAX) throw new CheckSkip(`sessions are parked for ${player.terms.parkMs} ms`);
      await bench.sleep(player.terms.parkMs + SLACK_MS);
      const answer = await player.resume();
      must(answer.kind === 'refused' && answer.code === CODE.parkOver, describe(answer));
      must(answer.doneKnown && answer.done === player.sent, `done ${answer.done}, known: ${answer.doneKnown}`);
      return `code ${answer.code}, done ${answer.done}`;
    },
  },
  {
    number: 26,
    rule: `after leave_c2s a resume gets code ${CODE.ended}`,
    run: async (bench) => {
      const player = await bench.enabled();
      player.send(MESSAGE.leave);
      must(await player.ends(AT_ONCE_MS), 'the connection stays open');
      return await refusedWith(player, CODE.ended);
    },
  },
  {
    number: 27,
    rule: 'a WebSocket that is closed with 1000 parks its session',
    run: async (bench) => {
      const { target } = bench.options;
      const way = target.path === null ? await bench.otherWay() : target;
      const player = bench.player();
      await player.open(way);
      await player.signIn();
      await player.enable();
      player.wire.closeWebSocket(NORMAL_CLOSURE);
      must(await player.ends(AT_ONCE_MS), 'the connection stays open');
      resumed(await player.resume({ target: way }));
      return 'resumed_s2c';
    },
  },
  {
    number: 28,
    rule: `a malformed packet ends the session: a resume gets code ${CODE.ended}`,
    run: async (bench) => {
      const player = await bench.enabled();
      // A message id, and a body that no layout reads as a number.
      player.wire.send(Uint8Array.of(0, MESSAGE.beat.id, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
      must(await player.ends(AT_ONCE_MS), 'the connection stays open');
      return await refusedWith(player, CODE.ended);
    },
  },
  {
    number: 30,
    rule: `a resume with a count above what was sent gets code ${CODE.countWrong}`,
    run: async (bench) => {
      const player = await bench.enabled();
      player.cut();
      return await refusedWith(player, CODE.countWrong, { received: (player.received + FAR_AHEAD) >>> 0 });
    },
  },
  {
    number: 36,
    rule: 'a session that began over TCP resumes over WebSocket, and the other way round',
    run: async (bench) => {
      const other = await bench.otherWay();
      const player = await bench.enabled();
      player.cut();
      resumed(await player.resume({ target: other }));
      player.ack();
      await player.beat(1);
      player.cut();
      resumed(await player.resume());
      await player.beat(2);
      return 'resumed_s2c both ways';
    },
  },
  {
    number: 37,
    rule: `a resume in another layout gets code ${CODE.layout}`,
    run: async (bench) => {
      const layout = bench.otherLayout;
      const { target } = bench.options;
      const way = { ...target, path: target.path ?? '/', protocol: `jadegate.${layout}` };
      await bench.reach(way, ONE_LAYOUT);
      if (!(await bench.speaks(way, layout))) throw new CheckSkip(ONE_LAYOUT);
      const player = await bench.enabled();
      player.cut();
      return await refusedWith(player, CODE.layout, { target: way, layout });
    },
  },
  {
    number: 38,
    rule: `after code ${CODE.busy} and wait_ms one attempt is admitted`,
    run: async (bench) => {
      const player = await bench.enabled();
      for (let time = 0; time < RESUMES_IN_A_ROW; time++) {
        player.cut();
        const answer = await player.resume();
        if (answer.kind === 'refused') return await admittedLater(bench, player, answer);
        player.ack();
      }
      throw new CheckFailure(`${RESUMES_IN_A_ROW} resumes in a row were admitted`);
    },
  },
  {
    number: 39,
    rule: 'a link whose resume was refused can sign in',
    lane: 'guesses',
    run: async (bench) => {
      const player = bench.player();
      await refusedWith(player, CODE.unknown, { token: bench.options.randomBytes(TOKEN_BYTES) });
      await player.signIn();
      return 'player_role_list_s2c';
    },
  },
];

async function refusedWith(player: Player, code: number, wish: ResumeWish = {}): Promise<string> {
  const answer = await player.resume(wish);
  must(answer.kind === 'refused' && answer.code === code, describe(answer));
  return `code ${code}`;
}

async function admittedLater(
  bench: CheckBench,
  player: Player,
  { code, waitMs }: { readonly code: number; readonly waitMs: number },
): Promise<string> {
  must(code === CODE.busy, `code ${code}`);
  must(waitMs <= WAIT_MS_MAX, `wait_ms is ${waitMs}`);
  await bench.sleep(waitMs);
  const answer = await player.resume({ isSameLink: true });
  must(answer.kind !== 'refused', describe(answer));
  return `admitted after ${waitMs} ms`;
}
