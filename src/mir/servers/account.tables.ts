// What LoginSrv stores: accounts, and the sessions of players that have chosen a server.
import { boolean, defineTable, integer, text } from '../../store/index.ts';

/**
 * `account` is in lower case. `hash` is the password's PHC string; `answerHash` and `answer2Hash` are those of the answers by which a lost password is replaced, empty where none
 * was given. The rest is what the player wrote on registering.
 */
export const mirAccount = defineTable({
  name: 'mir_account',
  kind: 'disc',
  columns: {
    account: text(),
    hash: text(),
    userName: text(),
    idNumber: text(),
    phone: text(),
    quiz: text(),
    answerHash: text(),
    email: text(),
    quiz2: text(),
    answer2Hash: text(),
    birthday: text(),
    mobile: text(),
    memo: text(),
    memo2: text(),
    isBanned: boolean(),
    createdMs: integer(),
    changedMs: integer(),
  },
  key: ['account'],
});

/** One for each account: after a restart it is announced to the servers again, so that players notice nothing. */
export const mirSession = defineTable({
  name: 'mir_session',
  kind: 'disc',
  columns: { account: text(), session: integer(), serverName: text(), address: text(), openedMs: integer() },
  key: ['account'],
});

export const loginSrvTables = { mirAccount, mirSession };
