// Visitors' accounts are numbered by each server for itself: number 5 of one and of another are two people. Those of the merged
// server get numbers that no server reaches by counting. Pure.
import { VISITOR_SPAN } from './limits.ts';

const ACCOUNT = /^(##visitor##_)(\d{1,11})$/;

/** `account` as it is called in the target; `serverId` is the source's. */
export function mergedAccount(account: string, serverId: number): string {
  const [, prefix, number] = ACCOUNT.exec(account) ?? [];
  if (prefix === undefined || number === undefined) return account;
  return `${prefix}${VISITOR_SPAN * BigInt(serverId) + BigInt(number)}`;
}
