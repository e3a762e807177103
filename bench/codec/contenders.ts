// The bodies of the codec benchmark: ours in both layouts, @bufbuild/protobuf, and protobufjs with the code that it
// generates by reflection (the output of its static generator, made at run time).
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { DescMessage, FileRegistry, Message } from '@bufbuild/protobuf';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import protobufjs from 'protobufjs';
import { assert } from '../../src/base/index.ts';
import { readDescriptors } from '../../src/codegen/index.ts';
import type { Codec, Layout } from '../../src/wire/index.ts';
import { PacketReader, PacketWriter } from '../../src/wire/index.ts';
import type { Sample } from './samples.ts';

export interface Contender {
  readonly name: string;
  /** The size of the encoded message. */
  readonly bytes: number;
  /** Encodes and decodes `count` times. */
  repeat(count: number): void;
}

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDERS = [join(ROOT, 'src'), join(ROOT, 'proto')];
/** The package contains protobuf's own files beside its entry. */
const PROTOBUFJS = dirname(createRequire(import.meta.url).resolve('protobufjs/package.json'));

let registry: FileRegistry | null = null;

export function contendersFor(sample: Sample): Contender[] {
  registry ??= readDescriptors(FOLDERS);
  const desc = registry.getMessage(sample.protoName);
  assert(desc !== undefined, `the schema has ${sample.protoName}`);
  return [ours(sample, 'packed'), ours(sample, 'protobuf'), ...bufbuild(sample, desc), protobufJs(sample)];
}

function ours({ type, value }: Sample, layout: Layout): Contender {
  const writer = new PacketWriter();
  const reader = new PacketReader();
  const codec = type[layout];
  codec.encode(writer, value);
  return { name: layout, bytes: writer.length, repeat: (count) => repeatOurs({ writer, reader, codec, value }, count) };
}

interface Ours {
  readonly writer: PacketWriter;
  readonly reader: PacketReader;
  readonly codec: Codec<unknown>;
  readonly value: unknown;
}

function repeatOurs({ writer, reader, codec, value }: Ours, count: number): void {
  for (let n = 0; n < count; n++) {
    writer.reset();
    codec.encode(writer, value);
    reader.reset(writer.bytes, 0, writer.length);
    if (codec.decode(reader) === null) throw new Error('a message that was encoded decodes');
  }
}

/** The sample's message in standard protobuf bytes, from which every body starts. */
function standardBytes({ type, value }: Sample): Uint8Array {
  const writer = new PacketWriter();
  type.protobuf.encode(writer, value);
  return writer.toBytes();
}

function bufbuild(sample: Sample, desc: DescMessage): Contender[] {
  const message = fromBinary(desc, standardBytes(sample));
  const bytes = toBinary(desc, message).length;
  const { $typeName, ...fields } = message;
  assert($typeName === sample.protoName, 'the peer reads the same message');
  return [
    { name: 'bufbuild', bytes, repeat: (count) => repeatBufbuild({ desc, message }, count) },
    { name: 'bufbuild withCreate', bytes, repeat: (count) => repeatBufbuild({ desc, fields }, count) },
  ];
}

type Bufbuild = { readonly desc: DescMessage } & (
  | { readonly message: Message }
  | { readonly fields: Record<string, unknown> }
);

function repeatBufbuild(body: Bufbuild, count: number): void {
  for (let n = 0; n < count; n++) {
    const message = 'message' in body ? body.message : create(body.desc, body.fields);
    fromBinary(body.desc, toBinary(body.desc, message));
  }
}

function protobufJs(sample: Sample): Contender {
  const root = new protobufjs.Root();
  root.resolvePath = (_origin, target) => {
    const found = [...FOLDERS, PROTOBUFJS].map((folder) => join(folder, target)).find((path) => existsSync(path));
    return found ?? target;
  };
  const file = sample.protoName.split('.')[1];
  root.loadSync(file === 'gate' ? 'gate/gate.proto' : `modules/${file}/${file}.proto`, { keepCase: true });
  const type = root.lookupType(sample.protoName);
  const bytes = standardBytes(sample);
  const message = type.decode(bytes);
  assert(Buffer.compare(type.encode(message).finish(), bytes) === 0, 'the peer writes the same bytes');
  return { name: 'protobufjs', bytes: bytes.length, repeat: (count) => repeatProtobufJs(type, message, count) };
}

function repeatProtobufJs(type: protobufjs.Type, message: protobufjs.Message, count: number): void {
  for (let n = 0; n < count; n++) type.decode(type.encode(message).finish());
}
