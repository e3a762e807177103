// What a client signs in with: the fields of `user_auth_c2s`, most of them empty for most providers.
import type { UserAuthC2s } from '../modules/login/login.messages.ts';

/** The server that a client means when it says none: the first of a server's default configuration. */
const SERVER_ID = 1;

const EMPTY: UserAuthC2s = {
  username: '',
  userid: '',
  time: '',
  cm: '',
  flag: '',
  userip: '',
  type: '',
  sid: '',
  serverid: SERVER_ID,
  openid: '',
  openkey: '',
  appid: '',
  pf: '',
  pfkey: '',
};

/** Credentials with what is given, and nothing in the other fields. `serverid` is 1 when left out. */
export function createCredentials(fields: Partial<UserAuthC2s>): UserAuthC2s {
  return { ...EMPTY, ...fields };
}
