// A service under one of the four server models, as one object with counts and a stop.
import process from 'node:process';
import type { Endpoint, Io } from '../reactor/index.ts';
import { answerInPool } from './answer-pool.ts';
import { createAnswerPool } from './answer-pool-node.ts';
import type { LoadedService } from './load-service-node.ts';
import { checkModel, type ServerModel } from './model.ts';
import { openService } from './open-service.ts';
import { isPure, type OpenPort, type ServicePlace, type ServiceTools } from './service.ts';
import { startWorkerProcess } from './worker-process-node.ts';
import { type WorkerStatus, WorkerSupervisor } from './worker-supervisor.ts';
import { startWorkerThread } from './worker-thread-node.ts';

/** A running service. */
export interface Serving {
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;
  readonly body: Io['name'];
  /** One row for each worker; none when the loop is in this thread and uses the caller's counters. */
  workers(): readonly WorkerStatus[];
  connectionCount(): number;
  /** Accepts no more connections, gives the existing ones at most this many milliseconds, and ends. */
  stop(drainMs: number): Promise<void>;
}

export interface ServeOptions {
  readonly model: ServerModel;
  readonly place: ServicePlace;
  readonly tools: ServiceTools;
  /** For a worker that the system asks to end. */
  readonly drainMs: number;
}

/**
 * Rejects with `ReactorError` when the port is not available, with `ServiceError` when the model is not, or when a
 * worker fails.
 */
export async function serveService(loaded: LoadedService, options: ServeOptions): Promise<Serving> {
  const { model, place, tools } = options;
  checkModel(loaded.service, model, process.platform);
  switch (model.kind) {
    case 'loop':
      return servingOf(await openService(loaded.service, place, tools));
    case 'pool':
      return await servePool(loaded, options, model.count);
    case 'processes':
    case 'threads':
      return await serveWorkers(loaded, options, { kind: model.kind, count: model.count });
  }
}

function servingOf(port: OpenPort): Serving {
  return {
    endpoint: port.endpoint,
    body: port.body,
    workers: () => [],
    connectionCount: () => port.connectionCount,
    stop: (drainMs) => port.stop(drainMs),
  };
}

async function servePool(
  { service, module }: LoadedService,
  { place, tools }: ServeOptions,
  threads: number,
): Promise<Serving> {
  if (!isPure(service)) throw new TypeError('checkModel allows a pool for pure services only');
  const pool = createAnswerPool(module, threads);
  const { owner, stop } = answerInPool(service, pool, tools);
  const end = async (): Promise<void> => {
    stop();
    await pool.stop();
  };
  try {
    const port = await openService(service, place, { ...tools, owner });
    return {
      ...servingOf(port),
      stop: async (drainMs) => {
        await port.stop(drainMs);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function serveWorkers(
  { service, module }: LoadedService,
  { place, tools, drainMs }: ServeOptions,
  { kind, count }: { readonly kind: 'processes' | 'threads'; readonly count: number },
): Promise<Serving> {
  // Listeners that share a port would also share it with another program that does so, and half of the clients would go
  // there. So the port is first opened alone; that also chooses its number, and reports what is wrong with it.
  const probe = await openService(service, { ...place, isPortShared: false }, tools);
  const { endpoint, body } = probe;
  await probe.stop(0);
  const supervisor = new WorkerSupervisor({
    count,
    order: { module, place: { ...place, endpoint, isPortShared: count > 1 }, drainMs },
    start: kind === 'processes' ? startWorkerProcess : startWorkerThread,
    clock: tools.clock,
    log: tools.log,
  });
  await supervisor.start();
  return {
    endpoint,
    body,
    workers: () => supervisor.statuses(),
    connectionCount: () => supervisor.statuses().reduce((sum, { connectionCount }) => sum + connectionCount, 0),
    stop: (drainMs) => supervisor.stop(drainMs),
  };
}
