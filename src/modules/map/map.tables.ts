// The tables that the map module reads and writes: the place of each role, and what designers say of maps and new roles.
import { gameMap } from '../lines/index.ts';
import { rolePlace, roleTemplate } from '../roles/index.ts';

export const mapTables = { place: rolePlace, gameMap, roleTemplate };
