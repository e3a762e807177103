// What a thread of the pool runs for each request. The service is loaded once.
import { workerData } from 'piscina';
import { answerOf, noReply } from './answer.ts';
import { loadService } from './load-service-node.ts';
import { type BytesAnswer, isPure, type PureService } from './service.ts';
import { ServiceError } from './service-error.ts';

let loading: Promise<{ readonly service: PureService; readonly answer: BytesAnswer }> | null = null;

async function load(): Promise<{ readonly service: PureService; readonly answer: BytesAnswer }> {
  const service = await loadService(String(workerData));
  if (isPure(service)) return { service, answer: answerOf(service) };
  throw new ServiceError(
    'model-unavailable',
    `A pool cannot serve ${service.name}: it has neither answer nor answerText.`,
  );
}

export default async function work(request: Uint8Array): Promise<Uint8Array> {
  loading ??= load();
  const { service, answer } = await loading;
  let answered: Uint8Array | null = null;
  const take = answer((bytes, start, end) => {
    answered = bytes.slice(start, end);
  });
  take(request, 0, request.length);
  if (answered === null) throw noReply(service);
  return answered;
}
