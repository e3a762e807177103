// Places within the caps of the server and of addresses: a session beyond a cap takes one when it signs in.
import { customerOf } from '../base/index.ts';
import type { AdmissionRefusal } from '../reactor/index.ts';
import type { Session } from './session.ts';
import type { SessionLink } from './session-link.ts';

interface Placed extends Session {
  readonly link: SessionLink | null;
}

/** Takes a place if there is one, or if `account` has a session that holds the place which lacks; otherwise closes the session. */
export function takePlace<S extends Placed>(
  session: S,
  directory: { findAccount(name: string): S | undefined },
  account: string | null,
): void {
  const candidacy = session.link?.candidacy ?? null;
  if (candidacy === null || session.isClosing) return;
  const lack = candidacy.lack();
  const earlier = account === null ? undefined : directory.findAccount(account);
  if (lack === null || (earlier !== undefined && holds(earlier, lack, session))) candidacy.admit();
  else session.close(lack);
}

/** Whether `session` holds a place that `other` needs. A parked one keeps that of its last connection. */
function holds<S extends Placed>(session: S, lack: AdmissionRefusal, other: S): boolean {
  const isSameAddress = customerOf(session.address) === customerOf(other.address);
  return (
    session !== other &&
    (session.link !== null || session.isParked) &&
    (isSameAddress || lack === 'too-many-connections')
  );
}
