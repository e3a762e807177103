// Where the lines behind `.zy` come in: who may, which command, and the answer. Nobody else hears such a line, whoever typed it, and
// each is logged with its account.
import { ActorError } from '../../actor/index.ts';
import { messageOf, stackOf } from '../../base/index.ts';
import type { Scope } from '../../gate/index.ts';
import { CHANNEL, CHAT_FAILURE, type ChatContext, ChatS2c, chatLine } from '../chat/index.ts';
import type { GameMaster, GmCommand, GmCommands } from './gm-commands.ts';
import { ACTS_AT_ONCE_MAX, ANSWER_LINES_MAX, ANSWER_UNITS_MAX } from './gm-limits.ts';

export const PREFIX = '.zy';

type DeskScope = Pick<Scope<unknown, unknown>, 'log' | 'send'>;

export class GmDesk {
  readonly #scope: DeskScope;
  readonly #commands: GmCommands;
  readonly #isGameMaster: (account: string) => boolean;
  /** Commands that are carried out, by the role that typed them. */
  readonly #acts = new Map<bigint, number>();

  constructor(scope: DeskScope, commands: GmCommands, isGameMaster: (account: string) => boolean) {
    this.#scope = scope;
    this.#commands = commands;
    this.#isGameMaster = isGameMaster;
  }

  /** A line that begins with the prefix. The code of 142, or 0. */
  typed(ctx: ChatContext, words: readonly string[]): number {
    const [word = '', ...args] = words;
    const by = { roleId: ctx.role.id, name: ctx.role.name, account: ctx.account.name };
    const fields = { account: by.account, role: by.roleId, words: words.join(' ') };
    if (!this.#isGameMaster(by.account)) {
      this.#scope.log.warn('gm: refused, the account is no game master', fields);
      return CHAT_FAILURE.notAllowed;
    }
    const name = word.slice(PREFIX.length);
    const command = this.#commands.find(name);
    if (command === null) return this.#say(by, `There is no command ${PREFIX}${name}. ${PREFIX}help lists them.`);
    const running = this.#acts.get(by.roleId) ?? 0;
    if (running >= ACTS_AT_ONCE_MAX) return this.#say(by, 'Wait until your last commands are done.');
    this.#scope.log.info('gm: command', fields);
    this.#acts.set(by.roleId, running + 1);
    // Not awaited: it may call the role whose turn this is. It never rejects.
    void this.#perform(by, { name, command, args });
    return 0;
  }

  async #perform(
    by: GameMaster,
    { name, command, args }: { readonly name: string; readonly command: GmCommand; readonly args: readonly string[] },
  ): Promise<void> {
    try {
      const answer = (await command.run(by, args)) ?? `Write ${PREFIX}${name} ${command.usage}: ${command.help}.`;
      for (const line of typeof answer === 'string' ? [answer] : answer.slice(0, ANSWER_LINES_MAX)) this.#say(by, line);
    } catch (error) {
      const fields = {
        role: by.roleId,
        ...(error instanceof ActorError ? { code: error.code } : { stack: stackOf(error) }),
      };
      this.#scope.log.error(`gm: ${PREFIX}${name} failed: ${messageOf(error)}`, fields);
      const isAway = error instanceof ActorError && error.code === 'actor-unreachable';
      this.#say(
        by,
        isAway
          ? `This server has nothing that ${PREFIX}${name} acts on.`
          : `${PREFIX}${name} failed; the log says why.`,
      );
    } finally {
      const left = (this.#acts.get(by.roleId) ?? 1) - 1;
      if (left > 0) this.#acts.set(by.roleId, left);
      else this.#acts.delete(by.roleId);
    }
  }

  #say({ roleId }: GameMaster, text: string): 0 {
    const line = chatLine({
      type: CHANNEL.system,
      text: text.slice(0, ANSWER_UNITS_MAX).toWellFormed(),
      speaker: null,
    });
    this.#scope.send(roleId, ChatS2c, line);
    return 0;
  }
}
