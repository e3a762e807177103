// Imports go one way between layers, and through doors only. Tests may import the door of any layer, but nothing behind it;
// scripts build and check parts of layers, so they may import behind doors.
import { type CodeFile, kindOf } from './code-file.ts';
import type { Finding } from './finding.ts';
import type { ImportFact } from './imports.ts';
import {
  isDoor,
  isKnownLayer,
  LAYERS_PATH,
  layerOf,
  mayImport,
  mayImportTypes,
  mayLeadOutside,
  missingLayers,
} from './layers.ts';
import { resolveImport } from './resolve.ts';

const rule = 'imports';

/** Refuses a layer that is listed and that no file is in. */
export function checkLayers(files: readonly CodeFile[]): Finding[] {
  if (!files.some(({ path }) => path === LAYERS_PATH)) return [];
  return missingLayers(new Set(files.map(({ path }) => layerOf(path)))).map((layer) => {
    const message = `no file is in the layer "${layer}": delete its row until there is one`;
    return { path: LAYERS_PATH, line: 1, rule, message };
  });
}

export function checkImports(file: CodeFile): Finding[] {
  const layer = layerOf(file.path);
  if (layer !== null && !isKnownLayer(layer)) {
    const message = `"${layer}" is no layer: put the file into one, or add the layer to src/tidy/layers.ts`;
    return [{ path: file.path, line: 1, rule, message }];
  }
  return file.imports.flatMap((each) => {
    const message = complaint(file, each);
    return message === null ? [] : [{ path: file.path, line: each.line, rule, message }];
  });
}

function complaint(file: CodeFile, { specifier, isStar, isTypeOnly }: ImportFact): string | null {
  if (isStar) return 'export * hides what is promised: list the names';
  const target = resolveImport(file.path, specifier);
  if (target === null) return null;
  const importer = layerOf(file.path);
  const imported = layerOf(target);
  if (imported === null && (importer === null || mayLeadOutside(file.path, target))) return null;
  if (imported === null) return 'src imports nothing from outside src: move the file into a layer';
  if (importer === imported) return ownDoorComplaint(file, target);
  const allowed = isTypeOnly ? mayImportTypes : mayImport;
  if (importer !== null && file.kind !== 'test' && !allowed(importer, imported)) {
    return `${importer} may not import ${imported}: turn the dependency round, or pass what is needed as a parameter`;
  }
  if (isDoor(target) || imported === 'root' || mayLookBehind(file, target)) return null;
  return `${target} lies behind the door of ${imported}: import its index.ts, and export there what is missing`;
}

/** Scripts may, and tests may use the fixtures and conformance suites of another layer. */
function mayLookBehind(file: CodeFile, target: string): boolean {
  return file.path.startsWith('scripts/') || (file.kind === 'test' && kindOf(target) === 'test');
}

function ownDoorComplaint(file: CodeFile, target: string): string | null {
  if (file.kind === 'test' || !/\/(index|plain|browser)\.ts$/.test(target) || !isDoor(target)) return null;
  return 'a layer does not go through its own door: import the sibling';
}
