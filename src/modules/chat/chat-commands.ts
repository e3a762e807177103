// What operators say in chat: lines of the system and of game masters, and notices that scroll over the screen.
import { z } from 'zod';
import { CommandRefused, type GameModule, type Scope } from '../../gate/index.ts';
import { cleanText } from '../words/index.ts';
import { ChatS2c } from './chat.messages.ts';
import type { ChatSettings, chatSettings } from './chat.settings.ts';
import type { chatTables } from './chat.tables.ts';
import { CHANNEL } from './chat-channels.ts';
import {
  NOTICE_SECONDS_MAX,
  NOTICE_SECONDS_MIN,
  NOTICE_TIMES_MAX,
  NOTICES_MAX,
  TEXT_BYTES_MAX,
} from './chat-limits.ts';
import { chatLine, IDENTITY } from './chat-line.ts';
import { chatNotices } from './notices.ts';

type ChatScope = Scope<typeof chatTables, ChatSettings>;

const text = z.string().min(1).max(TEXT_BYTES_MAX).describe('The words; what cannot be seen is taken out');

export function addCommands(module: GameModule<typeof chatTables, typeof chatSettings>): void {
  module
    .command(
      'say',
      {
        help: 'says a line to everybody in the world, or to one role',
        args: z.object({
          text,
          as: z.enum(['system', 'gm']).default('system').describe('In which channel: of the system or of game masters'),
          role: z
            .string()
            .regex(/^\d{1,16}$/, 'must be the number of a role')
            .optional()
            .describe('The role that alone hears it'),
        }),
      },
      sayLine,
    )
    .command(
      'notice',
      {
        help: 'lets a text scroll over the screen of everybody, once or repeatedly',
        args: z.object({
          text,
          times: z.int().min(1).max(NOTICE_TIMES_MAX).default(1).describe('How often'),
          seconds: z
            .int()
            .min(NOTICE_SECONDS_MIN)
            .max(NOTICE_SECONDS_MAX)
            .default(60)
            .describe('Seconds from one time to the next'),
        }),
      },
      (scope, { text: words, times, seconds }) => {
        const id = scope.use(chatNotices).start({ text: readable(words), times, seconds });
        if (id === null) throw new CommandRefused(`${NOTICES_MAX} notices are repeated already: end one of them first`);
        scope.log.info('moderation: notice', { text: words, times, seconds });
        return id === 0 ? 'shown' : `notice ${id}: ${times} times, each ${seconds} s`;
      },
    )
    .command('notices', { help: 'lists the notices that are repeated', args: z.object({}) }, (scope) => {
      const lines = scope
        .use(chatNotices)
        .list()
        .map(
          ({ id, text: words, seconds, leftCount }) => `notice ${id}: ${leftCount} times, each ${seconds} s: ${words}`,
        );
      return lines.length === 0 ? 'none' : lines.join('\n');
    })
    .command(
      'notice-end',
      { help: 'ends a notice that is repeated', args: z.object({ id: z.int().min(1).describe('Its number') }) },
      (scope, { id }) => {
        if (!scope.use(chatNotices).end(id)) throw new CommandRefused(`there is no notice ${id}`);
        return `notice ${id} has ended`;
      },
    );
}

function sayLine(
  scope: ChatScope,
  args: { readonly text: string; readonly as: 'system' | 'gm'; readonly role?: string | undefined },
): string {
  const type = args.as === 'gm' ? CHANNEL.gm : CHANNEL.system;
  const identity = args.as === 'gm' ? IDENTITY.gm : IDENTITY.player;
  const line = chatLine({ type, text: readable(args.text), speaker: null, identity });
  if (args.role === undefined) scope.broadcast(ChatS2c, line);
  else {
    const roleId = BigInt(args.role);
    if (scope.sessions({ roleId }).length === 0) throw new CommandRefused(`role ${roleId} is not in the world`);
    scope.send(roleId, ChatS2c, line);
  }
  scope.log.info('moderation: say', { text: line.msginfo, as: args.as, role: args.role ?? 'all' });
  return 'said';
}

/** An operator's text is not filtered, but its players must be able to read it. */
function readable(words: string): string {
  const cleaned = cleanText(words, { bytesMax: TEXT_BYTES_MAX });
  if (cleaned.ok) return cleaned.text;
  const fault =
    cleaned.reason === 'empty' ? 'it holds nothing that can be seen' : `it has more than ${TEXT_BYTES_MAX} bytes`;
  throw new CommandRefused(`text: ${fault}`);
}
