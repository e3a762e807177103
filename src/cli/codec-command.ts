// `jadegate codec encode|decode`: converts messages as lines of JSON to packets as lines of hexadecimal digits, and
// back. A packet is the u16 message id and the body, without the length that framing puts before it.
//
// An invalid line is answered in its place, by a line of JSON with the line, the field and the rule; later lines are
// still converted. Lines are independent of each other.
import process from 'node:process';
import { type Command, Option } from 'commander';
import { fromHex, messageOf, toHex } from '../base/index.ts';
import type { Layout, Registry } from '../wire/index.ts';
import {
  CODEC_LINE_CHARS_MAX,
  createRegistry,
  decode,
  describeMalformed,
  encodePacket,
  fromJson,
  LAYOUTS,
  PacketWriter,
  toJson,
  WireError,
} from '../wire/index.ts';
import { loadGameWords } from './game-words.ts';
import type { InputLine } from './input-lines.ts';
import { inputLines } from './input-lines.ts';
import { MESSAGES_FROM_CONFIG } from './settings-flags.ts';

const DIRECTIONS = ['encode', 'decode'] as const;
export type CodecDirection = (typeof DIRECTIONS)[number];

export interface CodecOptions {
  readonly direction: CodecDirection;
  readonly layout: Layout;
  readonly registry: Registry;
  readonly input: AsyncIterable<InputLine>;
  /** Receives a line of the result, or the error line in its place. */
  readonly output: (line: string) => void;
  /** Receives the summary for people. */
  readonly errorOutput: (line: string) => void;
}

/** A line's packet or message, or why there is none. */
type Answer = { readonly text: string } | { readonly error: string };

/** Converts every line. Resolves to the exit code: 1 when any line was wrong. */
export async function runCodec(options: CodecOptions): Promise<number> {
  const convert = options.direction === 'encode' ? createEncoder(options) : createDecoder(options);
  let number = 0;
  let wrong = 0;
  for await (const line of options.input) {
    number++;
    const answer = typeof line === 'string' ? answerTo(line, convert) : { error: line.fault };
    if (answer === null) continue;
    if ('text' in answer) {
      options.output(answer.text);
    } else {
      wrong++;
      options.output(JSON.stringify({ error: `line ${number}: ${answer.error}`, line: number }));
    }
  }
  if (wrong > 0) options.errorOutput(`${wrong} of ${number} lines could not be ${options.direction}d`);
  return wrong > 0 ? 1 : 0;
}

/** Null for an empty line. */
function answerTo(line: string, convert: (text: string) => Answer): Answer | null {
  if (line.length > CODEC_LINE_CHARS_MAX) return { error: `longer than ${CODEC_LINE_CHARS_MAX} characters` };
  const text = line.trim();
  return text === '' ? null : convert(text);
}

function createEncoder({ layout, registry }: CodecOptions): (text: string) => Answer {
  const writer = new PacketWriter();
  return (text) => {
    const parsed = parseLine(text);
    if ('error' in parsed) return parsed;
    const type = registry.byName(parsed.message);
    if (type === undefined) return { error: `message: there is no message ${JSON.stringify(parsed.message)}` };
    const result = fromJson(type, parsed.fields, { missing: 'refuse' });
    if (result.kind === 'fault') return { error: `${result.field}: ${result.rule}` };
    writer.reset();
    try {
      encodePacket(writer, layout, { type, value: result.value });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return { error: error.message };
    }
    return { text: toHex(writer.bytes.subarray(0, writer.length)) };
  };
}

function parseLine(text: string): { readonly message: string; readonly fields: unknown } | { readonly error: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { error: `not JSON: ${messageOf(error)}` };
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { error: 'must be an object like {"message":"…","fields":{…}}' };
  }
  const unknown = Object.keys(json).find((key) => key !== 'message' && key !== 'fields');
  if (unknown !== undefined) return { error: `${unknown}: unknown key: use message and fields` };
  const { message, fields } = json as { readonly message?: unknown; readonly fields?: unknown };
  if (typeof message !== 'string')
    return { error: `message: ${message === undefined ? 'is missing' : 'must be text'}` };
  return fields === undefined ? { error: 'fields: is missing' } : { message, fields };
}

function createDecoder({ layout, registry }: CodecOptions): (text: string) => Answer {
  return (text) => {
    const bytes = fromHex(text);
    if (bytes === null) return { error: 'must be an even number of hexadecimal digits only' };
    const result = decode(registry, { layout, bytes });
    if (result.kind === 'malformed') return { error: describeMalformed(result) };
    return { text: JSON.stringify({ message: result.type.name, fields: toJson(result.type, result.value) }) };
  };
}

/** Adds `codec` to the command line. */
export function addCodecCommand(codec: Command): void {
  for (const direction of DIRECTIONS) {
    codec
      .command(direction)
      .description(
        direction === 'encode'
          ? 'convert JSON on standard input to packets'
          : 'convert packets on standard input to JSON',
      )
      .addOption(new Option('--layout <layout>', 'the message layout').choices(LAYOUTS).default('packed'))
      .option('--config <file>', MESSAGES_FROM_CONFIG)
      .action(async ({ layout, config }: { readonly layout: Layout; readonly config?: string }) => {
        process.exitCode = await runCodec({
          direction,
          layout,
          registry: createRegistry((await loadGameWords({ config })).messages),
          input: inputLines(process.stdin, CODEC_LINE_CHARS_MAX),
          output: (line) => process.stdout.write(`${line}\n`),
          errorOutput: (line) => process.stderr.write(`${line}\n`),
        });
      });
  }
}
