// The numbers with which `leaderboard_refused_s2c` (60173) says why there is no answer. Data about messages, without code.

export const LEADERBOARD_REFUSAL = { noBoard: 1, failed: 2 } as const;
