// The settings of chat, under `chat`: one object for each channel, because a channel's limits are what operators change.
import { z } from 'zod';
import { WAITING_MAX_MAX } from './chat-limits.ts';

const SECONDS_MAX = 86_400;
const LEVEL_MAX = 10_000;

function channel(cooldownSeconds: number, what: string) {
  return z
    .strictObject({
      cooldownSeconds: z
        .number()
        .min(0)
        .max(SECONDS_MAX)
        .default(cooldownSeconds)
        .describe(`Seconds between two lines of a role ${what}`),
      levelMin: z.int().min(1).max(LEVEL_MAX).default(1).describe(`The lowest level that may speak ${what}`),
    })
    .prefault({});
}

export const chatSettings = z.object({
  world: channel(10, 'to the world'),
  nearby: channel(1, 'to those who see it'),
  private: channel(1, 'to one other'),
  group: channel(1, 'to its group'),
  guild: channel(1, 'to its guild'),
  loudspeaker: channel(0, 'by loudspeaker'),
  away: z
    .strictObject({
      waitingMax: z
        .int()
        .min(0)
        .max(WAITING_MAX_MAX)
        .default(50)
        .describe('Private lines that wait for a role whose player is away; the oldest goes first. 0: none is kept'),
      keepDays: z.number().min(0.01).max(365).default(7).describe('Days that a private line waits'),
    })
    .prefault({}),
});
export type ChatSettings = z.output<typeof chatSettings>;
