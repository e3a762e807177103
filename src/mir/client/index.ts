// Door of the Mir client: what a player's client says to the gates of Legend of Mir, and players in numbers.
export type { NewCharacter } from './character-client.ts';
export { CharacterClient } from './character-client.ts';
export type { Recovery, Registration, SignedIn } from './login-client.ts';
export { LoginClient } from './login-client.ts';
export type { ChosenServer, ListedCharacter, ListedServer } from './message-text.ts';
export type { MirClientErrorCode, MirRefusal } from './mir-client-error.ts';
export { MirClientError } from './mir-client-error.ts';
export type { DialMirOptions, MirConnection, MirForm } from './mir-connection.ts';
export { dialMir, placeOf } from './mir-connection.ts';
export type { MirPathEnd, MirPathOptions, MirPathParts, MirWaits } from './mir-path.ts';
export { CLASSIC_WAITS, followMirPath, NO_WAITS } from './mir-path.ts';
export { formatMirProgress, formatMirReport } from './mir-report-text.ts';
export type { MirRobotsReport } from './mir-tally.ts';
export type { MirProgress, MirRobotsOptions } from './run-mir-robots.ts';
export { runMirRobots } from './run-mir-robots.ts';
