// Sign-in by a game platform's HTTP interface: the client brings `openid` and `openkey`, the platform says whether they are right and
// who the player is. Asking is bounded and held off by `Upstream` while the platform is not well. The application has a current key and,
// during a change, the next one: when the platform refuses a signature, the other key is tried, and the one that works is used from
// then on. Its accounts lie in a realm of their own, so that the platform cannot sign for other providers' accounts.
import type { Clock, Counters, Logger } from '../../../base/index.ts';
import type { Upstream, UpstreamFault } from '../../../upstream/index.ts';
import type { AuthFailure } from '../login.failures.ts';
import { accountName } from './account-name.ts';
import { PLATFORM_ID_CHARACTERS_MAX, PLATFORM_KEY_CHARACTERS_MAX } from './limits.ts';
import type { Credentials, Moment, Provider, Verdict } from './provider.ts';
import { refused } from './provider.ts';
import { type QqQuestion, type QqReading, qqUrl, readQqAnswer } from './qq-open-api.ts';

export interface PlatformOptions {
  /** Without query. */
  readonly url: string;
  readonly appId: string;
  /** Of clients that name no part of the platform. */
  readonly pf: string;
  /** The current key, then the next. */
  readonly keys: readonly string[];
  /** What its accounts start with: a word and a colon. */
  readonly realm: string;
  /** How long one sign-in may take. Milliseconds. */
  readonly timeMs: number;
  readonly answerBytesMax: number;
}

export interface PlatformParts {
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
}

/** What a client may send: visible ASCII, as platforms issue it. */
const ID = new RegExp(`^[\\x21-\\x7e]{1,${PLATFORM_ID_CHARACTERS_MAX}}$`);
const PF = new RegExp(`^[\\x21-\\x7e]{0,${PLATFORM_ID_CHARACTERS_MAX}}$`);
const KEY = new RegExp(`^[\\x21-\\x7e]{1,${PLATFORM_KEY_CHARACTERS_MAX}}$`);

/** How often the same complaint is logged, at most. Milliseconds. */
const COMPLAINT_MS = 60_000;

type Complaint = 'wrong-key' | 'misused' | 'other-account';

/** What the platform said, or why it said nothing. */
type Reading = QqReading | { readonly is: 'unanswered'; readonly fault: UpstreamFault };

const FAILURES: Readonly<Record<UpstreamFault, AuthFailure>> = {
  busy: 'busy',
  open: 'unavailable',
  late: 'unavailable',
  unwanted: 'unavailable',
  unwell: 'unavailable',
  closed: 'unavailable',
  unreachable: 'unavailable',
  broken: 'unavailable',
  'too-large': 'unavailable',
  redirected: 'unavailable',
};

export class PlatformProvider implements Provider {
  readonly name = 'platform';
  /** A wrong key costs a request to the platform: an address that sends many is held off. */
  readonly isGuessable = true;
  readonly #parts: PlatformParts;
  readonly #options: PlatformOptions;
  /** Which key worked last. */
  #keyIndex = 0;
  readonly #quietUntilMs = new Map<Complaint, number>();

  constructor(parts: PlatformParts, options: PlatformOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  get statusText(): string {
    return this.#parts.upstream.statusText;
  }

  close(): void {
    this.#parts.upstream.close();
  }

  lockKey({ openid }: Credentials): string | null {
    const account = accountName(this.#options.realm + openid);
    return account === null ? null : `${this.name} ${account}`;
  }

  async verify({ openid, openkey, pf }: Credentials, { address = '', isWanted }: Moment): Promise<Verdict> {
    const account = accountName(this.#options.realm + openid);
    if (account === null || !ID.test(openid) || !KEY.test(openkey) || !PF.test(pf)) return refused('malformed');
    const { appId, pf: commonPf } = this.#options;
    const question = { openid, openkey, appId, pf: pf || commonPf, address };
    const untilMs = this.#parts.clock.monotonicMs() + this.#options.timeMs;
    const wanted = isWanted === undefined ? {} : { isWanted };
    const used = this.#keyIndex;
    let reading = await this.#ask(question, { untilMs, ...wanted }, used);
    if (reading.is === 'wrong-key' && this.#options.keys.length > 1) {
      const other = 1 - used;
      reading = await this.#ask(question, { untilMs, ...wanted }, other);
      if (reading.is === 'accepted' || reading.is === 'refused') this.#turnTo(other);
    }
    return this.#verdictOf(reading, account);
  }

  async #ask(
    question: QqQuestion,
    asking: { readonly untilMs: number; readonly isWanted?: () => boolean },
    keyIndex: number,
  ): Promise<Reading> {
    const { url, keys, answerBytesMax } = this.#options;
    const answer = await this.#parts.upstream.ask<QqReading>({
      ...asking,
      request: { url: qqUrl(url, question, keys[keyIndex] ?? ''), answerBytesMax },
      read: (status, body) => {
        const reading = readQqAnswer({ status, body }, question);
        return reading.is === 'trouble' ? { ok: false, ...reading } : { ok: true, value: reading };
      },
    });
    return answer.ok ? answer.value : { is: 'unanswered', fault: answer.fault };
  }

  #verdictOf(reading: Reading, account: string): Verdict {
    switch (reading.is) {
      case 'accepted':
        return { ok: true, account, adult: null, profile: reading.profile };
      case 'refused':
        return refused('wrong-credentials');
      case 'unanswered':
        return refused(FAILURES[reading.fault]);
      case 'trouble':
        return refused('unavailable');
      case 'wrong-key':
      case 'misused':
      case 'other-account':
        this.#complain(reading);
        return refused('unavailable');
    }
  }

  #turnTo(index: number): void {
    if (this.#keyIndex === index) return;
    this.#keyIndex = index;
    this.#parts.counters.counter('platform_key', index === 0 ? 'first' : 'second').add();
    const next = index === 0 ? 'first' : 'second';
    const advice = 'when it stays so, leave the other one out of auth.platform.keys';
    this.#parts.log.info(`platform: the platform now wants the ${next} key, so that one signs; ${advice}`);
  }

  /** Nothing that a player did: an operator must act. */
  #complain(reading: Extract<Reading, { is: Complaint }>): void {
    this.#parts.counters.counter('platform_complaints', reading.is).add();
    const nowMs = this.#parts.clock.monotonicMs();
    if (nowMs < (this.#quietUntilMs.get(reading.is) ?? 0)) return;
    this.#quietUntilMs.set(reading.is, nowMs + COMPLAINT_MS);
    if (reading.is === 'misused') this.#parts.log.error(`${MISUSED}: ${reading.why}`, { ret: reading.ret });
    else this.#parts.log.error(COMPLAINTS[reading.is]);
  }
}

const MISUSED =
  'platform: the platform refuses this server, so nobody signs in by it. Look at auth.platform, and at the settings of the application at the platform';

const COMPLAINTS: Readonly<Record<Exclude<Complaint, 'misused'>, string>> = {
  'wrong-key':
    'platform: the platform refuses the signature with every key of auth.platform.keys, so nobody signs in by it. Set the key that the platform shows for auth.platform.appId',
  'other-account':
    'platform: the platform answered with the profile of another player, so the sign-in was refused. Tell its operators; a cache on the way may mix up answers',
};
