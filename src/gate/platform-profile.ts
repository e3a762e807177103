// What the platform of a player's account says about the player. A provider of sign-ins learns it; the session's account carries it, so
// that a game can name a new role, greet a subscriber or give what subscribers get. It is what the platform said at this sign-in.

export interface PlatformProfile {
  /** The part of the platform that the player came by (`pf`), or the issuer of the token. */
  readonly platform: string;
  /** As the platform has it, without hidden characters; empty when it has none. It is no role's name: the rules of names do not apply. */
  readonly nickname: string;
  /** 1 male, 0 female, as in role creation; null when the platform does not say. */
  readonly gender: 0 | 1 | null;
  /** Whether the player has a subscription of the platform (yellow diamond), and one for a year. */
  readonly isVip: boolean;
  readonly isYearVip: boolean;
  /** The level of the subscription; 0 without one. */
  readonly vipLevel: number;
}
