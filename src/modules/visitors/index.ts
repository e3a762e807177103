// Door of the visitors module.
export { visitorsModule } from './visitors.module.ts';
