// Door of the chat module.
export { CHAT_FAILURE } from './chat.failures.ts';
export { ChatS2c } from './chat.messages.ts';
export { chatModule } from './chat.module.ts';
export type { ChargeLoudspeaker, ChatChannel, ChatCommand, ChatContext, FindNearby, Spoken } from './chat-channels.ts';
export { CHANNEL, ChatChannels, chatChannels } from './chat-channels.ts';
export { chatHistory } from './chat-history.ts';
export { chatLine, IDENTITY } from './chat-line.ts';
