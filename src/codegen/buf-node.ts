// The parser: `buf`, in its own process, offline. It reads files, so the schema is copied into a temporary folder: one
// root, whatever folders the parts came from, and without the user's configuration, which could change the result.
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
  /** The path that other files import. */
  readonly path: string;
  readonly text: string;
  /** The path for error messages, when it is not `path`. */
  readonly shownAs?: string;
}

/** Parses `files`, which import only each other and protobuf's own files. */
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
  /** The text of both outputs. */
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
    throw new CodegenError('buf-failed', `buf did not finish: ${result.error.message}`, {
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

/** Replaces paths in errors of `buf` with the names that the user knows. */
function named(output: string, files: readonly SourceFile[]): string {
  const lines = output.split('\n').map((line) => {
    const file = files.find((each) => line.startsWith(`${each.path}:`));
    const shown = file?.shownAs === undefined ? line : file.shownAs + line.slice(file.path.length);
    // A value of one of our options, mistyped.
    const isValue = /cannot find `[A-Z_]+` in this scope$/.test(line);
    return isValue ? `${shown}: jadegate/options.proto lists the states and deliveries` : shown;
  });
  return lines.join('\n');
}
