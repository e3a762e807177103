// How strict the gate is with signed-in clients. Before sign-in every profile closes at the first message out of place.

export interface ProfileRules {
  /** A message id outside the schema, sent by a client in the world. */
  readonly unknownInWorld: 'ignore' | 'close';
  /** A known message in a state that does not allow it, or above its rate, sent by a signed-in client. */
  readonly outOfPlace: 'ignore' | 'close';
}

export const PROFILES = {
  /** For clients of the classic server, which double-click and send messages outside the schema: refused and counted, within a bound. */
  classic: { unknownInWorld: 'ignore', outOfPlace: 'ignore' },
  /** For clients built with this schema: a message out of place is a fault or an attack. */
  strict: { unknownInWorld: 'close', outOfPlace: 'close' },
} as const satisfies Record<string, ProfileRules>;

export type ProfileName = keyof typeof PROFILES;
