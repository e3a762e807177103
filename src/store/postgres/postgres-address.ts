// The address of a PostgreSQL database: told apart from a path, and shown without what is secret.
import { StoreError } from '../table/index.ts';

/** Whether a store named like this is on PostgreSQL. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(text);
}

/** The address for messages: no password, and nothing of what follows after `?`, which may hold one. */
export function postgresLocation(url: string): string {
  if (!isPostgresUrl(url) || !URL.canParse(url)) {
    const form = 'postgres://user:password@host:port/database, with special characters of the password as %..';
    throw new StoreError('denied', `the address of the store cannot be read: give one like ${form}`);
  }
  const { username, host, pathname } = new URL(url);
  return `postgres://${username === '' ? '' : `${username}@`}${host}${pathname}`;
}
