// Code generation for a folder: every `.proto` file below it gets a `.messages.ts` file beside it. One error stops the
// run before anything is written, and an up-to-date file is not touched.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { FileRegistry } from '@bufbuild/protobuf';
import { BASELINE_NAME, baselineOf, checkBaseline } from './baseline-node.ts';
import type { SourceFile } from './buf-node.ts';
import { parseSchema } from './buf-node.ts';
import { printFile } from './print-file.ts';
import { readSchema } from './read-schema.ts';

const SKIPPED_FOLDERS = new Set(['node_modules', '.git', 'build', 'dist']);

export interface GenerateOptions {
  /** The folder with the schema files; their imports of each other are relative to it. */
  readonly folder: string;
  /** More import roots, such as jadegate's with `jadegate/options.proto`. */
  readonly includes: readonly string[];
  /** Where a generated file imports the wire layer from: a module specifier, or a file relative to `folder`. */
  readonly wire: { readonly specifier: string } | { readonly file: string };
  /** Only report stale files; write nothing. */
  readonly isCheck?: boolean;
  /**
   * Whether the folder has a baseline. `check`: a schema that breaks its clients is refused, and a missing baseline is
   * written. `accept`: the present schema becomes the baseline.
   */
  readonly baseline?: 'check' | 'accept';
}

export type GeneratedFile = ReturnType<typeof generatedFile>;

/** Generates, writes what is stale unless `isCheck`, and returns every generated file. Throws `CodegenError`. */
export function generate(options: GenerateOptions): GeneratedFile[] {
  const own = readSources(options.folder);
  const included = options.includes.flatMap((folder) => readSources(folder));
  if (own.length === 0) return [];
  const registry = parseSchema([...own, ...included.filter((file) => !own.some((each) => each.path === file.path))]);
  const schema = readSchema(
    registry,
    own.map((file) => file.path),
  );
  if (options.baseline === 'check') checkBaseline(join(options.folder, BASELINE_NAME), schema);
  const files = schema.map((file) => {
    const path = file.path.replace(/\.proto$/, '.messages.ts');
    return generatedFile(options.folder, path, printFile(file, { wireImport: wireImport(options, path) }));
  });
  if (options.baseline !== undefined) {
    const baseline = generatedFile(options.folder, BASELINE_NAME, baselineOf(registry));
    const isKept = options.baseline === 'check' && existsSync(join(options.folder, BASELINE_NAME));
    if (!isKept) files.push(baseline);
  }
  if (options.isCheck !== true) {
    for (const file of files) if (file.isStale) writeFileSync(join(options.folder, file.path), file.content);
  }
  return files;
}

/** `path` is relative to the folder. */
function generatedFile(folder: string, path: string, content: string | Uint8Array) {
  const place = join(folder, path);
  return { path, content, isStale: !existsSync(place) || !readFileSync(place).equals(Buffer.from(content)) };
}

/** The descriptors of every schema file below `folders`; each folder is an import root. */
export function readDescriptors(folders: readonly string[]): FileRegistry {
  return parseSchema(folders.flatMap(readSources));
}

/** Every schema file below `folder`, ordered by path. */
function readSources(folder: string): SourceFile[] {
  const found: SourceFile[] = [];
  const pending = [folder];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      const place = join(at, entry.name);
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) pending.push(place);
      else if (entry.isFile() && entry.name.endsWith('.proto')) {
        found.push({
          path: relative(folder, place).split(sep).join('/'),
          text: readFileSync(place, 'utf8'),
          shownAs: place,
        });
      }
    }
  }
  return found.sort((left, right) => (left.path < right.path ? -1 : 1));
}

function wireImport(options: GenerateOptions, generated: string): string {
  if ('specifier' in options.wire) return options.wire.specifier;
  const path = relative(dirname(generated), options.wire.file).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
