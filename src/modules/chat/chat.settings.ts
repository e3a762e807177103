// The settings of chat, under `chat`: one object for each channel, because a channel's limits are what operators change.
import { z } from 'zod';
import { HISTORY_LINES_MAX_MAX, WAITING_MAX_MAX } from './chat-limits.ts';

const SECONDS_MAX = 86_400;
const LEVEL_MAX = 10_000;

function channelSettings(cooldownSeconds: number, what: string) {
  return {
    cooldownSeconds: z
      .number()
      .min(0)
      .max(SECONDS_MAX)
      .default(cooldownSeconds)
      .describe(`Seconds between two lines of a role ${what}`),
    levelMin: z.int().min(1).max(LEVEL_MAX).default(1).describe(`The lowest level that may speak ${what}`),
  };
}

function channel(cooldownSeconds: number, what: string) {
  return z.strictObject(channelSettings(cooldownSeconds, what)).prefault({});
}

export const chatSettings = z.object({
  world: channel(10, 'to the world'),
  nearby: channel(1, 'to those who see it'),
  private: channel(1, 'to one other'),
  group: channel(1, 'to its group'),
  guild: channel(1, 'to its guild'),
  loudspeaker: z
    .strictObject({
      ...channelSettings(0, 'by loudspeaker'),
      gapSeconds: z
        .number()
        .min(0.1)
        .max(SECONDS_MAX)
        .default(10)
        .describe('Seconds between two lines of the loudspeaker'),
      waitingMax: z.int().min(1).max(10_000).default(1_000).describe('Lines that wait for the loudspeaker'),
    })
    .prefault({}),
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
  history: z
    .strictObject({
      linesMax: z
        .int()
        .min(0)
        .max(HISTORY_LINES_MAX_MAX)
        .default(50)
        .describe('Lines that the history of a guild keeps; 0: none'),
    })
    .prefault({}),
});
export type ChatSettings = z.output<typeof chatSettings>;
