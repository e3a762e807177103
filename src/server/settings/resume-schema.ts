// The settings of sessions that outlive their connections: `gate.resume`.
import { z } from 'zod';

export const resumeSchema = z.strictObject({
  isOn: z
    .boolean()
    .default(true)
    .describe('Whether a client may ask that its session outlives its connection; others notice nothing'),
  parkSeconds: z
    .number()
    .min(5)
    .max(600)
    .default(60)
    .describe('How long a session without a connection waits for its client; meanwhile its role stays in the world'),
  pingSeconds: z
    .number()
    .min(5)
    .max(55)
    .default(25)
    .describe('After how much silence the server and the client ask each other; proxies cut at 60'),
  ringKilobytes: z
    .int()
    .min(4)
    .max(192)
    .default(64)
    .describe('What is kept of the messages to one session until its client has acknowledged them'),
  allRingsMegabytes: z
    .int()
    .min(1)
    .max(65_536)
    .default(256)
    .describe('What is kept for all sessions; past it the session that waits longest loses what was kept for it'),
  parkedMax: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(10_000)
    .describe('Sessions that wait for their clients at a time; one more ends with its connection'),
  pingsAreLife: z
    .boolean()
    .default(false)
    .describe(
      'Whether pings and acknowledgements count as messages for `gate.deadlineSeconds.gaming`, so that a player who does nothing stays',
    ),
});
