// What a server does now and then: purge roles whose restore window has closed, forget expired tickets. Each task goes on until
// nothing is left to do, one transaction at a time, and never runs twice at once.
import { type Cancel, type Clock, type Logger, messageOf } from '../base/index.ts';

export interface Task {
  readonly name: string;
  readonly periodMs: number;
  /** Does one portion; returns how much it did. */
  run(): Promise<number>;
}

/** Starts the tasks; the result stops them and waits for those that run. */
export function startMaintenance(tasks: readonly Task[], clock: Clock, log: Logger): () => Promise<void> {
  const running = new Map<Task, Promise<void>>();
  let isStopped = false;

  async function work(task: Task): Promise<void> {
    try {
      let total = 0;
      for (let done = await task.run(); done > 0; done = isStopped ? 0 : await task.run()) total += done;
      if (total > 0) log.info(`maintenance: ${task.name}`, { count: total });
    } catch (error) {
      log.warn(`maintenance: ${task.name} failed and is tried again later: ${messageOf(error)}`);
    }
  }

  const cancels: Cancel[] = tasks.map((task) =>
    clock.every(task.periodMs, () => {
      if (!running.has(task))
        running.set(
          task,
          work(task).finally(() => running.delete(task)),
        );
    }),
  );
  return async () => {
    isStopped = true;
    for (const cancel of cancels) cancel();
    await Promise.all(running.values());
  };
}
