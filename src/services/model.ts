// The four ways of serving a port: one loop; several processes or threads, each with a loop and a listener of its own on the
// same port; or one loop that moves the bytes, and threads that work out the answers.
import { WORKERS_MAX } from './limits.ts';
import { isPure, isShareable, type Service } from './service.ts';
import { ServiceError } from './service-error.ts';

export type ServerModel =
  | { readonly kind: 'loop' }
  | { readonly kind: 'processes' | 'threads' | 'pool'; readonly count: number };

const LOOP: ServerModel = { kind: 'loop' };
const ACCEPTED = `N for processes, threads:N or pool:N, with N from 1 to ${WORKERS_MAX}`;

/** Reads what `--workers` says; one loop without it. Throws `ServiceError` (`option-invalid`). */
export function parseModel(text: string | undefined): ServerModel {
  if (text === undefined) return LOOP;
  const [, word = 'processes', digits = ''] = /^(?:(threads|pool):)?(\d{1,4})$/.exec(text) ?? [];
  const count = Number(digits);
  if (count < 1 || count > WORKERS_MAX) {
    throw new ServiceError('option-invalid', `--workers ${text}: ${ACCEPTED} is accepted.`);
  }
  return { kind: word as 'processes' | 'threads' | 'pool', count };
}

/** `loop`, `processes:2`, … */
export function describeModel(model: ServerModel): string {
  return model.kind === 'loop' ? 'loop' : `${model.kind}:${model.count}`;
}

/** Throws `ServiceError` (`model-unavailable`) when the service, or this system, cannot be served so. */
export function checkModel(service: Service, model: ServerModel, platform: string): void {
  const why = refusal(service, model, platform);
  if (why !== null) throw new ServiceError('model-unavailable', why);
}

function refusal(service: Service, model: ServerModel, platform: string): string | null {
  const { name } = service;
  if (model.kind === 'loop') return null;
  if (model.kind === 'pool') {
    if (isPure(service)) return null;
    return `${name} cannot use a pool: its handlers keep something from one frame to the next, and threads of a pool share nothing. Leave out --workers.`;
  }
  if (model.count === 1) return null;
  if (!isShareable(service)) {
    return `${name} cannot be served by ${model.count} ${model.kind}: it keeps what it knows in one memory, and each would have its own, so that those who came to one would not meet those at another. Leave out --workers.`;
  }
  if (platform === 'linux') return null;
  return `${model.count} ${model.kind} cannot share a port here: only Linux spreads its connections over them (SO_REUSEPORT), and this is ${platform}. Use pool:N, or leave out --workers.`;
}
