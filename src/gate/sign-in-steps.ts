// The steps in which a session becomes that of an account: a place among the connections, a place at the admission desk, and the
// account itself, of which an earlier session is displaced.
import { customerOf, isLate } from '../base/index.ts';
import type { AdmissionRefusal, Candidacy } from '../reactor/index.ts';
import type { Newcomer } from './admission-desk.ts';
import type { Claimant } from './directory.ts';
import { HANDLER_MS_MAX } from './limits.ts';
import type { SessionHost } from './session-host.ts';
import type { Account } from './session-state.ts';

/** The session of a player, as far as these steps need it. */
interface SigningIn extends Claimant, Newcomer {
  readonly isParked: boolean;
  /** Null when its link is gone. */
  readonly link: object | null;
  /** Of a connection beyond a cap. */
  readonly candidacy: Candidacy | null;
  /** Its account has a place, and is its own: runs the hooks. Null when it is not at that step. */
  authenticated(account: Account): Promise<boolean> | null;
  accountChanged(account: Account): boolean;
  hold(): void;
  release(): void;
}

type Host<S extends Claimant> = Pick<SessionHost<S>, 'admissions' | 'clock' | 'directory'>;

/** See `Session.takePlace`. */
export function takePlace<S extends SigningIn>(session: S, host: Host<S>, account: string | null): boolean {
  const { candidacy } = session;
  if (candidacy === null || session.isClosing) return !session.isClosing;
  const lack = candidacy.lack();
  // One that was in the order already is not refused by a cap on the way to it.
  const isExpected = account !== null && host.admissions.isWaiting(account);
  const holder = account === null || lack === null ? undefined : host.directory.findAccount(account);
  if (lack === null || isExpected || (holder !== undefined && holdsPlace(holder, lack, session))) candidacy.admit();
  else session.close(lack);
  return !session.isClosing;
}

/** Whether `holder` has a place that `other` needs. A parked one keeps that of its last connection. */
function holdsPlace(holder: SigningIn, lack: AdmissionRefusal, other: SigningIn): boolean {
  const isSameAddress = customerOf(holder.address) === customerOf(other.address);
  const isThere = holder !== other && (holder.link !== null || holder.isParked);
  return isThere && (isSameAddress || lack === 'too-many-connections');
}

/** See `Session.signIn`. */
export async function signIn<S extends SigningIn>(session: S, host: Host<S>, account: Account): Promise<boolean> {
  if (!takePlace(session, host, account.name)) return false;
  return (await host.admissions.signIn(session, account)) && takeAccount(session, host, account);
}

/** A session that waited has a place: it goes on as after the check of its sign-in. */
export function goIn<S extends SigningIn>(session: S, host: Host<S>, account: Account): void {
  const work = takeAccount(session, host, account).then((isIn) => {
    // Another session signed in to the account later.
    if (!isIn) session.close('other-login');
  });
  session.hold();
  void isLate(host.clock, HANDLER_MS_MAX, work).then((isTooLate) => {
    if (isTooLate) session.close('handler-timeout');
    session.release();
  });
}

async function takeAccount<S extends SigningIn>(
  session: S,
  { directory }: Host<S>,
  account: Account,
): Promise<boolean> {
  if (!(await directory.claimAccount(account.name, session))) return false;
  const hooks = session.authenticated(account);
  if (hooks === null) directory.releaseAccount(account.name, session);
  return (await hooks) ?? false;
}

/** See `Session.changeAccount`. */
export async function changeAccount<S extends SigningIn>(
  session: S,
  { directory, admissions }: Host<S>,
  { account, move }: { readonly account: Account; readonly move: () => Promise<boolean> },
): Promise<boolean> {
  const earlier = session.account;
  if (earlier === null || !(await directory.claimAccount(account.name, session))) return false;
  let isChanged = false;
  try {
    isChanged = (await move()) && session.accountChanged(account);
    if (isChanged) admissions.renamed(session, account.name);
    return isChanged;
  } finally {
    if (earlier.name !== account.name) directory.releaseAccount(isChanged ? earlier.name : account.name, session);
  }
}
