// Checks of what callers give: keys, deadlines, `once`. What they refuse is a mistake of the game's code.
import type { OwnerKey } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import type { AnyActor } from './define-actor.ts';
import { CALL_MS_MAX, KEY_LENGTH_MAX, ONCE_LENGTH_MAX, TOGETHER_OWNERS_MAX, TURN_MS_MAX } from './limits.ts';
import { isPartRef, PART, type PartRef } from './part-ref.ts';
import type { Turn } from './turn.ts';

export function checkDeadline(deadlineMs: number | undefined): number {
  if (deadlineMs === undefined) return CALL_MS_MAX;
  if (deadlineMs > 0) return Math.min(deadlineMs, TURN_MS_MAX);
  throw new ActorError('args-invalid', `deadlineMs is a number of milliseconds above 0, not ${deadlineMs}`);
}

export function checkOnce(once: string | undefined): string | null {
  if (once === undefined) return null;
  if (typeof once === 'string' && once.length > 0 && once.length <= ONCE_LENGTH_MAX) return once;
  throw new ActorError('args-invalid', `once: a key has 1 to ${ONCE_LENGTH_MAX} characters`);
}

/** A receipt is a row: what each process has for itself can keep none. */
export function checkReceipts({ isInEachProcess }: { readonly isInEachProcess: boolean }, what: string): void {
  if (!isInEachProcess) return;
  const why = 'each process has an actor of its own, without rows, and a receipt is a row';
  throw new ActorError('args-invalid', `${what} takes no once: ${why}; put once where the effect commits`);
}

/** The refs of a `together`. It changes rows, which an actor in each process does not have. */
export function checkRefs(refs: readonly unknown[]): readonly PartRef[] {
  if (refs.length === 0 || refs.length > TOGETHER_OWNERS_MAX) {
    throw new ActorError('args-invalid', `together takes 1 to ${TOGETHER_OWNERS_MAX} refs, not ${refs.length}`);
  }
  return refs.map((ref) => {
    if (!isPartRef(ref)) {
      throw new ActorError('args-invalid', 'together takes refs that `actor()` has made, and `self.me`');
    }
    const { name, isInEachProcess } = ref[PART].definition;
    if (!isInEachProcess) return ref;
    const why = 'each process has an actor of its own, without rows';
    throw new ActorError('args-invalid', `together does not take '${name}': ${why}; call or tell it after together`);
  });
}

export function checkKey({ name, kind, key: column }: AnyActor, key: unknown): void {
  const type = kind === 'role' ? 'bigint' : column?.type;
  const isRight =
    type === 'bigint'
      ? typeof key === 'bigint'
      : type === 'integer'
        ? Number.isSafeInteger(key)
        : typeof key === 'string' && key.length <= KEY_LENGTH_MAX && key.isWellFormed() && !key.includes('\0');
  if (isRight) return;
  const rule = type === 'text' ? `a text of at most ${KEY_LENGTH_MAX} characters` : `of the type ${type}`;
  throw new ActorError('args-invalid', `${name}: a key is ${rule}, not ${typeof key} '${String(key).slice(0, 80)}'`);
}

export function keyOfText(type: string, text: string): OwnerKey | null {
  if (type === 'text') return text;
  if (!/^-?\d{1,20}$/.test(text)) return null;
  return type === 'bigint' ? BigInt(text) : Number(text);
}

export function hasChanges(turn: Turn): ActorError {
  const advice = 'commit() first, or make the changes inside of together';
  const message = `${turn.work.what} of ${turn.owner.id.text} has changes of its own: ${advice}`;
  return new ActorError('turn-has-changes', message);
}
