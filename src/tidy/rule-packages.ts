// What runs at a user's imports only packages that a user gets: those of `dependencies`. Tests, scripts, benchmarks and tidy
// itself may import `devDependencies` too.
import type { CodeFile } from './code-file.ts';
import type { Finding } from './finding.ts';

export interface Packages {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
}

export function checkPackages(file: CodeFile, packages: Packages): Finding[] {
  const isShipped = file.path.startsWith('src/') && file.kind !== 'test' && !file.path.startsWith('src/tidy/');
  const known = isShipped ? packages.dependencies : [...packages.dependencies, ...packages.devDependencies];
  return file.imports.flatMap(({ specifier, line, isTypeOnly }) => {
    const name = packageOf(specifier);
    if (name === null || isTypeOnly || name === packages.name || known.includes(name)) return [];
    const list = isShipped ? 'dependencies' : 'dependencies or devDependencies';
    return [{ path: file.path, line, rule: 'packages', message: `"${name}" is not among the ${list} of package.json` }];
  });
}

function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null;
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
