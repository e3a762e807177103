// The baseline of a game: the descriptors of the schema that its clients in the field rely on, in one file beside the
// schema. Code generation refuses a schema that breaks them. People accept a new baseline; nothing else replaces it.
import { existsSync, readFileSync } from 'node:fs';
import type { FileRegistry } from '@bufbuild/protobuf';
import { clone, create, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { messageOf } from '../base/index.ts';
import { registryOf } from './buf-node.ts';
import { CodegenError } from './codegen-error.ts';
import { compareSchemas } from './compare-schema.ts';
import { readSchema } from './read-schema.ts';
import type { SchemaFile } from './schema.ts';

/** The name of the file, in the folder that the schema's imports start at. */
export const BASELINE_NAME = 'baseline.binpb';

/** Throws `CodegenError` when `schema` breaks clients of the baseline at `path`. Without a baseline nothing breaks. */
export function checkBaseline(path: string, schema: readonly SchemaFile[]): void {
  if (!existsSync(path)) return;
  const complaints = compareSchemas(readBaseline(path), schema);
  if (complaints.length === 0) return;
  const advice =
    `Nothing was generated: this breaks clients that were built from the schema in ${path}. Take the change back and declare ` +
    'a new message; or, if no such client is in use any more, run `npx jadegate codegen --accept`, which makes the present ' +
    'schema the baseline';
  throw new CodegenError('schema-breaks-clients', [...complaints, advice].join('\n'));
}

/** The files of a schema that hold messages: all but those of options. */
export function messageFilesOf(registry: FileRegistry): SchemaFile[] {
  const paths = [...registry.files].map((file) => `${file.name}.proto`);
  return readSchema(
    registry,
    paths.filter((path) => !path.startsWith('google/') && !path.startsWith('jadegate/')),
  );
}

/** The content of a baseline file: the descriptors without comments and places, which change without breaking anybody. */
export function baselineOf(registry: FileRegistry): Uint8Array {
  const file = [...registry.files].map(({ proto }) => {
    const bare = clone(FileDescriptorProtoSchema, proto);
    delete bare.sourceCodeInfo;
    return bare;
  });
  return toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file }));
}

function readBaseline(path: string): SchemaFile[] {
  try {
    return messageFilesOf(registryOf(readFileSync(path)));
  } catch (cause) {
    throw new CodegenError(
      'schema-unreadable',
      `${path} is no baseline of a schema: ${messageOf(cause)}. Bring it back from version control, or accept the present schema: npx jadegate codegen --accept`,
      { cause },
    );
  }
}
