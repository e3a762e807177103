// The records in which a client registers an account, in two blocks.
import type { RecordLayout } from './record.ts';

/** 148 bytes, the first 198 characters of the body. */
export const USER_ENTRY = [
  ['account', 10],
  ['password', 10],
  ['userName', 20],
  ['idNumber', 14],
  ['phone', 14],
  ['quiz', 20],
  ['answer', 12],
  ['email', 40],
] as const satisfies RecordLayout<string>;

/** 101 bytes, behind it. */
export const USER_ENTRY_ADD = [
  ['quiz2', 20],
  ['answer2', 12],
  ['birthday', 10],
  ['mobile', 13],
  ['memo', 20],
  ['memo2', 20],
] as const satisfies RecordLayout<string>;

/** As the dialect DM has it: 143 bytes. */
export const USER_ENTRY_ADD_WIDE = [
  ['quiz2', 20],
  ['answer2', 12],
  ['birthday', 10],
  ['mobile', 15],
  ['memo', 40],
  ['memo2', 40],
] as const satisfies RecordLayout<string>;
