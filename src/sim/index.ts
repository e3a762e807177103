// Door of the sim layer: servers and networks that exist in memory only.
export type { Answer } from './path-script.ts';
export { answerTo, createPathScript } from './path-script.ts';
export type { Script, ScriptedServerOptions } from './scripted-server.ts';
export { ScriptedServer, ScriptedSession } from './scripted-server.ts';
