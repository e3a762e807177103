// Addresses on the bus: one process, or a topic. They are texts, so that a caller makes one once and uses it often.
import { assert } from '../base/index.ts';

/** Longest name of a node or a topic: with what stands before it, it fits into a frame. */
const PART_LENGTH_MAX = 100;
const NODE_NAME = /^[A-Za-z0-9_-]+$/;
const TOPIC_NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

declare const ADDRESS: unique symbol;
/** Made by `nodeAddress` or `topicAddress`. */
export type Address = string & { readonly [ADDRESS]: true };

/** Whether a process may have that name on the bus: letters, digits, `_` and `-`, at most 100. */
export function isNodeName(name: string): boolean {
  return name.length <= PART_LENGTH_MAX && NODE_NAME.test(name);
}

/** Of processes that were addressed before: each call needs one. */
const known = new Map<string, Address>();
/** More than there are processes at a time; then they are made anew. */
const KNOWN_MAX = 4_096;

/** One process. */
export function nodeAddress(name: string): Address {
  const address = known.get(name);
  if (address !== undefined) return address;
  assert(isNodeName(name), 'the name of a node was checked');
  if (known.size >= KNOWN_MAX) known.clear();
  const made = `n.${name}` as Address;
  known.set(name, made);
  return made;
}

/** Whoever subscribes: all of them, or one of each group. The name may have parts with dots between them. */
export function topicAddress(name: string): Address {
  assert(name.length <= PART_LENGTH_MAX && TOPIC_NAME.test(name), 'a topic has a name that fits into a subject');
  return `t.${name}` as Address;
}
