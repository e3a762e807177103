// Door of the client layer: a typed client of a jadegate server, and a script of the path into the world.
export type {
  ClientHandler,
  DialClientOptions,
  NextOptions,
  ReceivedOf,
} from './client.ts';
export { Client, dialClient, isMessage } from './client.ts';
export type { ClientErrorCode, CloseWords, Refusal } from './client-error.ts';
export { CLIENT_ERROR_CODES, ClientError } from './client-error.ts';
export type { ConnectClientOptions } from './client-node.ts';
export { connectClient, createClientReactor, createClientRegistry } from './client-node.ts';
export type { ClientReason, Closed } from './closed.ts';
export { describeClosed } from './closed.ts';
export { createCredentials } from './credentials.ts';
export type { EnterStep } from './enter-step.ts';
export { ENTER_STEPS } from './enter-step.ts';
export type { Entered, EnterOptions } from './enter-world.ts';
export { enterWorld, GENDER } from './enter-world.ts';
export type { Received } from './inbox.ts';
export type { NamedReason } from './reason-name.ts';
export { parseServerUrl } from './server-url.ts';
