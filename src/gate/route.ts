// HTTP routes, as modules declare them: what another program may ask of the game, such as a payment provider or a web site. The
// server serves them on a port of its own (`http.port`) and checks each request before a handler runs.
import type { z } from 'zod';

export const ROUTE_METHODS = ['DELETE', 'GET', 'POST', 'PUT'] as const;
export type RouteMethod = (typeof ROUTE_METHODS)[number];
export type RouteName = `${RouteMethod} /${string}`;

export interface RouteAnswer {
  readonly status: number;
  readonly text?: string;
  /** In place of `text`; a bigint becomes decimal text. */
  readonly json?: unknown;
}

/** How a request proves that its sender knows the secret. An empty secret fails the start. */
export type RouteAuth<Settings> =
  /** The field `Authorization: Bearer SECRET`, compared before a byte of the body is read. */
  | { readonly bearer: (settings: Settings) => string }
  /** The HMAC-SHA-256 of the body as it was sent, in hexadecimal digits, with or without `sha256=` before them. */
  | { readonly hmacSha256: { readonly header: string; readonly secret: (settings: Settings) => string } }
  /** Anyone who reaches the port. */
  | 'none';

export interface RouteOptions<Settings, Body extends z.ZodType> {
  readonly auth: RouteAuth<Settings>;
  /** The body is JSON; a request without a body has `undefined`. */
  readonly body: Body;
}

/** A route with its types forgotten. */
export interface BoundRoute {
  readonly name: RouteName;
  readonly method: RouteMethod;
  readonly path: string;
  readonly auth: RouteAuth<unknown>;
  readonly body: z.ZodType;
  readonly run: (scope: unknown, body: unknown) => RouteAnswer | Promise<RouteAnswer>;
}

/** As URLs are sent: no query, no fragment, no spaces. */
const NAME = /^(DELETE|GET|POST|PUT) (\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*)$/;

/** The two parts of a route's name; null when it is none. */
export function parseRouteName(name: string): Pick<BoundRoute, 'method' | 'path'> | null {
  const [, method, path] = NAME.exec(name) ?? [];
  // The pattern lists the methods.
  return method === undefined || path === undefined ? null : { method: method as RouteMethod, path };
}
