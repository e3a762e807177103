// The world is a parameter: outside adapters nothing reads the clock, draws random numbers, or touches network, files,
// processes or the environment.
import { BANNED_CRYPTO, BANNED_MODULES, BANNED_USES } from './bans.ts';
import type { CodeFile } from './code-file.ts';
import type { Finding } from './finding.ts';
import { isAdapter } from './layers.ts';

export function checkBans(file: CodeFile): Finding[] {
  if (file.kind === 'test' || isAdapter(file.path)) return [];
  const finding = (line: number, what: string, instead: string): Finding => ({
    path: file.path,
    line,
    rule: 'bans',
    message: `${what} is for adapters: ${instead}`,
  });
  return [
    ...file.uses.flatMap(({ what, line }) => {
      const instead = BANNED_USES[what] ?? BANNED_USES[`${what.split('.')[0]}.*`];
      return instead === undefined ? [] : [finding(line, what, instead)];
    }),
    ...file.imports.flatMap(({ specifier, names, line, isTypeOnly }) => {
      const instead = BANNED_MODULES[specifier];
      if (instead !== undefined) return isTypeOnly ? [] : [finding(line, specifier, instead)];
      const drawing = specifier === 'node:crypto' ? names.filter((name) => BANNED_CRYPTO.includes(name)) : [];
      return drawing.map((name) => finding(line, `${name} of node:crypto`, 'take a Random'));
    }),
  ];
}
