// What a client signs in with: the fields of `user_auth_c2s`. Most providers leave most of them empty.
import type { UserAuthC2s } from '../modules/login/login.messages.ts';

/** The default server id: the first server of a default configuration. */
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

/** Credentials with the given fields; the others are empty. `serverid` is 1 when left out. */
export function createCredentials(fields: Partial<UserAuthC2s>): UserAuthC2s {
  return { ...EMPTY, ...fields };
}
