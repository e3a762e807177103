// One robot: a player that follows the whole path, and starts again when it is cut off, until its patience ends. It remembers what was acknowledged, so it notices
// what was lost.
import { Backoff, type Clock, type Random, sleep } from '../../base/index.ts';
import type { Reactor } from '../../reactor/index.ts';
import { SM } from '../wire/index.ts';
import { RETRY_MS_MAX, RETRY_MS_MIN, TAKEN_MS } from './limits.ts';
import { MirClientError } from './mir-client-error.ts';
import { followMirPath, isRefusal, type MirPathOptions } from './mir-path.ts';
import type { MirPlayer } from './mir-player.ts';
import type { MirTally } from './mir-tally.ts';
import type { RequestName } from './request-name.ts';

export interface MirRobotParts {
  readonly reactor: Reactor;
  readonly clock: Clock;
  readonly random: Random;
  readonly tally: MirTally;
}

export interface MirRobotOptions {
  readonly player: MirPlayer;
  readonly path: Pick<MirPathOptions, 'login' | 'form' | 'server' | 'waits' | 'connectMs' | 'timeoutMs'>;
  readonly patienceMs: number;
  /** Of the run: where nobody is when it comes, the run has nothing to measure. */
  readonly isFirst: boolean;
  /** It has a connection. */
  readonly onConnected: () => void;
  /** Whether the run is over before its time. */
  readonly isAborted: () => boolean;
}

/** The server could not do it, this time. */
const CREATE_FAILED = 4;
const ALREADY_SIGNED_IN = -3;

/** Counted once for each player. */
const COUNT_OF: Readonly<Partial<Record<RequestName, 'registered' | 'created' | 'signedIn' | 'selected'>>> = {
  register: 'registered',
  'create-character': 'created',
  'sign-in': 'signedIn',
  'select-character': 'selected',
};

export class MirRobot {
  readonly #parts: MirRobotParts;
  readonly #options: MirRobotOptions;
  /** The steps that were acknowledged, over all tries. */
  readonly #done = new Set<RequestName>();

  constructor(parts: MirRobotParts, options: MirRobotOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  /** Follows the path once. Resolves to whether it reached the end; a failure is counted. Rejects for the first robot when no server answers. */
  async play(): Promise<boolean> {
    const { clock, random } = this.#parts;
    const startMs = clock.monotonicMs();
    const backoff = new Backoff({ minMs: RETRY_MS_MIN, maxMs: RETRY_MS_MAX }, random);
    for (;;) {
      const error = await this.#follow(startMs);
      if (error === null) return true;
      if (this.#options.isFirst && !this.#done.has('connect-login') && isNobodyThere(error)) throw error;
      if (!this.#shallRetry(error, startMs)) return false;
      await sleep(clock, isTaken(error) ? TAKEN_MS : backoff.nextMs());
      if (this.#options.isAborted()) return false;
    }
  }

  /** Null when it came to its end. */
  async #follow(startMs: number): Promise<MirClientError | null> {
    const { reactor, clock, tally } = this.#parts;
    const { player, path } = this.#options;
    try {
      await followMirPath(
        { reactor, clock },
        {
          ...path,
          account: player.account,
          password: player.password,
          registration: this.#hasAccount ? null : player.registration,
          character: player.character,
          isCharacterKnown: this.#hasCharacter,
          onStep: (step, ms) => this.#acknowledged(step, ms),
        },
      );
    } catch (error) {
      if (!(error instanceof MirClientError)) throw error;
      return error;
    }
    tally.counts.paths++;
    tally.step('path', clock.monotonicMs() - startMs);
    return null;
  }

  #acknowledged(step: RequestName, ms: number): void {
    this.#parts.tally.step(step, ms);
    if (step === 'connect-login') this.#options.onConnected();
    const count = COUNT_OF[step];
    if (count !== undefined && !this.#done.has(step)) this.#parts.tally.counts[count]++;
    this.#done.add(step);
  }

  get #hasAccount(): boolean {
    return this.#done.has('register') || this.#done.has('sign-in');
  }

  get #hasCharacter(): boolean {
    return this.#done.has('create-character') || this.#done.has('select-character');
  }

  #shallRetry(error: MirClientError, startMs: number): boolean {
    const { clock, tally } = this.#parts;
    const kind = kindOf(error);
    if (error.code === 'closed') tally.counts.connectionsLost++;
    const isPatient = clock.monotonicMs() - startMs < this.#options.patienceMs;
    if (isWorthRetry(error) && isPatient && !this.#options.isAborted()) {
      tally.retry(kind);
      return true;
    }
    // An interrupted player has not failed.
    if (isWorthRetry(error) && this.#options.isAborted()) return false;
    if (error.code === 'lost' || (this.#hasAccount && isAccountUnknown(error))) tally.counts.lost++;
    tally.fail(kind);
    return false;
  }
}

/** A short text for the tables of failures and retries: the request, and what was said. */
export function kindOf({ code, request, refusal, reason }: MirClientError): string {
  const what = refusal === null ? (reason ?? code) : `${refusal.ident} ${refusal.code} (${refusal.words})`;
  return `${request ?? 'unknown'}: ${what}`;
}

function isNobodyThere({ code, request }: MirClientError): boolean {
  return request === 'connect-login' && (code === 'connect-failed' || code === 'connect-timeout');
}

function isAccountUnknown(error: MirClientError): boolean {
  return isRefusal(error, SM.passwordFail, 0) || isRefusal(error, SM.idNotFound, 0);
}

/** The account is signed in already. */
function isTaken(error: MirClientError): boolean {
  return isRefusal(error, SM.passwordFail, ALREADY_SIGNED_IN);
}

/** What passes by itself: a server that is away for a moment, or a session that is being closed. */
function isWorthRetry(error: MirClientError): boolean {
  const { code, refusal } = error;
  if (code === 'closed' || code === 'connect-failed' || code === 'connect-timeout' || code === 'timeout') return true;
  if (refusal === null) return false;
  if (isTaken(error)) return true;
  switch (refusal.ident) {
    case SM.startFail:
    case SM.queryCharactersFail:
    case SM.outOfConnection:
      return true;
    case SM.createFail:
      return refusal.code === CREATE_FAILED;
    default:
      return false;
  }
}
