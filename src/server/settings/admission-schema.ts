// The settings of how players are let in: `gate.admission`.
import { z } from 'zod';

export const admissionSchema = z
  .strictObject({
    playersMax: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe(
        'Players that are signed in at a time; more wait in order. When left out: as many as there may be connections',
      ),
    perSecond: z
      .number()
      .min(0.1)
      .max(100_000)
      .default(1_000)
      .describe('Players that come in each second, by sign-ins and resumes together; more wait in order'),
    burst: z.int().min(1).max(100_000).default(1_000).describe('Players that come in at once, with `perSecond`'),
    waitingMax: z
      .int()
      .min(0)
      .max(1_000_000)
      .default(20_000)
      .describe('Players that wait; more are refused. A waiting client takes a connection and some 8 KB'),
    keepSeconds: z
      .number()
      .min(5)
      .max(3_600)
      .default(120)
      .describe('How long a player that waits keeps the place in the order without a connection'),
    returningSeconds: z
      .number()
      .min(0)
      .max(86_400)
      .default(300)
      .describe('How long after leaving a player comes before all others that wait'),
    classicWaitSeconds: z
      .number()
      .min(0)
      .max(600)
      .default(20)
      .describe('How long a client waits that knows no waiting: it hears nothing, and is refused then'),
    waitSecondsMax: z
      .number()
      .min(10)
      .max(604_800)
      .default(7_200)
      .describe('How long any other client waits; then it is refused'),
  })
  .refine(({ classicWaitSeconds, waitSecondsMax }) => classicWaitSeconds <= waitSecondsMax, {
    path: ['classicWaitSeconds'],
    error: 'must be at most waitSecondsMax',
  });
