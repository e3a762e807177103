// A visitor proves an account, to keep the role (message 425: `t`, `f`, `u`). The classic protocol does not say what
// `f` signs; accepting the visitor's own signature would let any visitor claim any account. So `f` must be proof of `u`
// itself: a ticket for `u`, a token whose `sub` is `u`, the classic signature of a sign-in with username `u`, no userid and
// no cm, at time `t`, or, where classic signatures are off, the `openkey` of the `openid` `u` at the platform.
// Whether the account may take over the visitor's role (it has no role here yet) is the login module's to decide.
import { accountName } from './account-name.ts';
import type { ClassicProvider } from './classic-provider.ts';
import type { DevProvider } from './dev-provider.ts';
import type { JwtProvider } from './jwt-provider.ts';
import type { PlatformProvider } from './platform-provider.ts';
import type { Credentials, Moment, Verdict } from './provider.ts';
import { emptyCredentials, refused } from './provider.ts';
import { TICKET_VERSION } from './ticket.ts';
import type { TicketProvider } from './ticket-provider.ts';

/** Message 425, and the server that the visitor signed in to. */
export interface UpgradeClaim {
  readonly t: number;
  readonly f: string;
  readonly u: string;
  readonly serverId: number;
}

/** Which proofs are accepted: the providers of sign-in. */
export interface UpgradeProofs {
  readonly ticket: TicketProvider | null;
  readonly classic: ClassicProvider | null;
  readonly platform: PlatformProvider | null;
  readonly jwt: JwtProvider | null;
  readonly dev: DevProvider | null;
}

/** A token has three parts, a ticket four. */
const TOKEN = /^[^.]+\.[^.]+\.[^.]+$/;

export class VisitorUpgrade {
  readonly #proofs: UpgradeProofs;

  constructor(proofs: UpgradeProofs) {
    this.#proofs = proofs;
  }

  /** Accepted: the account that the visitor becomes. */
  async verify(claim: UpgradeClaim, at: Moment): Promise<Verdict> {
    const { ticket, classic, platform, jwt, dev } = this.#proofs;
    const { f, u, serverId } = claim;
    const account = accountName(u);
    if (account === null) return refused('malformed');
    if (f.startsWith(`${TICKET_VERSION}.`)) {
      return ticket === null ? refused('provider-off') : ticket.redeem({ ticket: f, serverId, account }, at);
    }
    if (TOKEN.test(f)) return jwt === null ? refused('provider-off') : jwt.redeem({ token: f, subject: u }, at);
    if (classic !== null) return classic.verify(this.#classicCredentials(claim), at);
    if (platform !== null) return platform.verify(platformCredentials(claim), at);
    return dev === null ? refused('provider-off') : dev.verify(emptyCredentials({ username: u }));
  }

  /** Under which key failures lock the account, as a provider's. */
  lockKey(claim: UpgradeClaim): string | null {
    const { classic, platform } = this.#proofs;
    if (claim.f.startsWith(`${TICKET_VERSION}.`) || TOKEN.test(claim.f)) return null;
    if (classic !== null) return classic.lockKey(this.#classicCredentials(claim));
    return platform?.lockKey(platformCredentials(claim)) ?? null;
  }

  #classicCredentials(claim: UpgradeClaim): Credentials {
    return emptyCredentials({ username: claim.u, time: String(claim.t), flag: claim.f, serverid: claim.serverId });
  }
}

function platformCredentials({ u, f, serverId }: UpgradeClaim): Credentials {
  return emptyCredentials({ openid: u, openkey: f, serverid: serverId });
}
