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

export interface HmacAuth<Settings> {
  /** The header field with the HMAC. */
  readonly header: string;
  readonly secret: (settings: Settings) => string;
  /** With it, a request that somebody recorded cannot be sent again. Left out: senders that sign the body alone. */
  readonly fresh?: FreshRule;
}

/**
 * The sender also sends a time (seconds since 1970) and a nonce (8 to 64 of `A-Z a-z 0-9 - _`, new for each try), and signs
 * `TIME.NONCE.` before the body. Each nonce is accepted once, while its time is within the window.
 */
export interface FreshRule {
  readonly timeHeader: string;
  readonly nonceHeader: string;
  /** How far the time may be off, in seconds, 1 to 3,600. Five minutes when left out. */
  readonly windowSeconds?: number;
}

/** How a request proves that its sender knows the secret. An empty secret fails the start. */
export type RouteAuth<Settings> =
  /** The field `Authorization: Bearer SECRET`, compared before a byte of the body is read. */
  | { readonly bearer: (settings: Settings) => string }
  /** The HMAC-SHA-256 of the body as it was sent, in hexadecimal digits, with or without `sha256=` before them. */
  | { readonly hmacSha256: HmacAuth<Settings> }
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
