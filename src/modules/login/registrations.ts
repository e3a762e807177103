// Registrations: a player becomes the owner of an account that was nobody's in this game. Modules may add rules: one may refuse a
// registration with words that the client is sent, and may do what belongs to it once it is made.
import { endOnBroken, type Logger, messageOf, stackOf } from '../../base/index.ts';
import type { Session } from '../../gate/index.ts';

export interface Registration {
  /** A visitor takes an account along with its role, or a player makes an account with a password. */
  readonly kind: 'visitor-upgrade' | 'password';
  readonly account: string;
  /** The visitor's account; null when there is none. */
  readonly from: string | null;
  readonly serverId: number;
  readonly session: Session;
}

export interface RegistrationRule {
  /** Of the module, for the log. */
  readonly name: string;
  /** Asked before anything is written. A text refuses the registration: the client is sent it. What it throws refuses it too. */
  readonly check?: (registration: Registration) => string | null | Promise<string | null>;
  /** After the registration is stored. What it throws is logged; the registration stands. */
  readonly registered?: (registration: Registration) => void | Promise<void>;
}

/** Why a registration is refused: words of a rule, or null when a rule failed. */
export interface RegistrationRefusal {
  readonly text: string | null;
}

export class Registrations {
  readonly #log: Logger;
  readonly #rules: RegistrationRule[] = [];

  constructor(log: Logger) {
    this.#log = log;
  }

  /** From now on `rule` has its say. In the hook `started`. */
  add(rule: RegistrationRule): void {
    this.#rules.push(rule);
  }

  /** Asks the rules in their order, and the others no more when one refuses. Never rejects. */
  async check(registration: Registration): Promise<RegistrationRefusal | null> {
    for (const { name, check } of this.#rules) {
      try {
        const text = (await check?.(registration)) ?? null;
        if (text !== null) return { text };
      } catch (error) {
        this.#failed(`the registration rule '${name}' failed, so the registration is refused`, error);
        return { text: null };
      }
    }
    return null;
  }

  /** Never rejects. */
  async registered(registration: Registration): Promise<void> {
    for (const { name, registered } of this.#rules) {
      try {
        await registered?.(registration);
      } catch (error) {
        this.#failed(`the registration rule '${name}' failed after the registration of ${registration.account}`, error);
      }
    }
  }

  #failed(what: string, error: unknown): void {
    endOnBroken(error);
    this.#log.error(`${what}: ${messageOf(error)}`, { stack: stackOf(error) });
  }
}
