// Door of the module of accounts.
export { accountsModule } from './accounts.module.ts';
