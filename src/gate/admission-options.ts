// How players are let in: what an operator may set.
import type { Rate } from '../base/index.ts';
import { ADMISSIONS } from './limits.ts';

export interface AdmissionOptions {
  /** Players that are signed in, those without a connection included; null for no cap but that of connections. */
  readonly playersMax: number | null;
  /** Sign-ins and resumes together. */
  readonly rate: Rate;
  /** Players that wait; more are refused. */
  readonly waitingMax: number;
  /** How long one that waits keeps its place without a connection. Milliseconds. */
  readonly keepMs: number;
  /** How long after leaving a player comes before others. Milliseconds. */
  readonly returningMs: number;
  /** How long a client waits that does not know of waiting. Milliseconds. */
  readonly classicWaitMs: number;
  /** How long any other waits at most. Milliseconds. */
  readonly waitMsMax: number;
}

export const ADMISSION_OPTIONS: AdmissionOptions = {
  playersMax: null,
  rate: ADMISSIONS,
  waitingMax: 20_000,
  keepMs: 120_000,
  returningMs: 300_000,
  classicWaitMs: 20_000,
  waitMsMax: 7_200_000,
};
