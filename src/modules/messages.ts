// Every message of jadegate: the gate's own and those of the modules it comes with. The default registry is made of these; a
// game adds its own.
import { messages as gate } from '../gate/gate.messages.ts';
import type { MessageType } from '../wire/plain.ts';
import { messages as bags } from './bags/bags.messages.ts';
import { messages as chat } from './chat/chat.messages.ts';
import { messages as guilds } from './guilds/guilds.messages.ts';
import { messages as leaderboards } from './leaderboards/leaderboards.messages.ts';
import { messages as lines } from './lines/lines.messages.ts';
import { messages as login } from './login/login.messages.ts';
import { messages as mail } from './mail/mail.messages.ts';
import { messages as map } from './map/map.messages.ts';
import { messages as party } from './party/party.messages.ts';
import { messages as roles } from './roles/roles.messages.ts';
import { messages as trades } from './trades/trades.messages.ts';

export const JADEGATE_MESSAGES: readonly MessageType[] = [
  ...gate,
  ...bags,
  ...chat,
  ...leaderboards,
  ...guilds,
  ...lines,
  ...login,
  ...mail,
  ...map,
  ...party,
  ...roles,
  ...trades,
];
