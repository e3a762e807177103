// The numbers with which `map_change_failed_s2c` (63) says why a map was not entered. Data about messages, without code.

export const MAP_FAILURE = { cannotEnter: 10006, cannotLogIn: 10007 } as const;
