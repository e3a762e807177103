// Why this module closes a session: names and numbers that clients may know without loading the module. The numbers of 63 are the
// lines module's.

export const MAP_REASONS = {
  moves: { name: 'map/moves', number: 210, text: 'The client moved as no player can.' },
} as const;
