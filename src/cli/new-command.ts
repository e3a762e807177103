// `jadegate new DIR`: a game of one module with its tests, ready to run.
import { relative } from 'node:path';
import process from 'node:process';
import type { Command } from 'commander';
import { installPackages } from './install-packages.ts';
import { NewError } from './new-error.ts';
import { type NewGame, writeNewGame } from './new-game.ts';

interface NewFlags {
  readonly install: boolean;
}

export function addNewCommand(command: Command): void {
  command
    .argument('<dir>', 'a folder that is new or empty')
    .option('--no-install', 'only write the files; npm install is yours to run')
    .action(makeGame);
}

async function makeGame(directory: string, flags: NewFlags): Promise<void> {
  const game = writeNewGame(directory);
  say(`made ${game.folder}: ${game.files.length} files`);
  if (flags.install) await install(game);
  const place = relative('.', game.folder);
  const steps = [
    ...(place === '' ? [] : [`cd ${quoted(shortest(place, game.folder))}`]),
    ...(flags.install ? [] : ['npm install']),
    'npm test         # its tests',
    'npm start        # the game, for clients on this machine, who may sign in under any name',
  ];
  say(['', 'next:', ...steps.map((step) => `  ${step}`), '', 'README.md there says which file does what.'].join('\n'));
}

async function install(game: NewGame): Promise<void> {
  say('npm install: jadegate, Node and the compiler …');
  try {
    await installPackages(game.folder);
  } catch (error) {
    if (!(error instanceof NewError)) throw error;
    const advice = `The files are in ${game.folder}. When npm can reach its registry, run: cd ${quoted(game.folder)} && npm install`;
    throw new NewError(error.code, `${error.message}. ${advice}`, { cause: error });
  }
  say('installed');
}

function shortest(left: string, right: string): string {
  return left.length < right.length ? left : right;
}

/** As a shell takes it for one word. */
function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** For people; what a program would read, this command has none of. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
