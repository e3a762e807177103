// The Node that jadegate needs. Plain JavaScript, because older versions of Node read it.
import process from 'node:process';

export const NODE_MAJOR_MIN = 26;

/** `version`: as in `process.versions.node`. */
export function isNewEnough(version = process.versions.node) {
  return Number(version.split('.')[0]) >= NODE_MAJOR_MIN;
}

/** For the doors of the package: an older Node would end in an error about a module that it does not have. */
export function requireNode(version = process.versions.node) {
  if (isNewEnough(version)) return;
  throw new Error(
    `jadegate needs Node ${NODE_MAJOR_MIN} or later, but ${process.execPath} is Node ${version}. npm has installed the right one ` +
      'with jadegate: start this program with "npx node FILE" or in a script of package.json. Or install a newer Node.',
  );
}
