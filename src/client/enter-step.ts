// The steps into the world, in order. Errors and counters use these names.

export const ENTER_STEPS = ['sign-in', 'create-role', 'query-lines', 'select-role', 'enter-map'] as const;
export type EnterStep = (typeof ENTER_STEPS)[number];
