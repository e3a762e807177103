// A door of the package, as a program in Node imports it: it checks the version of Node before it loads anything else.
// The check cannot be a line of the door itself, because Node resolves all static imports before it runs the first line.

const ADVICE =
  'npm has installed the right one with jadegate: start this program with "npx node FILE" or in a script of package.json. ' +
  'Or install a newer Node.';

/** The module beside `bin/` that exports `names` from `target`; both paths are relative to it. */
export function guardedDoor({ target, names }: { readonly target: string; readonly names: readonly string[] }): string {
  return [
    "import { faultOfNode } from '../bin/node-version.js';",
    '',
    'const fault = faultOfNode();',
    `if (fault !== null) throw new Error(\`\${fault}. ${ADVICE}\`);`,
    `const door = await import('${target}');`,
    `export const { ${names.join(', ')} } = door;`,
    '',
  ].join('\n');
}
