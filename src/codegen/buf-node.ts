// The parser: `buf`, as a process of its own, off line. It reads files, so the schema is laid out in a folder made for it: one
// root, whatever folders the parts came from, and no configuration of the user's that could change what is read.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileRegistry } from '@bufbuild/protobuf';
import { createFileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { CodegenError } from './codegen-error.ts';

/** A parse takes a fraction of a second; this only bounds a `buf` that hangs. */
const BUF_MS_MAX = 60_000;
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

export interface SourceFile {
  /** As other files import it. */
  readonly path: string;
  readonly text: string;
  /** As errors name it, when that is not `path`. */
  readonly shownAs?: string;
}

/** The descriptors of `files`, which import each other and nothing else but protobuf's own. */
export function parseSchema(files: readonly SourceFile[]): FileRegistry {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-codegen-'));
  try {
    for (const file of files) {
      mkdirSync(dirname(join(folder, file.path)), { recursive: true });
      writeFileSync(join(folder, file.path), file.text);
    }
    const output = join(folder, 'schema.binpb');
    const result = runBuf(['build', '--as-file-descriptor-set', '-o', output], folder);
    if (result.status !== 0) throw new CodegenError('buf-failed', named(result.output, files));
    return registryOf(readFileSync(output));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The descriptors of a schema that `buf build` wrote. */
export function registryOf(image: Uint8Array): FileRegistry {
  return createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
}

export interface BufResult {
  readonly status: number;
  /** What it said, on both outputs. */
  readonly output: string;
}

/** Runs `buf` in `folder`. */
export function runBuf(parameters: readonly string[], folder: string): BufResult {
  const result = spawnSync(process.execPath, [bufScript(), ...parameters], {
    cwd: folder,
    encoding: 'utf8',
    timeout: BUF_MS_MAX,
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  if (result.error !== undefined) {
    throw new CodegenError('buf-failed', `buf did not run to its end: ${result.error.message}`, {
      cause: result.error,
    });
  }
  return { status: result.status ?? 1, output: `${result.stdout}${result.stderr}`.trim() };
}

function bufScript(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('@bufbuild/buf/package.json')), 'bin', 'buf');
  } catch (cause) {
    throw new CodegenError(
      'buf-missing',
      'the package @bufbuild/buf, which reads .proto files, is not installed: run npm install',
      { cause },
    );
  }
}

/** Errors of `buf` with the names that the user knows the files by. */
function named(output: string, files: readonly SourceFile[]): string {
  const lines = output.split('\n').map((line) => {
    const file = files.find((each) => line.startsWith(`${each.path}:`));
    return file?.shownAs === undefined ? line : file.shownAs + line.slice(file.path.length);
  });
  return lines.join('\n');
}
