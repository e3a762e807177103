// What a thread of the pool runs for each request. The service is loaded once.
import { workerData } from 'piscina';
import { type Answer, answerOf } from './answer.ts';
import { loadService } from './load-service-node.ts';
import { isPure } from './service.ts';
import { ServiceError } from './service-error.ts';

let loading: Promise<Answer> | null = null;

async function load(): Promise<Answer> {
  const service = await loadService(String(workerData));
  if (isPure(service)) return answerOf(service);
  throw new ServiceError('model-unavailable', `${service.name} has no answer that a pool could work out.`);
}

export default async function answer(request: Uint8Array): Promise<Uint8Array> {
  loading ??= load();
  const answered = (await loading)(request);
  // A view of something larger would send all of that.
  return answered.byteLength === answered.buffer.byteLength ? answered : answered.slice();
}
