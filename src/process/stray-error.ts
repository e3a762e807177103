// Errors that reached the process because no code caught them. A game's mistake must not end a server full of players; a
// fault of jadegate must, because a process that continues after one may acknowledge data that it has not kept.
//
//   AssertionFailure                                           jadegate's: the process ends
//   a file of the game in the stack                            the game's: logged
//   a module began the code (see CodeTrace), and the error is  the game's: logged
//     a rejection, a coded error, or has no file of ours
//   all others                                                 jadegate's: the process ends
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AssertionFailure, CodedError, type CodeTrace } from '../base/index.ts';

export interface StrayError {
  readonly thrown: unknown;
  readonly kind: 'exception' | 'rejection';
  readonly trace: CodeTrace | null;
}

const PACKAGE = `${pathToFileURL(join(import.meta.dirname, '..', '..')).href}/`;
const OWN_FOLDERS = ['src/', 'bin/'];
/** Files of the repository that stand for a game. */
const GAMES_OWN = /\.(?:test|fixture)\.ts$/;
const FRAME_FILE = /^\s+at .*?(file:\/\/[^\s)]+?)(?::\d+){0,2}\)?$/;
const FRAME_PATH = /^\s+at (?:.* )?\(?(\/[^\s)]+?)(?::\d+){1,2}\)?$/;

/** Whether the game's code is to blame. */
export function isGamesError({ thrown, kind, trace }: StrayError): boolean {
  if (thrown instanceof AssertionFailure) return false;
  const files = thrown instanceof Error ? filesOf(thrown) : [];
  if (files.some(isGameFile)) return true;
  if (trace === null) return false;
  return kind === 'rejection' || thrown instanceof CodedError || !files.some(isOwnFile);
}

function filesOf({ stack = '' }: Error): string[] {
  return stack.split('\n').flatMap((line) => {
    const url = FRAME_FILE.exec(line)?.[1];
    if (url !== undefined) return url;
    const path = FRAME_PATH.exec(line)?.[1];
    return path === undefined ? [] : pathToFileURL(path).href;
  });
}

function isOwnFile(url: string): boolean {
  const path = url.slice(PACKAGE.length);
  return url.startsWith(PACKAGE) && OWN_FOLDERS.some((folder) => path.startsWith(folder)) && !GAMES_OWN.test(path);
}

function isGameFile(url: string): boolean {
  // A library may work for either side.
  const path = url.startsWith(PACKAGE) ? url.slice(PACKAGE.length) : url;
  return !isOwnFile(url) && !path.includes('node_modules/');
}
