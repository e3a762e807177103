// Why a peer's bytes are no message: a closed set of rules, with the field and the offset. A value, never thrown.
import { unreachable } from '../base/index.ts';

export const MALFORMED_RULES = [
  'above-max-length',
  'cut-short',
  'group-field',
  'invalid-tag',
  'invalid-utf8',
  'invalid-varint',
  'list-too-long',
  'missing-value',
  'text-too-long',
  'trailing-bytes',
  'unknown-key',
  'unknown-message',
  'value-out-of-range',
  'wrong-case',
] as const;
export type MalformedRule = (typeof MALFORMED_RULES)[number];

export interface Malformed {
  readonly kind: 'malformed';
  readonly rule: MalformedRule;
  /**
   * The path from the message to the field, as in `player_role_list_s2c.roles[2].name`; only the message for rules
   * about the whole.
   */
  readonly field: string;
  /** Where reading stopped, in bytes from the reader's start. */
  readonly offset: number;
}

/** The reason as a sentence for people. */
export function describeMalformed(malformed: Malformed): string {
  return `${malformed.field}: ${sentence(malformed.rule)} (at byte ${malformed.offset})`;
}

function sentence(rule: MalformedRule): string {
  switch (rule) {
    case 'above-max-length':
      return 'the value is longer than the max_length of the field allows';
    case 'cut-short':
      return 'the bytes end inside the value';
    case 'group-field':
      return 'protobuf groups are not accepted';
    case 'invalid-tag':
      return 'not a protobuf field tag';
    case 'invalid-utf8':
      return 'the text is not valid UTF-8';
    case 'invalid-varint':
      return 'the varint is longer than ten bytes';
    case 'list-too-long':
      return 'the list claims more elements than the bytes that follow can hold';
    case 'missing-value':
      return 'the value for its key is missing';
    case 'text-too-long':
      return 'the text or bytes are longer than 65535 bytes';
    case 'trailing-bytes':
      return 'bytes are left over after the last field';
    case 'unknown-key':
      return 'this key has no value type';
    case 'unknown-message':
      return 'no message has this id';
    case 'value-out-of-range':
      return 'the value is outside the range of its type';
    case 'wrong-case':
      return 'the value does not have the type of its key';
    default:
      return unreachable(rule);
  }
}
