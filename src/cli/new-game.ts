// The files of a new game: those of a folder of templates/, and a package.json for the jadegate that creates it. Writes only
// into a new or empty folder and never overwrites a file.
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { makeDirectory, messageOf } from '../base/index.ts';
import { NewError } from './new-error.ts';

/** The root of jadegate itself: a checkout, or an installed package. */
const ROOT = join(import.meta.dirname, '..', '..');
const TEMPLATES_FOLDER = join(ROOT, 'templates');
/** Entries that do not count: the repository in which the game will be kept. */
const OVERLOOKED: readonly string[] = ['.git'];
/** How many of the existing entries the error names. */
const NAMED_MAX = 3;

/** The folders of templates/, the first when none is chosen. */
export const TEMPLATES = ['game', 'rooms', 'world'] as const;
export type Template = (typeof TEMPLATES)[number];

export interface NewGame {
  readonly folder: string;
  readonly name: string;
  /** Paths of the files, relative to the folder. */
  readonly files: readonly string[];
}

/** Creates the files of a game in `directory`. Throws `NewError` when it is not empty or cannot be written. */
export function writeNewGame(directory: string, template: Template): NewGame {
  const folder = resolve(directory);
  const source = join(TEMPLATES_FOLDER, template);
  refuseTaken(folder);
  const name = packageNameOf(folder);
  // Exclusive: when two commands run in one folder, one fails.
  const write = (file: string, content: string | Uint8Array): void =>
    writeFileSync(join(folder, file), content, { flag: 'wx' });
  try {
    makeDirectory(folder);
    for (const file of readdirSync(source)) {
      const content = readFileSync(join(source, file));
      const isText = !file.endsWith('.binpb');
      // npm leaves a .gitignore out of packages, so the template's file has no dot.
      write(
        file === 'gitignore' ? '.gitignore' : file,
        isText ? String(content).replaceAll('{{name}}', name) : content,
      );
    }
    write('package.json', `${JSON.stringify(manifestOf(name), null, 2)}\n`);
  } catch (error) {
    throw new NewError('folder-unusable', `${folder} cannot be written: ${messageOf(error)}`, { cause: error });
  }
  return { folder, name, files: readdirSync(folder).filter((file) => !OVERLOOKED.includes(file)) };
}

/** A folder's name as a valid npm package name. */
export function packageNameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 100);
  if (name === '') return 'game';
  // A package that depends on its own name would find itself.
  const taken = ['node_modules', packageJson.name, ...Object.keys(packagesOfGame().all)];
  return taken.includes(name) ? `${name}-game` : name;
}

function refuseTaken(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) {
    throw new NewError('folder-taken', `${folder} is a file: name a new or empty folder`);
  }
  const held = readdirSync(folder).filter((file) => !OVERLOOKED.includes(file));
  if (held.length === 0) return;
  const named = held.slice(0, NAMED_MAX).join(', ');
  const rest = held.length > NAMED_MAX ? ` and ${held.length - NAMED_MAX} more` : '';
  throw new NewError(
    'folder-taken',
    `${folder} is not empty (it contains ${named}${rest}): name a new or empty folder`,
  );
}

function manifestOf(name: string): object {
  const { dependencies, devDependencies } = packagesOfGame();
  return {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: { start: 'jadegate start --dev', test: 'node --test', types: 'tsc -p .', codegen: 'jadegate codegen' },
    dependencies,
    devDependencies,
    // These packages run an install script that fetches a program for the platform; npm requires permission for each.
    allowScripts: packageJson.allowScripts,
  };
}

function packagesOfGame() {
  const dependencies = { [packageJson.name]: jadegateSpec(), node: packageJson.dependencies.node };
  const { typescript, '@types/node': nodeTypes } = packageJson.devDependencies;
  const devDependencies = { '@types/node': nodeTypes, typescript };
  return { dependencies, devDependencies, all: { ...dependencies, ...devDependencies } };
}

/** The version of jadegate for the game's package.json: the one that creates the game. */
function jadegateSpec(): string {
  // A checkout is linked, so that the game sees changes to it at once.
  if (extname(import.meta.url) === '.ts') return `file:${ROOT}`;
  return installedFile() ?? `^${packageJson.version}`;
}

/** The archive that this package was installed from, if any: npm records it in the packages folder. */
function installedFile(): string | null {
  const note = join(ROOT, '..', '.package-lock.json');
  if (!existsSync(note)) return null;
  const { packages } = JSON.parse(readFileSync(note, 'utf8')) as {
    readonly packages?: Readonly<Record<string, { readonly resolved?: string }>>;
  };
  const resolved = packages?.[`node_modules/${packageJson.name}`]?.resolved ?? '';
  return resolved.startsWith('file:') ? `file:${resolve(ROOT, '..', '..', resolved.slice('file:'.length))}` : null;
}
