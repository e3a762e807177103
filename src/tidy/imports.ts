// The imports of a file, in every form: `import`, `export … from`, `import()`, and
// `new URL('./worker.ts', import.meta.url)`, which names the file of a worker.
import { isNode, type Node, nameOf } from './syntax.ts';

export interface ImportFact {
  readonly specifier: string;
  readonly line: number;
  /** `import type` and `export type`, which are gone when types are stripped. */
  readonly isTypeOnly: boolean;
  /** `export *`. With a name (`export * as messages`) it hides nothing and does not count. */
  readonly isStar: boolean;
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
  return {
    specifier,
    isTypeOnly: (node['importKind'] ?? node['exportKind']) === 'type',
    isStar: node.type === 'ExportAllDeclaration' && node['exported'] === null,
  };
}

function deferredImport(node: Node): Omit<ImportFact, 'line'> | null {
  let specifier: string | null = null;
  // A specifier in a variable is known only when the program runs.
  if (node.type === 'ImportExpression' && isNode(node['source']) && node['source'].type === 'Literal') {
    specifier = nameOf(node['source']);
  }
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'URL') {
    const [target, base] = node['arguments'] as readonly unknown[];
    const path = nameOf(target) ?? stemOf(target);
    // A URL may also name a folder or data.
    if (isImportMeta(base) && path?.endsWith('.ts')) specifier = path;
  }
  return specifier === null ? null : { specifier, isTypeOnly: false, isStar: false };
}

/** The path in TypeScript of a template such as `./worker${extname(…)}`. */
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
