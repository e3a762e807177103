// Door of the checker: whether a server resumes sessions as the document says. It imports nothing of jadegate, so that authors of
// other servers and clients can use it, and no mistake of jadegate is repeated in it.
export type { CheckResult, CheckState } from './check.ts';
export type { CheckServerOptions } from './check-server-node.ts';
export { checkServer, targetOf } from './check-server-node.ts';
export type { CheckLayout } from './layouts.ts';
export { CHECKS } from './run-checks.ts';
