// Watches: an actor asks to be informed when another actor, or the player of a role, is gone from the process. It is informed once,
// by a turn of its own. Watches are memory: they end when the actor that watches goes, and keep neither of the two awake.
import type { OwnerKey } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import { WATCHES_MAX } from './limits.ts';
import { type OwnerView, Turn, type Watch, type WatchesView, type WatchTarget, type Work } from './turn.ts';

/** What one actor watches. */
export class WatchList implements WatchesView {
  readonly #owner: OwnerView;
  /** Runs the hook `gone`. Null when the definition has none. */
  readonly #hook: Work | null;
  readonly #watches = new Map<string, Watch>();

  constructor(owner: OwnerView, hook: Work | null) {
    this.#owner = owner;
    this.#hook = hook;
  }

  /** Throws `args-invalid` for a watch that cannot be, and `actor-busy` when there are too many. */
  add({ id, name, isHere: isAwakeHere, isElsewhere }: WatchTarget): void {
    const isHere = isAwakeHere || isElsewhere;
    const place = placeOf(name, id.key);
    if (this.#watches.has(place)) return;
    const { id: own, system } = this.#owner;
    if (this.#hook === null) throw new ActorError('args-invalid', `${own.text} watches, and has no hook 'gone'`);
    if (id.text === own.text) throw new ActorError('args-invalid', `${own.text} watches itself`);
    if (!isHere && this.#isGoneNow(place)) {
      throw new ActorError('args-invalid', `${id.text} is not awake: call it before its hook 'gone' watches it again`);
    }
    if (this.#watches.size >= WATCHES_MAX) {
      throw new ActorError('actor-busy', `${own.text} watches ${WATCHES_MAX} others already`);
    }
    const watch: Watch = { watcher: this.#owner, target: id, gone: { name, key: id.key } };
    if (isHere) system.watchers.join(watch);
    this.#watches.set(place, watch);
    if (!isHere) this.gone(watch);
    else if (!isAwakeHere) system.follow(id);
  }

  /** Whether the turn that runs is its hook. It would run again at once, without end. */
  #isGoneNow(place: string): boolean {
    const { turn } = this.#owner;
    if (turn === null || turn.work !== this.#hook) return false;
    // The hook's turns have a watch for an argument.
    const { gone } = turn.args as Watch;
    return placeOf(gone.name, gone.key) === place;
  }

  /** Its hook does not run any more, also when its turn waits already. */
  remove({ id, name }: WatchTarget): void {
    const place = placeOf(name, id.key);
    const watch = this.#watches.get(place);
    if (watch === undefined) return;
    this.#watches.delete(place);
    this.#owner.system.watchers.part(watch);
  }

  /** The watch keeps its place until the hook begins, so that turns that wait are bounded too. */
  gone(watch: Watch): void {
    if (this.#hook !== null) this.#owner.postOwn(Turn.ofOwner(this.#owner, this.#hook, watch));
  }

  /** Ends the watch, so that its hook may begin. False when it was ended before, whatever was watched since. */
  take(watch: Watch): boolean {
    const place = placeOf(watch.gone.name, watch.gone.key);
    return this.#watches.get(place) === watch && this.#watches.delete(place);
  }

  /** The actor itself goes. */
  end(): void {
    for (const watch of this.#watches.values()) this.#owner.system.watchers.part(watch);
    this.#watches.clear();
  }
}

function placeOf(name: string, key: OwnerKey): string {
  return `${name}/${key}`;
}

/** Who watches each owner of the process. */
export class Watchers {
  readonly #watches = new Map<string, Set<Watch>>();
  #isStopped = false;
  /** Reports to other processes. */
  readonly #goneHere: (text: string) => void;

  constructor(goneHere: (text: string) => void = () => {}) {
    this.#goneHere = goneHere;
  }

  /** Owners that are watched. */
  get count(): number {
    return this.#watches.size;
  }

  join(watch: Watch): void {
    const { text } = watch.target;
    const watches = this.#watches.get(text) ?? new Set<Watch>();
    if (watches.size >= WATCHES_MAX) throw new ActorError('actor-busy', `${text} is watched by ${WATCHES_MAX} already`);
    this.#watches.set(text, watches.add(watch));
  }

  part(watch: Watch): void {
    const watches = this.#watches.get(watch.target.text);
    watches?.delete(watch);
    if (watches?.size === 0) this.#watches.delete(watch.target.text);
  }

  /** The owner has gone to sleep, was destroyed, or is awake elsewhere; or nobody plays the role any more. */
  gone(text: string): void {
    this.#goneHere(text);
    this.goneElsewhere(text);
  }

  /** The same of an owner in another process. */
  goneElsewhere(text: string): void {
    const watches = this.#watches.get(text);
    if (watches === undefined || this.#isStopped) return;
    this.#watches.delete(text);
    for (const watch of watches) watch.watcher.memory.watches.gone(watch);
  }

  /** The server stops: all go, and no hook runs for it. */
  stop(): void {
    this.#isStopped = true;
  }
}
