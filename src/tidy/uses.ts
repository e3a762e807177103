// The uses of globals that a ban could be about: `Date.now`, `process.env`, `setTimeout(…)`, `new Date()`. A name that the file
// declares itself is no global.
import { isNode, type Node, nameOf } from './syntax.ts';

export interface UseFact {
  /** As in a ban's table: `Math.random`, `setTimeout`, `new Date()`. */
  readonly what: string;
  readonly line: number;
}

type Found = { readonly node: Node; readonly parent: Node | null };

const DECLARING = new Set(['FunctionDeclaration', 'ClassDeclaration', 'VariableDeclarator']);

export function collectUses(nodes: readonly Found[], lineAt: (offset: number) => number): UseFact[] {
  const declared = declaredNames(nodes);
  return nodes.flatMap(({ node }) => {
    const what = useOf(node);
    if (what === null || declared.has(what.split('.')[0] ?? what)) return [];
    return [{ what, line: lineAt(node.start) }];
  });
}

function useOf(node: Node): string | null {
  if (node.type === 'MemberExpression') {
    const object = isNode(node['object']) && node['object'].type === 'Identifier' ? nameOf(node['object']) : null;
    const property = nameOf(node['property']);
    return object === null || property === null ? null : `${object}.${property}`;
  }
  if (node.type === 'CallExpression') return identifier(node['callee']);
  if (node.type === 'NewExpression' && Array.isArray(node['arguments']) && node['arguments'].length === 0) {
    const name = identifier(node['callee']);
    return name === null ? null : `new ${name}()`;
  }
  return null;
}

function identifier(value: unknown): string | null {
  return isNode(value) && value.type === 'Identifier' ? nameOf(value) : null;
}

/** Names of functions, classes and variables of the file, wherever in it; and of parameters that are plain names. */
function declaredNames(nodes: readonly Found[]): Set<string> {
  const names = nodes.flatMap(({ node }) => {
    if (DECLARING.has(node.type)) return [identifier(node['id'])];
    return Array.isArray(node['params']) ? node['params'].map(identifier) : [];
  });
  return new Set(names.filter((name) => name !== null));
}
