// What a server's refusal means, in words: each message of refusal with its codes. A code that is not listed is shown as a number.
import type { DialectName } from '../names/index.ts';
import { SM } from '../wire/index.ts';

type Words = Readonly<Record<number, string>>;

const PASSWORD_FAIL: Words = {
  0: 'there is no such account',
  [-1]: 'the password is wrong',
  [-2]: 'the account is locked for a while, after too many wrong passwords',
  [-3]: 'the account is signed in already; its session is being closed, try again',
  [-4]: 'the account may not sign in, or is not paid for',
  [-5]: 'the account is banned',
};
const REGISTER_FAIL: Words = {
  0: 'the account exists already',
  [-1]: 'the data is not as the server wants it',
  [-2]: 'the name is not allowed',
};
const CHANGE_FAIL: Words = {
  0: 'there is no such account, or the new password is too short',
  [-1]: 'the old password is wrong',
  [-2]: 'the account is locked for a while',
};
const RECOVER_FAIL: Words = {
  0: 'there is no such account',
  [-1]: 'the question is not the one that was registered',
  [-2]: 'the account is locked for a while',
  [-3]: 'the answer is wrong',
};
const CREATE_FAIL: Words = {
  0: 'the name cannot be a name, or a field is wrong',
  2: 'the name is taken or not allowed',
  3: 'the account has as many characters as it may have',
  4: 'the server could not do it',
};
const CREATE_FAIL_CPP: Words = {
  1: 'the name is taken or not allowed',
  2: 'the name cannot be a name, or a field is wrong',
  3: 'the account has as many characters as it may have',
  4: 'the server could not do it',
};
const RESTORE_FAIL: Words = {
  0: 'no name was given',
  2: 'the character is not deleted',
  3: 'the account has as many characters as it may have',
  4: 'there is no such character, or it cannot be restored',
  5: 'the character is of another account',
};

const WORDS: Readonly<Record<number, Words | string>> = {
  [SM.certificationFail]: 'the client is too old, or the account is signed in already',
  [SM.idNotFound]: 'there is no such account',
  [SM.passwordFail]: PASSWORD_FAIL,
  [SM.registerFail]: REGISTER_FAIL,
  [SM.changePasswordFail]: CHANGE_FAIL,
  [SM.recoverPasswordFail]: RECOVER_FAIL,
  [SM.recoverPasswordFailDm]: RECOVER_FAIL,
  [SM.updateFail]: 'the data is not as the server wants it',
  [SM.createFail]: CREATE_FAIL,
  [SM.deleteFail]: 'the character cannot be deleted',
  [SM.restoreDeleted]: RESTORE_FAIL,
  [SM.renewDeleted]: RESTORE_FAIL,
  [SM.queryCharactersFail]: 'the session is not known there, or over',
  [SM.startFail]: 'the server is full or away, or the character cannot play',
  [SM.outOfConnection]: 'the session is over',
};

/** One clause, for an error message. */
export function refusalWords(ident: number, code: number, dialect: DialectName): string {
  const words = dialect === 'CPP' && ident === SM.createFail ? CREATE_FAIL_CPP : WORDS[ident];
  if (typeof words === 'string') return words;
  return words?.[code] ?? 'no meaning of that code is known';
}
