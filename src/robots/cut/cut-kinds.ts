// In which ways the network takes a robot's connection away.
export const CUT_KINDS = [
  /** Both sides are reset at once; what was on its way is lost. */
  'reset',
  /** A part of the next packet of the robot reaches the server, then both sides are reset. */
  'halfSent',
  /** A part of the next bytes of the server reaches the robot, then both sides are reset. */
  'halfReceived',
  /** Nothing passes any more and nobody is told: the server still believes in the connection when the robot comes on a new one. */
  'silence',
  /** An orderly end, as a proxy makes one. */
  'orderly',
] as const;
export type CutKind = (typeof CUT_KINDS)[number];
