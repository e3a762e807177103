// Every source file is used: reached by imports from an entry, a door or a script. What only tests import is dead too.
import type { CodeFile } from './code-file.ts';
import type { Finding } from './finding.ts';
import { isEntry } from './layers.ts';
import { resolveImport } from './resolve.ts';

export function checkDead(files: readonly CodeFile[]): Finding[] {
  const living = files.filter((file) => file.kind !== 'test');
  const byPath = new Map(living.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const queue = living.filter((file) => isEntry(file.path));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file.path)) continue;
    reached.add(file.path);
    for (const { specifier } of file.imports) {
      const next = byPath.get(resolveImport(file.path, specifier) ?? '');
      if (next !== undefined) queue.push(next);
    }
  }
  const dead = living.filter((file) => file.kind === 'source' && !reached.has(file.path));
  const message = 'nothing that runs imports this file: use it or delete it';
  return dead.map(({ path }) => ({ path, line: 1, rule: 'dead', message }));
}
