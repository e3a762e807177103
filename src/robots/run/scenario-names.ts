// The built-in scenarios by name, apart from their code: the help of a command lists them and loads none.

export const SCENARIO_NAMES = ['walk', 'chat', 'trade', 'rush'] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];
