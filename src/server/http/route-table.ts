// The routes of all modules by path and method, each with its check and its counters. The settings do not change while a server
// runs, so secrets are read once, and an empty one fails the start.
import type { Counters, Logger } from '../../base/index.ts';
import type { HostedRoute } from '../../gate/index.ts';
import { ConfigError } from '../control/index.ts';
import { SECRET_LENGTH_GOOD } from './limits.ts';
import { type CheckParts, createRouteCheck, type RouteCheck } from './route-auth.ts';

export interface ServedRoute extends HostedRoute {
  readonly check: RouteCheck;
}

/** A route, as `status` lists it. */
export interface RouteStatus {
  readonly name: string;
  readonly module: string;
  readonly auth: RouteCheck['kind'];
}

export class RouteTable {
  readonly #routes: ReadonlyMap<string, ServedRoute>;
  readonly #counters: Counters;

  /** Throws `ConfigError` when a secret is empty. */
  constructor(
    hosted: readonly HostedRoute[],
    parts: CheckParts & { readonly counters: Counters; readonly log: Logger },
  ) {
    const { counters, log } = parts;
    this.#counters = counters;
    this.#routes = new Map(
      hosted.map((each) => {
        const check = createRouteCheck(each.route.auth, each.scope.settings, parts);
        checkSecret(each, check, log);
        return [each.route.name, { ...each, check }];
      }),
    );
  }

  statuses(): readonly RouteStatus[] {
    return [...this.#routes.values()].map(({ route, scope, check }) => ({
      name: route.name,
      module: scope.module.name,
      auth: check.kind,
    }));
  }

  find(method: string, path: string): ServedRoute | null {
    return this.#routes.get(`${method} ${path}`) ?? null;
  }

  /** The methods that a path has. */
  methodsOf(path: string): readonly string[] {
    return [...this.#routes.values()].filter(({ route }) => route.path === path).map(({ route }) => route.method);
  }

  /** `answer` is a status of the server's own, or a class of those of handlers, so that the names stay a closed set. */
  count(route: ServedRoute | null, answer: string): void {
    this.#counters.counter('http_requests', route === null ? answer : `${route.route.name} ${answer}`).add();
  }
}

function checkSecret({ route, scope }: HostedRoute, { secret }: RouteCheck, log: Logger): void {
  if (secret === null) return;
  const what = `the secret of the route ${route.name} of module '${scope.module.name}'`;
  if (secret === '') throw new ConfigError('invalid', `${what} is empty: set it in the module's settings`);
  if (secret.length >= SECRET_LENGTH_GOOD) return;
  log.warn(`${what} has ${secret.length} characters and can be guessed: use ${SECRET_LENGTH_GOOD} or more`);
}
