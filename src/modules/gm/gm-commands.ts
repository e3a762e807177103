// The commands that a game master types into chat, behind `.zy`. Modules add theirs when they start. A command runs outside of the
// turn of the role that typed it, so that it can call that very role; the answer comes as lines of the system.
//
//   scope.use(gmCommands).add('heal', {
//     usage: '[HP]',
//     help: 'heals you',
//     run: async (by, [hp = '100']) => `healed: ${await scope.actor(body, by.roleId).heal({ hp: Number(hp) })}`,
//   });
import { defineOffer } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import { COMMANDS_MAX, NUMBER_MAX } from './gm-limits.ts';

/** Who typed it. */
export interface GameMaster {
  readonly roleId: bigint;
  readonly name: string;
  readonly account: string;
}

type Answer = string | readonly string[];

export interface GmCommand {
  /** Its arguments, as a reader needs them: `[M] X Y`. */
  readonly usage: string;
  readonly help: string;
  /** What is shown to the game master. Null: the arguments are wrong, and the usage is shown. */
  readonly run: (by: GameMaster, args: readonly string[]) => Answer | null | Promise<Answer | null>;
}

const NAME = /^[a-z]{1,16}$/;

export class GmCommands {
  readonly #commands = new Map<string, GmCommand>();

  /** A command that is there already is replaced. */
  add(name: string, command: GmCommand): void {
    assert(NAME.test(name), `a command is a word of at most 16 small letters, not '${name}'`);
    assert(this.#commands.has(name) || this.#commands.size < COMMANDS_MAX, `there are ${COMMANDS_MAX} commands`);
    this.#commands.set(name, command);
  }

  find(name: string): GmCommand | null {
    return this.#commands.get(name) ?? null;
  }

  list(): readonly (readonly [name: string, command: GmCommand])[] {
    return [...this.#commands];
  }
}

/** Game masters' commands. */
export const gmCommands = defineOffer<GmCommands>('gm-commands');

/** A whole number within these bounds; null for any other text. */
export function numberOf(text: string | undefined, { min = 0, max = NUMBER_MAX } = {}): number | null {
  if (text === undefined || !/^-?\d{1,10}$/.test(text)) return null;
  const number = Number(text);
  return number >= min && number <= max ? number : null;
}
