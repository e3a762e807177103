// The built-in scenarios by name, apart from their code: the help of a command lists them and loads none.

export const SCENARIO_NAMES = ['walk', 'chat', 'trade', 'rush', 'whisper'] as const;
/** What robots play that are cut, where no other scenario is named. */
export const CUT_SCENARIO = 'whisper';
export type ScenarioName = (typeof SCENARIO_NAMES)[number];
