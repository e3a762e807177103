// What all clients' handlers at LoginSrv share.
import type { Clock, Counters, Logger } from '../../base/index.ts';
import type { AddressPaces } from '../gate/index.ts';
import type { TextEncoding } from '../names/index.ts';
import type { Dialect, MirCodec } from '../wire/index.ts';
import type { AccountBook } from './account-book.ts';
import type { LoginSessions } from './login-sessions.ts';
import type { SentAddress } from './sent-address.ts';
import type { ServerList } from './server-list.ts';
import type { SignInLocks } from './sign-in-locks.ts';

export interface LoginRules {
  /** The oldest date of a client that is let in; null for any. */
  readonly versionMin: number | null;
  readonly isRegisterOpen: boolean;
  readonly isRecoveryOn: boolean;
  readonly passwordBytesMin: number;
  /** Whether players are sent to the address of the gate that they came by, instead of that of the selgate. */
  readonly isAddressDynamic: boolean;
}

export interface LoginServices {
  readonly accounts: AccountBook;
  readonly sessions: LoginSessions;
  readonly servers: ServerList;
  /** The selgates as clients are sent them. */
  readonly sent: SentAddress;
  readonly locks: SignInLocks;
  /** How often accounts are made from one address. */
  readonly registers: AddressPaces;
  readonly rules: LoginRules;
  readonly dialect: Dialect;
  readonly codec: MirCodec;
  readonly encoding: TextEncoding;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
}
