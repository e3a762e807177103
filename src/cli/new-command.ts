// `jadegate new DIR`: creates a game of one module with its tests, ready to run.
import { relative } from 'node:path';
import process from 'node:process';
import { type Command, Option } from 'commander';
import { installPackages } from './install-packages.ts';
import { NewError } from './new-error.ts';
import { type NewGame, TEMPLATES, type Template, writeNewGame } from './new-game.ts';

interface NewFlags {
  readonly template: Template;
  readonly install: boolean;
}

export function addNewCommand(command: Command): void {
  command
    .argument('<dir>', 'a new or empty folder')
    .addOption(
      new Option(
        `--template <${TEMPLATES.join('|')}>`,
        'game: a player digs, with rows of one role; rooms: players meet in rooms, with actors; world: players walk on a map, and shear sheep',
      )
        .choices(TEMPLATES)
        .default(TEMPLATES[0]),
    )
    .option('--no-install', 'only write the files; run npm install yourself')
    .action(makeGame);
}

async function makeGame(directory: string, flags: NewFlags): Promise<void> {
  const game = writeNewGame(directory, flags.template);
  say(`made ${game.folder}: ${game.files.length} files`);
  if (flags.install) await install(game);
  const place = relative('.', game.folder);
  const steps = [
    ...(place === '' ? [] : [`cd ${quoted(shortest(place, game.folder))}`]),
    ...(flags.install ? [] : ['npm install']),
    'npm test         # its tests',
    'npm start        # the game, for clients on this machine, which may sign in under any name',
  ];
  say(['', 'next:', ...steps.map((step) => `  ${step}`), '', 'Its README.md explains each file.'].join('\n'));
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

/** Quoted as one word for a shell. */
function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** For people; this command has no output for programs. */
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
