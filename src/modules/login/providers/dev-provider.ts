// Accepts anyone under any name, for development: the account is the first of `username`, `userid` and `openid` that is not
// empty. Only the command line constructs it, for `--dev`, and logs that at start.
import { accountName } from './account-name.ts';
import type { Credentials, Provider, Verdict } from './provider.ts';
import { accepted, refused } from './provider.ts';

export class DevProvider implements Provider {
  readonly name = 'dev';
  readonly isGuessable = false;

  verify(credentials: Credentials): Verdict {
    const account = accountName(credentials.username || credentials.userid || credentials.openid);
    return account === null ? refused('malformed') : accepted(account);
  }

  lockKey(): null {
    return null;
  }
}
