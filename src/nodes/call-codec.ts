// Calls, answers and tells of actors as bytes. Each is a list: a newer release appends to it, and an older one reads what it knows.
import { ACTOR_ERROR_CODES, ActorError, type RemoteCall, readPlain, writePlain } from '../actor/index.ts';
import { actorOwner, type OwnerId, roleOwner } from '../store/index.ts';

/** A call, and how often it was sent on. */
export interface SentCall {
  readonly call: RemoteCall;
  readonly hops: number;
}

/** The bytes are valid until something else is written. */
export function writeCall({ owner, part, method, args, once, chain }: RemoteCall, hops: number): Uint8Array {
  return writePlain([owner.actor, owner.key, part, method, args, once, chain, hops]);
}

/** Throws `args-invalid` for bytes that are no call. */
export function readCall(body: Uint8Array, deadlineMs: number): SentCall {
  const list = readPlain(body);
  if (!Array.isArray(list)) throw invalid('a call');
  const [actor, key, part, method, args, once, chain, hops] = list as readonly unknown[];
  const isFit =
    typeof part === 'string' &&
    typeof method === 'string' &&
    (once === null || typeof once === 'string') &&
    Array.isArray(chain) &&
    chain.every((each) => typeof each === 'string') &&
    typeof hops === 'number';
  if (!isFit) throw invalid('a call');
  return { call: { owner: ownerOf(actor, key), part, method, args, once, deadlineMs, chain }, hops };
}

function ownerOf(actor: unknown, key: unknown): OwnerId {
  if (actor === null && typeof key === 'bigint') return roleOwner(key);
  const isKey = typeof key === 'string' || typeof key === 'bigint' || typeof key === 'number';
  if (typeof actor !== 'string' || !isKey) throw invalid('the owner of a call');
  return actorOwner(actor, key);
}

/** What became of a call: its answer, an error, or that the owner is in another process. */
export type Outcome =
  | { readonly kind: 'answer'; readonly answer: unknown }
  | { readonly kind: 'error'; readonly error: ActorError }
  | { readonly kind: 'elsewhere'; readonly place: string };

const KIND = { answer: 0, error: 1, elsewhere: 2 } as const;

/** The bytes are the caller's own: they wait for the bus. */
export function writeOutcome(outcome: Outcome): Uint8Array {
  return Buffer.from(writePlain(listOf(outcome)));
}

function listOf(outcome: Outcome): readonly unknown[] {
  switch (outcome.kind) {
    case 'answer':
      return [KIND.answer, outcome.answer];
    case 'elsewhere':
      return [KIND.elsewhere, outcome.place];
    case 'error': {
      const { code, message, mayHaveRun, chain, incident } = outcome.error;
      return [KIND.error, code, message, mayHaveRun, chain, incident];
    }
  }
}

/** Throws `args-invalid` for bytes that are no outcome. */
export function readOutcome(body: Uint8Array): Outcome {
  const list = readPlain(body);
  if (!Array.isArray(list)) throw invalid('an answer');
  const [kind, first, message, mayHaveRun, chain, incident] = list as readonly unknown[];
  if (kind === KIND.answer) return { kind: 'answer', answer: first };
  if (kind === KIND.elsewhere && typeof first === 'string') return { kind: 'elsewhere', place: first };
  if (kind !== KIND.error || typeof first !== 'string' || typeof message !== 'string') throw invalid('an answer');
  const code = ACTOR_ERROR_CODES.find((each) => each === first);
  const error = new ActorError(code ?? 'actor-failed', code === undefined ? `${first}: ${message}` : message, {
    mayHaveRun: mayHaveRun === true,
    ...(Array.isArray(chain) && chain.every((each) => typeof each === 'string') ? { chain } : {}),
    ...(typeof incident === 'string' ? { incident } : {}),
  });
  return { kind: 'error', error };
}

function invalid(what: string): ActorError {
  const message = `bytes from another process are not ${what}: do both run releases that fit?`;
  return new ActorError('args-invalid', message);
}
