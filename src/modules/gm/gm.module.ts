// Game masters' commands in chat: `.zymove`, `.zylevelup`, `.zymoney`, `.zyitem`, and those that a game adds. For development, where
// everybody may use them, and for named accounts.
import { z } from 'zod';
import { serverFacts } from '../../actor/index.ts';
import { admissionRanks, defineModule } from '../../gate/index.ts';
import { goods } from '../bags/index.ts';
import { chatChannels, IDENTITY } from '../chat/index.ts';
import { GmCommands, gmCommands } from './gm-commands.ts';
import { GmDesk, PREFIX } from './gm-desk.ts';
import { addGoodsActs } from './goods-acts.ts';
import { addMapActs } from './map-acts.ts';

const settings = z.object({
  accounts: z
    .array(z.string().min(1).max(128))
    .max(1_000)
    .default([])
    .describe("Accounts that may use game masters' commands in chat (`.zyhelp`)"),
  isOpenInDevelopment: z.boolean().default(true).describe('Whether with `dev` everybody may use them'),
});

/** The first of those that wait for a place. */
const GM_RANK = 1;

export const gmModule = defineModule({ name: 'gm', settings, uses: [admissionRanks, chatChannels, goods, serverFacts] })
  .offer(gmCommands, () => new GmCommands())
  .hook('started', (scope) => {
    const accounts = new Set(scope.settings.accounts.map((account) => account.normalize('NFC')));
    const isOpen = scope.settings.isOpenInDevelopment && scope.use(serverFacts).isDevelopment;
    const commands = scope.use(gmCommands);
    commands.add('help', {
      usage: '',
      help: 'lists the commands',
      run: () => commands.list().map(([name, { usage, help }]) => `${PREFIX}${`${name} ${usage}`.trimEnd()}: ${help}`),
    });
    addMapActs(scope, commands);
    addGoodsActs(scope, commands);
    const channels = scope.use(chatChannels);
    const desk = new GmDesk(scope, commands, (account) => isOpen || accounts.has(account));
    channels.addPrefix(PREFIX, (ctx, words) => desk.typed(ctx, words));
    // Before other players, and through a closed door where the operator lets this rank in.
    if (accounts.size > 0) scope.use(admissionRanks).add('gm', ({ name }) => (accounts.has(name) ? GM_RANK : null));
    channels.identifyBy(({ account }) => (accounts.has(account.name) ? IDENTITY.gm : IDENTITY.player));
  });
