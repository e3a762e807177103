// What the flags of the Mir commands set. They are checked together with all other settings, so that the message is the same
// wherever a wrong setting stands.
import type { MirPart } from '../mir/process/index.ts';
import type { ConfigInput } from '../server/settings/index.ts';

export interface CommonFlags {
  readonly store?: string;
  readonly log?: string;
}

/** `part` has the settings that its own flags give; flags that were left out are undefined there. */
export function settingsOfFlags(
  { store, log: level }: CommonFlags,
  part: Partial<Record<MirPart, Readonly<Record<string, unknown>>>>,
): ConfigInput {
  const mir = Object.fromEntries(
    Object.entries(part).map(([name, given]) => [name, given === undefined ? {} : set(given)]),
  );
  return { mir, ...set({ store }), ...(level === undefined ? {} : { log: set({ level }) }) };
}

function set(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
