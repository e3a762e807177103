// Numbers of this module that clients may know without loading it: why it closes a session, and what `object_update_s2c` (353) has. The
// keys are those of the classic protocol. The numbers of 63 are the lines module's.

export const MAP_REASONS = {
  moves: { name: 'map/moves', number: 210, text: 'The client moved as no player can.' },
} as const;

/** Attribute keys; the thousands say the type (below 1000 and from 5000 int32, 1000 text, 2000 int64, 3000 and 4000 lists). */
export const ATTR = {
  classType: 0,
  level: 1,
  x: 3,
  y: 4,
  gender: 5,
  hp: 11,
  mp: 12,
  mpMax: 13,
  hpMax: 14,
  speed: 204,
  serverId: 912,
  name: 1002,
  guildName: 1004,
  exp: 2010,
} as const;

/** Values of `objecttype`. */
export const OBJECT_TYPE = { self: 0, role: 1, creature: 2, pet: 3 } as const;
