// Which node has an actor: rendezvous hashing over the nodes that offer its kind, by weight. All nodes compute the same from the same
// list, without asking anybody. When a node comes, goes or changes its weight, only actors that it gains or loses move. Pure.
import { PLACES_MAX } from './limits.ts';

export interface PlacedNode {
  readonly name: string;
  /** Its share compared to others; 0 has none. */
  readonly weight: number;
}

const UINT32 = 2 ** 32;

/** FNV-1a over the characters, then mixed: near texts have far hashes. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return mix(hash);
}

/** The finalizer of MurmurHash3 (Austin Appleby, public domain). */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

interface Hashed extends PlacedNode {
  readonly hash: number;
}

/** The places over one list of nodes. */
export class Placement {
  readonly #nodes: readonly Hashed[];
  readonly #places = new Map<string, string>();

  constructor(nodes: readonly PlacedNode[]) {
    this.#nodes = nodes.filter(({ weight }) => weight > 0).map((node) => ({ ...node, hash: hashText(node.name) }));
  }

  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** The name of the node; null when there is none. */
  nodeOf(key: string): string | null {
    if (this.#nodes.length <= 1) return this.#nodes[0]?.name ?? null;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.#find(key);
    if (this.#places.size >= PLACES_MAX) this.#places.clear();
    this.#places.set(key, place);
    return place;
  }

  #find(key: string): string {
    const keyHash = hashText(key);
    let best = '';
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const { name, weight, hash } of this.#nodes) {
      // The weighted rendezvous of Schindelhauer and Schomaker: the largest of weight / -ln(u), u uniform in (0, 1).
      const uniform = (mix(hash ^ keyHash) + 0.5) / UINT32;
      const score = weight / -Math.log(uniform);
      if (score > bestScore || (score === bestScore && name < best)) [best, bestScore] = [name, score];
    }
    return best;
  }
}

export interface WeightStep {
  /** Of the node now, and what it is on its way to: 1, or 0 when it drains. */
  readonly weight: number;
  readonly target: number;
  /** Of all other nodes together, and what is awake in the whole game. */
  readonly othersWeight: number;
  readonly awakeCount: number;
  /** For how long the new weight stands. */
  readonly seconds: number;
  readonly movesASecond: number;
  /** The least change, so that it ends. */
  readonly stepMin: number;
}

/** The next weight of a node that joins or drains: no more moves than its bound, as far as the least step allows. */
export function nextWeight({
  weight,
  target,
  othersWeight,
  awakeCount,
  seconds,
  movesASecond,
  stepMin,
}: WeightStep): number {
  if (weight === target) return weight;
  // Nobody else has anything, or nobody else could take it.
  if (othersWeight === 0 || awakeCount === 0) return target;
  // Of all that is awake, the node has the share weight / (weight + others).
  const share = (each: number): number => each / (each + othersWeight);
  const shareStep = (movesASecond * seconds) / awakeCount;
  const wantedShare = target > weight ? share(weight) + shareStep : share(weight) - shareStep;
  const bounded = Math.min(Math.max(wantedShare, 0), 0.999);
  const next = (bounded * othersWeight) / (1 - bounded);
  return target > weight
    ? Math.min(target, Math.max(next, weight + stepMin))
    : Math.max(target, Math.min(next, weight - stepMin));
}
