// Why a peer's bytes are no message: a closed set of rules, with the field and the offset. A value, never thrown.

/** The rules, each as a sentence for people. */
const SENTENCES = {
  'above-max-length': 'the value is longer than the max_length of the field allows',
  'cut-short': 'the bytes end inside the value',
  'group-field': 'protobuf groups are not accepted',
  'invalid-tag': 'not a protobuf field tag',
  'invalid-utf8': 'the text is not valid UTF-8',
  'invalid-varint': 'the varint is longer than ten bytes',
  'list-too-long': 'the list claims more elements than the bytes that follow can hold',
  'missing-value': 'the value for its key is missing',
  'text-too-long': 'the text or bytes are longer than 65535 bytes',
  'trailing-bytes': 'bytes are left over after the last field',
  'unknown-key': 'this key has no value type',
  'unknown-message': 'no message has this id',
  'value-out-of-range': 'the value is outside the range of its type',
  'wrong-case': 'the value does not have the type of its key',
} as const;
export type MalformedRule = keyof typeof SENTENCES;

export const MALFORMED_RULES = Object.keys(SENTENCES) as readonly MalformedRule[];

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
  return `${malformed.field}: ${SENTENCES[malformed.rule]} (at byte ${malformed.offset})`;
}
