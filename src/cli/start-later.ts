// What a server loads once it is ready: the query builder. The first periodic task of a module that queries would load it
// otherwise, and hold up players for 0.06 s; before the ready line it would delay every start.
import { loadLibrary } from '../base/index.ts';

export function loadLater(): void {
  loadLibrary('kysely');
}
