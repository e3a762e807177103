// The functions of a file with their lengths. A closure counts for itself and as part of what it stands in.
import { isNode, type Node, nameOf } from './syntax.ts';

export interface FunctionFact {
  readonly name: string;
  readonly line: number;
  readonly lineCount: number;
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

type Found = { readonly node: Node; readonly parent: Node | null };

export function collectFunctions(nodes: readonly Found[], lineAt: (offset: number) => number): FunctionFact[] {
  const functions = nodes.filter(({ node }) => FUNCTIONS.has(node.type) && isNode(node['body']));
  return functions.map(({ node, parent }) => {
    const line = lineAt(node.start);
    return { name: functionName(node, parent), line, lineCount: lineAt(node.end - 1) - line + 1 };
  });
}

/** Its own name, or that of the variable, method or property that holds it. */
function functionName(node: Node, parent: Node | null): string {
  return nameOf(node['id']) ?? nameOf(parent?.['key']) ?? nameOf(parent?.['id']) ?? 'anonymous';
}
