// The steps of the way into the world, in their order: by these names errors, counters and people speak of them.

export const ENTER_STEPS = ['sign-in', 'create-role', 'query-lines', 'select-role', 'enter-map'] as const;
export type EnterStep = (typeof ENTER_STEPS)[number];
