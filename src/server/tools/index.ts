// Door of the tools: the store of a server as operators' commands open it.
export { isStatic, tablesOf } from './server-tables.ts';
export { openStoreTool, openTables, planStoreMigration, storedTablesOf } from './store-tools.ts';
