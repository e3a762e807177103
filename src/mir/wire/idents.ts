// The numbers of messages on the ports for signing in (7000), for characters (7100) and for game servers (6000). Clients' messages have the numbers of the
// classic family; where a family deviates, the code of that message says so.
import type { DialectName } from '../names/index.ts';

/** What a client sends. */
export const CM = {
  queryCharacters: 100,
  createCharacter: 101,
  deleteCharacter: 102,
  selectCharacter: 103,
  selectServer: 104,
  /** Deleted characters and their return, as K98 has them; then as DM has them. */
  queryDeleted: 105,
  restoreDeleted: 106,
  viewDeleted: 114,
  renewDeleted: 115,
  protocol: 2000,
  signIn: 2001,
  register: 2002,
  changePassword: 2003,
  updateAccount: 2004,
  recoverPassword: 2010,
  /** The same in DM. */
  recoverPasswordDm: 5003,
} as const;
export type ClientIdent = (typeof CM)[keyof typeof CM];

/** What a server answers. */
export const SM = {
  certificationSuccess: 500,
  certificationFail: 501,
  idNotFound: 502,
  passwordFail: 503,
  registerSuccess: 504,
  registerFail: 505,
  changePasswordSuccess: 506,
  changePasswordFail: 507,
  recoverPasswordSuccess: 508,
  recoverPasswordFail: 509,
  queryDeleted: 518,
  restoreDeleted: 519,
  queryCharacters: 520,
  createSuccess: 521,
  createFail: 522,
  deleteSuccess: 523,
  deleteFail: 524,
  startPlay: 525,
  /** The server that was asked for is full, or the character cannot play. */
  startFail: 526,
  queryCharactersFail: 527,
  outOfConnection: 528,
  /** Signed in; the list of servers. */
  servers: 529,
  serverSelected: 530,
  accountNeedsUpdate: 531,
  updateSuccess: 532,
  updateFail: 533,
  recoverPasswordSuccessDm: 5005,
  recoverPasswordFailDm: 5006,
  renewDeleted: 5067,
  viewDeleted: 5068,
} as const;
export type ServerIdent = (typeof SM)[keyof typeof SM];

/** What a game server asks of DBSrv, and the answers. */
export interface DbIdents {
  readonly load: number;
  readonly save: number;
  /** A save of a player who stays with this game server. It has the body, the checks and the answer of a save. */
  readonly saveAndStay: number;
  readonly loadReply: number;
  readonly saveReply: number;
  /** The answer to a request that is malformed or unknown. */
  readonly fail: number;
}

const DB_CLASSIC: DbIdents = { load: 100, save: 101, saveAndStay: 102, loadReply: 1100, saveReply: 1102, fail: 2000 };

export const DB_IDENTS: Readonly<Record<DialectName, DbIdents>> = {
  DM: DB_CLASSIC,
  CPP: DB_CLASSIC,
  PL: { load: 1000, save: 1010, saveAndStay: 1020, loadReply: 1100, saveReply: 1101, fail: 1102 },
  K98: { ...DB_CLASSIC, loadReply: 1200, saveReply: 1400 },
};
