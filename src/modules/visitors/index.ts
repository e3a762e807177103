// Door of the visitors module.
export type { VisitorsDependencies } from './visitors.module.ts';
export { createVisitorsModule } from './visitors.module.ts';
