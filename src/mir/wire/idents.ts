// The numbers of messages on the ports for signing in (7000) and for characters (7100), as the classic family has them. Where a family deviates, the one who
// speaks it says so.

/** What a client says. */
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
