// Door of the PostgreSQL body: several connections to one database.
export { isPostgresUrl, postgresLocation } from './postgres-address.ts';
export { postgresBody } from './postgres-body.ts';
