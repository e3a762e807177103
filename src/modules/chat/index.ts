// Door of the chat module.
export { ChatS2c } from './chat.messages.ts';
export { chatModule } from './chat.module.ts';
export type { ChatChannel, ChatCommand, ChatContext, FindNearby, Spoken } from './chat-channels.ts';
export { CHANNEL, ChatChannels, chatChannels } from './chat-channels.ts';
export { chatLine } from './chat-line.ts';
