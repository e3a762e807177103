// How the ports of a gate accept WebSocket: the rules of the listener, and the subprotocols by which clients tell their layout. A
// problem that the operator can solve is logged, once in a while.
import type { Clock, Logger } from '../base/index.ts';
import type { WebSocketPort } from '../reactor/index.ts';
import type { Framing, UpgradeRules } from '../wire/index.ts';
import { UPGRADE_PROBLEM_MS } from './limits.ts';
import { LAYOUT_PROTOCOLS } from './told-layout.ts';

export function webSocketPort(
  framing: Framing,
  rules: UpgradeRules,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): WebSocketPort {
  const loggedMs = new Map<string, number>();
  return {
    framing,
    rules: { ...rules, known: LAYOUT_PROTOCOLS },
    problem: ({ text, fields }) => {
      const nowMs = clock.monotonicMs();
      if (nowMs - (loggedMs.get(text) ?? Number.NEGATIVE_INFINITY) < UPGRADE_PROBLEM_MS) return;
      loggedMs.set(text, nowMs);
      log.info(text, fields);
    },
  };
}
