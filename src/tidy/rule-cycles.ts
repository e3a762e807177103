// No file imports itself by way of others. Imports of types do not count: they are gone when the code runs.
import type { CodeFile } from './code-file.ts';
import type { Finding } from './finding.ts';
import { resolveImport } from './resolve.ts';

export function checkCycles(files: readonly CodeFile[]): Finding[] {
  const paths = new Set(files.map((file) => file.path));
  const edges = new Map(files.map((file) => [file.path, valueImports(file).filter((path) => paths.has(path))]));
  return findCycles(edges).map((cycle) => ({
    path: cycle[0] ?? '',
    line: 1,
    rule: 'cycles',
    message: `these files import each other: ${cycle.join(' → ')} → ${cycle[0]}; move what they share into a file of its own`,
  }));
}

function valueImports(file: CodeFile): string[] {
  const values = file.imports.filter((each) => !each.isTypeOnly && !each.isDeferred);
  return values.map((each) => resolveImport(file.path, each.specifier)).filter((path) => path !== null);
}

/** One cycle for each knot of files that reach each other, as a walk along the imports. */
export function findCycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  for (const start of [...edges.keys()].sort()) {
    if (done.has(start)) continue;
    const cycle = shortestCycle(edges, start);
    done.add(start);
    if (cycle === null) continue;
    for (const path of cycle) done.add(path);
    cycles.push(cycle);
  }
  return cycles;
}

/** The shortest way from `start` back to it, by breadth; null when there is none. */
function shortestCycle(edges: ReadonlyMap<string, readonly string[]>, start: string): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const next of edges.get(at) ?? []) {
      if (next === start) return trace(cameFrom, at);
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return null;
}

function trace(cameFrom: ReadonlyMap<string, string>, end: string): string[] {
  const path: string[] = [];
  for (let at: string | undefined = end; at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}
