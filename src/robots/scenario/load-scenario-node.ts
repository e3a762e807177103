// Scenarios by name or by file.
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../../base/index.ts';
import { RobotsError, SCENARIO_NAMES, type ScenarioName } from '../run/index.ts';
import chat from './built-in/chat.ts';
import rush from './built-in/rush.ts';
import trade from './built-in/trade.ts';
import walk from './built-in/walk.ts';
import whisper from './built-in/whisper.ts';
import { lineIn } from './line-in.ts';
import { type Scenario, scenarioFault } from './scenario.ts';

const BUILT_IN: Readonly<Record<ScenarioName, Scenario>> = { walk, chat, trade, rush, whisper };

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly name: string;
  /** The file; null for a built-in one. */
  readonly file: string | null;
}

/** Rejects with `RobotsError`: `scenario-unknown`, `scenario-unreadable`, `scenario-invalid`. */
export async function loadScenario(name: string): Promise<LoadedScenario> {
  const builtIn = SCENARIO_NAMES.find((each) => each === name);
  if (builtIn !== undefined) return { scenario: BUILT_IN[builtIn], name, file: null };
  const file = resolve(name);
  if (!(await isFile(file))) {
    const advice = `built-in scenarios: ${SCENARIO_NAMES.join(', ')}; write a file as a path: ./mine.ts`;
    throw new RobotsError('scenario-unknown', `there is no scenario and no file named ${name}; ${advice}`);
  }
  const exported = await importFile(file, name);
  const fault = scenarioFault(exported);
  if (fault === null) return { scenario: exported as Scenario, name, file };
  throw new RobotsError('scenario-invalid', `${name} must have export default defineScenario({ … }): ${fault}`);
}

async function importFile(file: string, name: string): Promise<unknown> {
  try {
    const { default: exported } = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    return exported;
  } catch (error) {
    const what = `${messageOf(error)}${lineIn(file, error)}`;
    throw new RobotsError('scenario-unreadable', `${name} cannot be loaded: ${what}`, { cause: error });
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
