// What a browser loads is plain: the doors that `PLAIN` lists, and every file that they import, import only files of src. A bundler
// then needs no part of Node and no package. Types count too, so that the declarations of these files need no package either.
import type { CodeFile } from './code-file.ts';
import type { Finding } from './finding.ts';
import { PLAIN } from './layers.ts';
import { resolveImport } from './resolve.ts';

export function checkPlain(files: readonly CodeFile[]): Finding[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const findings: Finding[] = [];
  // Each file with the way by which a door leads to it.
  const queue = PLAIN.map((path) => ({ path, way: [path] }));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const file = byPath.get(next.path);
    if (file === undefined || seen.has(next.path)) continue;
    seen.add(next.path);
    for (const { specifier, line } of file.imports) {
      const path = resolveImport(file.path, specifier);
      if (path?.endsWith('.ts')) queue.push({ path, way: [...next.way, path] });
      else findings.push({ path: file.path, line, rule: 'plain', message: complaint(specifier, next.way) });
    }
  }
  return findings;
}

function complaint(specifier: string, way: readonly string[]): string {
  return `a browser loads this file (${way.join(' → ')}), so it may not import ${specifier}: import a plain door, or move what needs it into a file for Node`;
}
