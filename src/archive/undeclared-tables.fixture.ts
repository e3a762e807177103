// A procedure for the tests of tables that the program does not declare. The database's thread imports this file.
import { defineProcedure, deleteRoleCascade } from '../store/index.ts';

export const deleteOne = defineProcedure(import.meta.url, 'deleteOne', (tx, roleId: bigint) =>
  deleteRoleCascade(tx, roleId),
);
