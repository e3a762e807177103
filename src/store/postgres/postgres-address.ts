// The address of a PostgreSQL database: distinguished from a path, and shown without secrets.
import { StoreError } from '../table/index.ts';

/** Whether this is the address of a PostgreSQL database. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(text);
}

/** The address for messages: without the password, and without the part after `?`, which may hold one. */
export function postgresLocation(url: string): string {
  if (!isPostgresUrl(url) || !URL.canParse(url)) {
    const form = 'postgres://user:password@host:port/database, with special characters of the password as %..';
    throw new StoreError('denied', `the address of the store is not valid: give one like ${form}`);
  }
  const { username, host, pathname } = new URL(url);
  return `postgres://${username === '' ? '' : `${username}@`}${host}${pathname}`;
}
