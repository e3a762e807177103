// Schemas written in tests: parsed, generated, and loaded as a game would load them.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FileRegistry } from '@bufbuild/protobuf';
import type { MessageType } from '../wire/index.ts';
import { parseSchema } from './buf-node.ts';
import type { GeneratedFile, GenerateOptions } from './generate-node.ts';
import { generate, readDescriptors } from './generate-node.ts';

const PROTO_FOLDER = join(import.meta.dirname, '..', '..', 'proto');
const WIRE_DOOR = pathToFileURL(join(import.meta.dirname, '..', 'wire', 'index.ts')).href;

/** The first lines of a test's schema file. */
const HEAD = 'syntax = "proto3";\npackage game;\nimport "jadegate/options.proto";\n';

/** Runs `use` with a folder that contains the schema `body` as game.proto, then removes the folder. */
export async function withSchema<T>(body: string, use: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-test-'));
  try {
    writeFileSync(join(folder, 'game.proto'), body.startsWith('syntax') ? body : HEAD + body);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function generateIn(
  folder: string,
  isCheck = false,
  options: Pick<GenerateOptions, 'baseline'> = {},
): GeneratedFile[] {
  return generate({ folder, includes: [PROTO_FOLDER], wire: { specifier: WIRE_DOOR }, isCheck, ...options });
}

/** The text generated for `body`. Throws the errors of code generation. */
export function generated(body: string): Promise<string> {
  return withSchema(body, (folder) => {
    generateIn(folder);
    return readFileSync(join(folder, 'game.messages.ts'), 'utf8');
  });
}

/**
 * The descriptors of many schemas, each with its own package and file: `0/game.proto`, `1/game.proto` and so on, parsed
 * in one run.
 */
export function parseMany(bodies: readonly string[]): FileRegistry {
  const options = {
    path: 'jadegate/options.proto',
    text: readFileSync(join(PROTO_FOLDER, 'jadegate', 'options.proto'), 'utf8'),
  };
  const files = bodies.map((body, index) => {
    const text = body.startsWith('syntax') ? body : HEAD + body;
    return { path: `${index}/game.proto`, text: text.replace('package game;', `package game${index};`) };
  });
  return parseSchema([options, ...files]);
}

export interface Compiled {
  readonly messages: ReadonlyMap<string, MessageType>;
  readonly descriptors: FileRegistry;
}

/** The message types generated for `body`, by name, and the descriptors for other protobuf runtimes. */
export function compiled(body: string): Promise<Compiled> {
  return withSchema(body, async (folder) => {
    generateIn(folder);
    const path = pathToFileURL(join(folder, 'game.messages.ts')).href;
    const { messages: list } = (await import(path)) as { readonly messages: readonly MessageType[] };
    const messages = new Map(list.map((type) => [type.name, type]));
    return { messages, descriptors: readDescriptors([folder, PROTO_FOLDER]) };
  });
}
