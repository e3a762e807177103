// A module without messages of its own: it greets a player who arrives, and informs the others.
import { defineModule } from 'jadegate';
import { chat } from 'jadegate/messages';

/** Clients show chat of this type as a notice. */
const SYSTEM_CHAT = 5;

function notice(msginfo: string): chat.ChatS2c {
  return {
    type: SYSTEM_CHAT,
    serverid: 0,
    privateflag: 0,
    desroleid: 0n,
    desrolename: '',
    msginfo,
    details: [],
    identity: 0,
    reptype: 0,
  };
}

export const welcome = defineModule({ name: 'welcome' })
  .hook('arrived', (ctx) => {
    ctx.broadcast(chat.ChatS2c, notice(`${ctx.role.name} has come`));
    ctx.reply(chat.ChatS2c, notice(`Welcome, ${ctx.role.name}!`));
  })
  .hook('left', (ctx) => {
    // A player who left without choosing a role was never visible to the others.
    if (ctx.role !== null) ctx.broadcast(chat.ChatS2c, notice(`${ctx.role.name} has left`));
  });
