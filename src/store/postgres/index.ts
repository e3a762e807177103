// Door of the PostgreSQL body: several connections to one database.
export { postgresBody } from './open-postgres.ts';
export { isPostgresUrl, postgresLocation } from './postgres-address.ts';
