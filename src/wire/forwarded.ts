// The client's address as an HTTP proxy states it in a request: `X-Forwarded-For`, `X-Real-IP` or `Forwarded` (RFC 7239). Each proxy
// on the way adds the address that it sees at the end of a list, and a client may send a list of its own. So the list is read
// from its end: the first address that is no trusted proxy is the client's, and what stands before it is not believed.
import ipaddr from 'ipaddr.js';
import { type HttpHead, listOf } from './http-head.ts';
import { FORWARDED_FIELDS, type ForwardedField } from './names/index.ts';

export interface ForwardedRules {
  /** Whether an address is a trusted proxy. */
  readonly isProxy: (address: string) => boolean;
  /**
   * The only field that is read. When left out, all of them are, and they must agree: proxies pass on fields that they do not set
   * themselves, so that a client could state an address in one of them.
   */
  readonly field?: ForwardedField;
}

/** The client's address, or null when the request states none, or several. */
export function forwardedAddress(head: HttpHead, rules: ForwardedRules): string | null {
  const fields = rules.field === undefined ? FORWARDED_FIELDS : [rules.field];
  const stated = fields.flatMap((field) => clientOf(addressesIn(head, field), rules.isProxy) ?? []);
  const clients = new Set(stated.filter((address) => !rules.isProxy(address)));
  if (clients.size > 1) return null;
  const [client = stated[0] ?? null] = clients;
  return client;
}

/** Null stands for text that is no address. */
function addressesIn(head: HttpHead, field: ForwardedField): (string | null)[] {
  const elements = listOf(head, field);
  if (field !== 'forwarded') return elements.map(addressOf);
  return elements.map((element) => {
    const pair = element.split(';').find((part) => /^\s*for\s*=/i.test(part)) ?? '';
    return addressOf(pair.slice(pair.indexOf('=') + 1).trim());
  });
}

/** The last address that is no proxy; when all are, the one furthest away. What follows a text that is no address is not believed. */
function clientOf(addresses: readonly (string | null)[], isProxy: (address: string) => boolean): string | null {
  let furthest: string | null = null;
  for (const address of addresses.toReversed()) {
    if (address === null) return furthest;
    furthest = address;
    if (!isProxy(address)) return address;
  }
  return furthest;
}

/** Of `192.0.2.7`, `192.0.2.7:5000`, `2001:db8::1` and `"[2001:db8::1]:5000"`; as sockets report addresses. */
function addressOf(text: string): string | null {
  const bare = text.replace(/^"(.*)"$/, '$1');
  const [, inBrackets] = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(bare) ?? [];
  const [, beforePort] = /^([\d.]+):\d{1,5}$/.exec(bare) ?? [];
  const address = inBrackets ?? beforePort ?? bare;
  const isWhole = address.includes(':') ? ipaddr.IPv6.isValid(address) : ipaddr.IPv4.isValidFourPartDecimal(address);
  return isWhole ? ipaddr.process(address).toString() : null;
}
