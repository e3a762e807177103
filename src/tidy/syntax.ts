// The syntax tree of the parser (oxc), read without a schema: a node is an object with a type and a place, and everything else
// in it is a child or a detail. Rules look at few kinds of node, so this file declares no more.
import { parseSync } from 'oxc-parser';

export interface Node {
  readonly type: string;
  /** Offsets into the text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly [detail: string]: unknown;
}

export interface Comment {
  readonly type: 'Line' | 'Block';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface Syntax {
  readonly program: Node;
  readonly comments: readonly Comment[];
}

export function parse(path: string, text: string): Syntax {
  const result = parseSync(path, text, { lang: 'ts' });
  // The parser's own types name a hundred kinds of node; each of them is a `Node` as declared above.
  const program = result.program as unknown as Node;
  return { program, comments: result.comments };
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

export function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter(isNode);
}

/** Every node of the tree, a parent before its children. With a stack of its own: a tree can be deeper than the call stack. */
export function* walk(root: Node): Generator<{ readonly node: Node; readonly parent: Node | null }> {
  const stack: { node: Node; parent: Node | null }[] = [{ node: root, parent: null }];
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    yield entry;
    const parent = entry.node;
    for (const node of childrenOf(parent).reverse()) stack.push({ node, parent });
  }
}

/** The name of an identifier or the value of a string literal, or null for any other node. */
export function nameOf(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === 'Identifier' || value.type === 'PrivateIdentifier') return String(value['name']);
  if (value.type === 'Literal' && typeof value['value'] === 'string') return value['value'];
  return null;
}
