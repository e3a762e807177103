// The meaning of the numbers in a server's refusals, in the words of the modules that send them: for people at a
// terminal.
import { CHAT_FAILURE } from '../modules/chat/chat.failures.ts';
import { MAP_FAILURE } from '../modules/lines/lines.failures.ts';
import { AUTH_FAILURE_CODES } from '../modules/login/login.failures.ts';
import { CHANGE_FAILURE, CREATE_FAILURE } from '../modules/roles/roles.failures.ts';

/** By message: the field with the number, and the name of each number. */
const TABLES: Readonly<Record<string, { readonly field: string; readonly codes: Readonly<Record<string, number>> }>> = {
  user_auth_fail_s2c: { field: 'reasonid', codes: AUTH_FAILURE_CODES },
  create_role_failed_s2c: { field: 'reasonid', codes: CREATE_FAILURE },
  map_change_failed_s2c: { field: 'reasonid', codes: MAP_FAILURE },
  chat_failed_s2c: { field: 'reasonid', codes: CHAT_FAILURE },
  role_delete_result_s2c: { field: 'reason', codes: CHANGE_FAILURE },
  role_restore_result_s2c: { field: 'reason', codes: CHANGE_FAILURE },
  visitor_rename_failed_s2c: { field: 'reason', codes: CREATE_FAILURE },
};

/** The name of a refusal's number as words, or null where there is none. */
export function refusalWords(message: string, reason: unknown): string | null {
  const codes = Object.hasOwn(TABLES, message) ? TABLES[message]?.codes : undefined;
  const name = Object.entries(codes ?? {}).find(([, code]) => code === reason)?.[0];
  if (name === undefined) return null;
  return name.replaceAll('-', ' ').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The words for a message in JSON. */
export function refusalWordsOf(message: string, json: Readonly<Record<string, unknown>>): string | null {
  const field = Object.hasOwn(TABLES, message) ? TABLES[message]?.field : undefined;
  return field === undefined ? null : refusalWords(message, json[field]);
}

/** A text that ends with a message and its number, with the words appended. */
export function withRefusalWords(text: string): string {
  const [, message = '', reason = ''] = /(\w+_s2c)(?:, reason)? (\d+)$/.exec(text) ?? [];
  const words = refusalWords(message, Number(reason));
  return words === null ? text : `${text} (${words})`;
}
