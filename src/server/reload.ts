// What `jadegate reload` and SIGHUP do: the configuration is read again, steps apply what can change while the server runs, and the answer
// says what changed and which changed settings need a restart. A step that fails keeps what it has, and the others run all the same. It
// names settings and shows no values, as some are secrets.
import { messageOf } from '../base/index.ts';
import { ConfigError } from './control/index.ts';
import type { Config } from './settings/index.ts';

export interface ReloadStep {
  /** The settings that it applies: paths such as `gate.tls`, with all that is under them. */
  readonly settings: readonly string[];
  /** Lines for an operator that say what changed. Throws and keeps what it has when it cannot apply the configuration. */
  run(config: Config): Promise<readonly string[]> | readonly string[];
}

/** The configuration as its sources have it now; `notes` are lines about sources that cannot be read again. */
export interface ReadAgain {
  readonly config: Config;
  readonly notes: readonly string[];
}

export interface ReloadParts {
  /** That of the start. */
  readonly config: Config;
  /** Null when the configuration does not come from files. */
  readonly readAgain: (() => Promise<ReadAgain>) | null;
  readonly steps: readonly ReloadStep[];
}

export class Reload {
  readonly #parts: ReloadParts;
  /** Each begins after the one before it, so that the latest files win. */
  #running: Promise<unknown> = Promise.resolve();
  /** The latest that could be read. */
  #config: Config;

  constructor(parts: ReloadParts) {
    this.#parts = parts;
    this.#config = parts.config;
  }

  /** Resolves to lines for an operator. Rejects with a `ConfigError` that names each fault, and what changed all the same. */
  run(): Promise<readonly string[]> {
    const next = this.#running.then(() => this.#run());
    this.#running = next.catch(() => {});
    return next;
  }

  async #run(): Promise<readonly string[]> {
    const { config: started, readAgain, steps } = this.#parts;
    const lines: string[] = [];
    const faults: string[] = [];
    try {
      const again = await readAgain?.();
      if (again !== undefined) {
        this.#config = again.config;
        lines.push(...restartLines(started, again.config, steps), ...again.notes);
      }
    } catch (error) {
      faults.push(messageOf(error));
    }
    const changes: string[] = [];
    for (const step of steps) {
      try {
        changes.push(...(await step.run(this.#config)));
      } catch (error) {
        faults.push(messageOf(error));
      }
    }
    const all = [...changes, ...lines];
    if (faults.length === 0) return all;
    const rest = all.length === 0 ? '' : `\nThe rest was reloaded:\n${all.join('\n')}`;
    throw new ConfigError('refused', `${faults.join('\n')}\nWhat these name stays as it was.${rest}`);
  }
}

function restartLines(started: Config, config: Config, steps: readonly ReloadStep[]): readonly string[] {
  const applied = steps.flatMap(({ settings }) => settings);
  const isApplied = (path: string): boolean => applied.some((own) => path === own || path.startsWith(`${own}.`));
  const changed = changedSettings(started, config).filter((path) => !isApplied(path));
  return changed.length === 0 ? [] : [`settings that have changed and need a restart: ${changed.join(', ')}`];
}

/** Paths of the settings whose values differ, in order. A list counts as one value. */
export function changedSettings(before: unknown, after: unknown, path = ''): readonly string[] {
  if (!isObject(before) || !isObject(after)) return isSame(before, after) ? [] : [path];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => changedSettings(before[name], after[name], path === '' ? name : `${path}.${name}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Values of settings are JSON, and a bigint here and there. */
function isSame(one: unknown, other: unknown): boolean {
  const text = (value: unknown): string | undefined =>
    JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each));
  return text(one) === text(other);
}
