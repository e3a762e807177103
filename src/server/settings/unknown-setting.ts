// What is said of a setting that does not exist: its path, and the setting that was most likely meant.
import { nearestName } from '../../base/index.ts';
import type { AnyModule } from '../../gate/index.ts';
import { settingList } from './setting-list.ts';

/** `gate.prot: there is no such setting; did you mean gate.port?` */
export function describeUnknownSetting(path: string, modules: readonly AnyModule[]): string {
  const paths = settingList(modules).map((setting) => setting.path);
  // A setting or a whole section: `gate.port`, `gate.tls`, `gate`.
  const known = new Set(
    paths.flatMap((each) => each.split('.').map((_, at, parts) => parts.slice(0, at + 1).join('.'))),
  );
  const namesake = [...known].find((each) => lastOf(each) === lastOf(path)) ?? null;
  const nearest = nearestName(path, known);
  // A name outside of its section, `port`, is more likely than another word with some of its letters, `party`.
  const isOtherWord = nearest !== null && !path.startsWith(nearest) && !nearest.startsWith(path);
  const meant = !path.includes('.') && isOtherWord ? (namesake ?? nearest) : (nearest ?? namesake);
  return `${path}: there is no such setting${meant === null ? '' : `; did you mean ${meant}?`}`;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}
