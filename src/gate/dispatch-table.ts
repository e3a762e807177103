// The handler of each message and what is checked before it: one array look-up by message id. It is made once from the modules.
// A message with two handlers, or a handler for a message outside the schema, stops the start.

import { type Counter, type Counters, RateRule, TracedCode } from '../base/index.ts';
import type { MessageType } from '../wire/index.ts';
import { GateError } from './gate-error.ts';
import { IdTable } from './id-table.ts';
import type { AnyModule, BoundHandler } from './module.ts';
import { FIRST_MESSAGE_SLOT } from './rate-limit.ts';
import { PHASE_BIT, PHASES, type Phase } from './session-state.ts';

/** What the packet path needs of one message type. */
export interface DispatchEntry {
  readonly message: MessageType;
  /** The phases in which a client may send it, one bit each. */
  readonly phaseBits: number;
  readonly rate: RateRule | null;
  /** The session's rate slot, when there is a rate. */
  readonly rateSlot: number;
  /** The module whose context the handler gets. */
  readonly moduleIndex: number;
  /** Null for a message of the schema that no module handles. */
  readonly handle: BoundHandler['handle'] | null;
  /** Runs the handler, so that errors which nobody awaits name its module. */
  readonly traced: TracedCode;
  readonly handled: Counter;
  readonly refusedState: Counter;
  readonly refusedRate: Counter;
  readonly malformed: Counter;
}

export class DispatchTable {
  readonly #entries = new IdTable<DispatchEntry>();
  readonly #bySlot: MessageType[] = [];

  constructor(modules: readonly AnyModule[], messages: readonly MessageType[], counters: Counters) {
    const handlers = collectHandlers(modules);
    let nextRateSlot = FIRST_MESSAGE_SLOT;
    for (const message of messages) {
      if (message.states.length === 0) continue;
      const found = handlers.get(message.name);
      handlers.delete(message.name);
      if (message.rate !== null) this.#bySlot.push(message);
      this.#entries.set(message.id, {
        message,
        phaseBits: phaseBitsOf(message),
        rate: message.rate === null ? null : new RateRule(message.rate),
        rateSlot: message.rate === null ? -1 : nextRateSlot++,
        moduleIndex: found?.moduleIndex ?? -1,
        handle: found?.handler.handle ?? null,
        traced: new TracedCode({
          module: modules[found?.moduleIndex ?? -1]?.name ?? '',
          place: `the handler of ${message.name}`,
        }),
        handled: counters.counter('messages_handled', message.name),
        refusedState: counters.counter('messages_refused_state', message.name),
        refusedRate: counters.counter('messages_refused_rate', message.name),
        malformed: counters.counter('messages_malformed', message.name),
      });
    }
    const [stray] = handlers.values();
    if (stray !== undefined) {
      throw new GateError(
        'message-unknown',
        `a module handles ${stray.handler.message.name}, which is not among the messages of this gate: add it to the list in 'messages'`,
      );
    }
  }

  /** The message whose rate has this slot. */
  messageOfSlot(slot: number): MessageType | undefined {
    return this.#bySlot[slot - FIRST_MESSAGE_SLOT];
  }

  /** The entry of a message that clients may send, or undefined for any other id. */
  find(id: number): DispatchEntry | undefined {
    return this.#entries.get(id);
  }
}

function collectHandlers(
  modules: readonly AnyModule[],
): Map<string, { readonly handler: BoundHandler; readonly moduleIndex: number }> {
  const handlers = new Map<string, { readonly handler: BoundHandler; readonly moduleIndex: number }>();
  for (const [moduleIndex, module] of modules.entries()) {
    for (const handler of module.handlers) {
      const { name } = handler.message;
      const earlier = handlers.get(name);
      if (earlier !== undefined) {
        const other = modules[earlier.moduleIndex]?.name;
        throw new GateError(
          'message-handled-twice',
          `${name} is handled by module '${other}' and by module '${module.name}': one message has one handler`,
        );
      }
      handlers.set(name, { handler, moduleIndex });
    }
  }
  return handlers;
}

function phaseBitsOf(message: MessageType): number {
  let bits = 0;
  for (const state of message.states) {
    const bit = PHASE_BIT[state as Phase];
    if (bit === undefined) {
      throw new GateError(
        'message-state-unknown',
        `${message.name} names the state '${state}'; the states are ${PHASES.join(', ')}`,
      );
    }
    bits |= bit;
  }
  return bits;
}
