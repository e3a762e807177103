// The modules of one process: their scopes, their offers, their start and stop, their periodic tasks and their commands. It does
// not know sessions and messages; the gate runs those with the scopes from here.
import { type AnyActor, type AnyOffer, taskActor } from '../actor/index.ts';
import { endOnBroken, isLate, messageOf, PeriodicTasks, stackOf, type Tick } from '../base/index.ts';
import type { BoundCommand } from './command.ts';
import { GateError } from './gate-error.ts';
import { STOPPING_MS_MAX } from './limits.ts';
import type { AnyModule, StatusRow } from './module.ts';
import { orderByUse } from './module-order.ts';
import { ModuleScope, type ScopeServices } from './module-scope.ts';
import type { BoundRoute } from './route.ts';

export interface ModuleHostOptions {
  readonly modules: readonly AnyModule[];
  /** Checked settings, by the modules' keys. A module whose settings are left out has its defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the process itself offers. */
  readonly offers?: readonly (readonly [offer: AnyOffer, value: unknown])[];
}

/** A command, and the scope it runs in. */
export interface HostedCommand {
  readonly command: BoundCommand;
  readonly scope: ModuleScope;
}

/** A route, and the scope its handler runs in. */
export interface HostedRoute {
  readonly route: BoundRoute;
  readonly scope: ModuleScope;
}

export class ModuleHost {
  /** In the order of the game's list. */
  readonly scopes: readonly ModuleScope[];
  readonly commands: ReadonlyMap<string, HostedCommand>;
  readonly routes: readonly HostedRoute[];
  readonly #services: ScopeServices;
  readonly #inOrder: readonly ModuleScope[];
  readonly #offers: Map<AnyOffer, unknown>;
  /** Periodic tasks of this process, and those of modules whose actor is awake in it. */
  readonly #ownTasks: PeriodicTasks;
  readonly #tasks = new Map<ModuleScope, PeriodicTasks>();
  #isStopping = false;
  /** Modules whose `started` has returned. */
  readonly #started: ModuleScope[] = [];

  /** Throws `GateError` when the modules do not fit together. */
  constructor(services: ScopeServices, options: ModuleHostOptions) {
    const { modules, settings = {}, offers = [] } = options;
    const order = orderByUse(
      modules,
      offers.map(([offer]) => offer),
    );
    this.#offers = new Map(offers);
    const scopes = new Map(
      modules.map((module) => {
        const own = settings[module.settingsKey] ?? module.settings?.parse({}) ?? {};
        return [module, new ModuleScope(services, { module, settings: own, offers: this.#offers })];
      }),
    );
    this.scopes = [...scopes.values()];
    // The order holds the very modules that scopes were made for.
    this.#inOrder = order.map((module) => scopes.get(module) as ModuleScope);
    this.commands = new Map(
      this.scopes.flatMap((scope) => scope.module.commands.map((command) => [command.name, { command, scope }])),
    );
    this.routes = this.scopes.flatMap((scope) => scope.module.routes.map((route) => ({ route, scope })));
    this.#services = services;
    this.#ownTasks = new PeriodicTasks(services.clock);
    this.#addActors();
  }

  /** Makes the offers, runs the `started` hooks, starts the periodic tasks. When it rejects, `stop` undoes what was begun. */
  async start(): Promise<void> {
    for (const scope of this.#inOrder) {
      for (const { offer, make } of scope.module.offers)
        this.#offers.set(offer, await scope.traced(`the offer '${offer.name}'`, () => make(scope)));
      for (const hook of scope.module.hooks.started) await scope.traced("the 'started' hook", () => hook(scope));
      this.#started.push(scope);
    }
    for (const scope of this.#inOrder) startTasks(this.#ownTasks, scope, true);
    this.#services.actors.start();
  }

  /** For tests: whether a periodic task runs at this moment. */
  get isBusy(): boolean {
    return this.#ownTasks.isBusy || [...this.#tasks.values()].some((tasks) => tasks.isBusy);
  }

  /** Runs the `reload` hooks; gives a line of each. Rejects with the first that fails; the others have run. */
  async reload(): Promise<readonly string[]> {
    const runs = this.#inOrder.flatMap((scope) =>
      scope.module.hooks.reload.map(async (hook) => await scope.traced("the 'reload' hook", () => hook(scope))),
    );
    const outcomes = await Promise.allSettled(runs);
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  }

  /** What the modules add to the status, in their order. A hook that throws is logged, and its row says so. */
  statusRows(): readonly StatusRow[] {
    return this.#started.flatMap((scope) =>
      scope.module.hooks.status.flatMap((hook) => {
        try {
          return scope.traced("the 'status' hook", () => hook(scope));
        } catch (error) {
          endOnBroken(error);
          scope.log.error(`the 'status' hook failed: ${messageOf(error)}`, { stack: stackOf(error) });
          return [[scope.module.name, 'its status failed: see the log'] as const];
        }
      }),
    );
  }

  /** Stops the tasks, runs the `stopping` hooks of what was started, the last first, then lets the actors sleep. Never rejects. Once. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.all([this.#ownTasks, ...this.#tasks.values()].map((tasks) => tasks.stop()));
    for (const scope of this.#started.reverse()) {
      for (const hook of scope.module.hooks.stopping) await this.#stopping(scope, hook);
    }
    await this.#services.actors.stop();
  }

  /** Each definition once, with the scope of a module that lists it; and the actor of each module that has tasks. */
  #addActors(): void {
    const { actors } = this.#services;
    const listed = new Map<AnyActor, ModuleScope>();
    for (const scope of this.scopes) {
      for (const definition of scope.module.actors) {
        // Its settings are those of the module with the same schema.
        const isOwn = definition.settings !== null && definition.settings === scope.module.settings;
        if (isOwn || !listed.has(definition)) listed.set(definition, scope);
      }
    }
    for (const [definition, scope] of listed) {
      const { name, settings } = definition;
      if (settings !== null && settings !== scope.module.settings) {
        const advice = "give the same schema to the 'settings' of the module that lists it";
        throw new GateError('actor-settings', `actor '${name}' has settings that are no module's: ${advice}`);
      }
      actors.add(definition, scope.partScope());
    }
    for (const scope of this.scopes) {
      const { tasks, dailies } = scope.module;
      if (dailies.length === 0 && tasks.every(({ isInEachProcess }) => isInEachProcess)) continue;
      const actor = taskActor({
        name: scope.module.name,
        dailies: dailies.map(({ at, run }) => ({ at, run: (_self, due) => run(scope, due) })),
        start: () => this.#startTasks(scope),
        stop: () => this.#stopTasks(scope),
      });
      actors.add(actor, scope.partScope());
    }
  }

  async #stopTasks(scope: ModuleScope): Promise<void> {
    await this.#tasks.get(scope)?.stop();
    this.#tasks.delete(scope);
  }

  #startTasks(scope: ModuleScope): void {
    if (this.#isStopping) return;
    const tasks = new PeriodicTasks(this.#services.clock);
    this.#tasks.set(scope, tasks);
    startTasks(tasks, scope, false);
  }

  async #stopping(scope: ModuleScope, hook: (scope: unknown) => void | Promise<void>): Promise<void> {
    try {
      const run = Promise.resolve(scope.traced("the 'stopping' hook", () => hook(scope)));
      if (!(await isLate(this.#services.clock, STOPPING_MS_MAX, run))) return;
      scope.log.error(`the 'stopping' hook took more than ${STOPPING_MS_MAX} ms`);
    } catch (error) {
      scope.log.error(`the 'stopping' hook failed: ${messageOf(error)}`, { stack: stackOf(error) });
    }
  }
}

function startTasks(tasks: PeriodicTasks, scope: ModuleScope, isInEachProcess: boolean): void {
  const { log, module } = scope;
  for (const task of module.tasks) {
    if (task.isInEachProcess !== isInEachProcess) continue;
    const run = (tick: Tick) => scope.traced('a periodic task', () => task.run(scope, tick));
    tasks.start({ name: 'a periodic task', periodMs: task.periodMs, log, run });
  }
}
