// What a file imports, in every form that there is: `import`, `export … from`, `import()`, and
// `new URL('./worker.ts', import.meta.url)`, by which a worker's file is named.
import { isNode, type Node, nameOf } from './syntax.ts';

export interface ImportFact {
  readonly specifier: string;
  readonly line: number;
  /** `import type` and `export type`, which leave nothing behind when types are stripped. */
  readonly isTypeOnly: boolean;
  /** `export *`; with a name of its own (`export * as messages`) it hides nothing and is no star. */
  readonly isStar: boolean;
  /** Loaded later or elsewhere: `import()` and workers. No part of an import cycle. */
  readonly isDeferred: boolean;
  /** The names taken, as the other module calls them. */
  readonly names: readonly string[];
}

type Found = { readonly node: Node };

export function collectImports(nodes: readonly Found[], lineAt: (offset: number) => number): ImportFact[] {
  return nodes.flatMap(({ node }) => {
    const found = staticImport(node) ?? deferredImport(node);
    return found === null ? [] : [{ ...found, line: lineAt(node.start) }];
  });
}

function staticImport(node: Node): Omit<ImportFact, 'line'> | null {
  if (!['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration'].includes(node.type)) return null;
  const specifier = nameOf(node['source']);
  if (specifier === null) return null;
  const specifiers = Array.isArray(node['specifiers']) ? node['specifiers'].filter(isNode) : [];
  const names = specifiers.map((each) => nameOf(each['imported'] ?? each['local']) ?? '').filter((name) => name !== '');
  return {
    specifier,
    names,
    isTypeOnly: (node['importKind'] ?? node['exportKind']) === 'type',
    isStar: node.type === 'ExportAllDeclaration' && node['exported'] === null,
    isDeferred: false,
  };
}

function deferredImport(node: Node): Omit<ImportFact, 'line'> | null {
  let specifier: string | null = null;
  // A module that a variable names is known only when the program runs.
  if (node.type === 'ImportExpression' && isNode(node['source']) && node['source'].type === 'Literal') {
    specifier = nameOf(node['source']);
  }
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'URL') {
    const [target, base] = node['arguments'] as readonly unknown[];
    const path = nameOf(target) ?? stemOf(target);
    // A URL may also name a folder or data.
    if (isImportMeta(base) && path?.endsWith('.ts')) specifier = path;
  }
  return specifier === null ? null : { specifier, names: [], isTypeOnly: false, isStar: false, isDeferred: true };
}

/** Of a path that ends in the ending of the file it stands in (`./worker${extname(…)}`): the path in TypeScript. */
function stemOf(value: unknown): string | null {
  if (!isNode(value) || value.type !== 'TemplateLiteral') return null;
  const [first] = value['quasis'] as readonly { readonly value: { readonly raw: string } }[];
  return first === undefined ? null : `${first.value.raw}.ts`;
}

function isImportMeta(value: unknown): boolean {
  return (
    isNode(value) &&
    value.type === 'MemberExpression' &&
    isNode(value['object']) &&
    value['object'].type === 'MetaProperty'
  );
}
