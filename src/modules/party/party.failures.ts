// The numbers with which the messages of parties say why something was refused, or has ended. Data about messages, without code: a
// client names them without loading the module.

/** `reason` of `party_result_s2c` (60059), where 0 is done, and of `party_invitation_ended_s2c` (60062). */
export const PARTY_FAILURE = {
  /** No role has that number or name. */
  noSuchRole: 1,
  yourself: 2,
  /** Nobody plays that role now. */
  notPlaying: 3,
  /** That role is in a party, or the own one in another. */
  inParty: 4,
  /** The own role is in no party. */
  noParty: 5,
  notLeader: 6,
  full: 7,
  /** That role is invited to this party already. */
  invited: 8,
  /** This party has so many open invitations, or that role has. */
  tooMany: 9,
  /** There is no such invitation, or no longer. */
  noInvitation: 10,
  /** That role is not in this party. */
  notMember: 11,
  /** The invited role said no. */
  declined: 12,
  /** The invited role gave no answer. */
  unanswered: 13,
  /** That member is away: it cannot lead. */
  away: 14,
  /** The party did not answer; try again. */
  failed: 15,
} as const;
export type PartyFailure = (typeof PARTY_FAILURE)[keyof typeof PARTY_FAILURE];

/** `reason` of `party_ended_s2c` (60058). */
export const PARTY_END = {
  left: 1,
  kicked: 2,
  /** The leader ended the party, or nobody else is in it. */
  disbanded: 3,
  /** The player was away for too long. */
  away: 4,
  /** The party is no more, or was never: parties are memory, and a restart of the server ends them. */
  none: 5,
} as const;
export type PartyEnd = (typeof PARTY_END)[keyof typeof PARTY_END];
