// The four server models: one loop; several processes or threads, each with its own loop and listener on the same port;
// or one loop that moves the bytes, with a pool of threads that compute the answers.
import { WORKERS_MAX } from './limits.ts';
import { isPure, isShareable, type Service } from './service.ts';
import { ServiceError } from './service-error.ts';

export type ServerModel =
  | { readonly kind: 'loop' }
  | { readonly kind: 'processes' | 'threads' | 'pool'; readonly count: number };

const LOOP: ServerModel = { kind: 'loop' };
const ACCEPTED = `N for processes, threads:N or pool:N, with N from 1 to ${WORKERS_MAX}`;

/** Parses `--workers`; one loop without it. Throws `ServiceError` (`option-invalid`). */
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

/** Throws `ServiceError` (`model-unavailable`) when the service or this system does not support the model. */
export function checkModel(service: Service, model: ServerModel, platform: string): void {
  const why = refusal(service, model, platform);
  if (why !== null) throw new ServiceError('model-unavailable', why);
}

function refusal(service: Service, model: ServerModel, platform: string): string | null {
  const { name } = service;
  if (model.kind === 'loop') return null;
  if (model.kind === 'pool') {
    if (isPure(service)) return null;
    return `${name} cannot use a pool: its handlers keep state between frames, and threads of a pool share nothing. Leave out --workers.`;
  }
  if (model.count === 1) return null;
  if (!isShareable(service)) {
    return `${name} cannot be served by ${model.count} ${model.kind}: it keeps its state in one memory, and clients of different ${model.kind} would not see each other. Leave out --workers.`;
  }
  if (platform === 'linux') return null;
  return `${model.count} ${model.kind} cannot share a port on ${platform}: only Linux spreads connections over them (SO_REUSEPORT). Use pool:N, or leave out --workers.`;
}
