// A door of the package, as a program in Node imports it: it checks the version of Node before it loads anything else.
// The check cannot be a line of the door itself, because Node resolves all static imports before it runs the first line.

/** The module beside `bin/` that exports `names` from `target`; both paths are relative to it. */
export function guardedDoor({ target, names }: { readonly target: string; readonly names: readonly string[] }): string {
  return [
    "import { requireNode } from '../bin/node-version.js';",
    '',
    'requireNode();',
    `const door = await import('${target}');`,
    `export const { ${names.join(', ')} } = door;`,
    '',
  ].join('\n');
}
