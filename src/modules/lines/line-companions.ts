// The roles that a role wants to share a line with: its party, its guild. Modules that know it add a finder; what a finder does not answer in time
// is ignored, so that nobody's way into the world depends on it.
import { defineOffer, type Scope } from '../../actor/index.ts';
import { assert, type Clock, endOnBroken, isLate, type Logger, messageOf } from '../../base/index.ts';
import { COMPANY_MAX, COMPANY_MS_MAX, FINDERS_MAX } from './line-limits.ts';

type Waits<T> = T | Promise<T>;
type AskScope = Pick<Scope<unknown, unknown>, 'actor'>;

/** May be called in a turn of the role: it then must not call the role's own parts. */
export type CompanionFinder = (scope: AskScope, roleId: bigint) => Waits<readonly bigint[]>;

export class LineCompanions {
  readonly #finders: CompanionFinder[] = [];
  readonly #clock: Clock;
  readonly #log: Logger;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Logger }) {
    this.#clock = clock;
    this.#log = log;
  }

  add(find: CompanionFinder): void {
    assert(this.#finders.length < FINDERS_MAX, `at most ${FINDERS_MAX} modules name companions`);
    this.#finders.push(find);
  }

  /** The companions, each once, without the role itself: of all finders that answer in time. */
  async of(scope: AskScope, roleId: bigint): Promise<readonly bigint[]> {
    if (this.#finders.length === 0) return [];
    const found = await Promise.all(this.#finders.map((find) => this.#ask(find, scope, roleId)));
    const companions = new Set(found.flat());
    companions.delete(roleId);
    return [...companions].slice(0, COMPANY_MAX);
  }

  async #ask(find: CompanionFinder, scope: AskScope, roleId: bigint): Promise<readonly bigint[]> {
    try {
      const answer = find(scope, roleId);
      if (!(answer instanceof Promise)) return answer.slice(0, COMPANY_MAX);
      if (!(await isLate(this.#clock, COMPANY_MS_MAX, answer))) return (await answer).slice(0, COMPANY_MAX);
      this.#log.warn(`companions were not named within ${COMPANY_MS_MAX} ms; a role chose its line without them`);
    } catch (error) {
      endOnBroken(error);
      this.#log.warn(`companions could not be named: ${messageOf(error)}; a role chose its line without them`);
    }
    return [];
  }
}

export const lineCompanions = defineOffer<LineCompanions>('line-companions');
