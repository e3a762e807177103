// The Node that jadegate needs. Plain JavaScript, because older versions of Node read it.
import process from 'node:process';

const NODE_MAJOR_MIN = 26;

/** Null when the version, as in `process.versions.node`, is new enough. */
export function faultOfNode(version = process.versions.node) {
  if (Number(version.split('.')[0]) >= NODE_MAJOR_MIN) return null;
  return `jadegate needs Node ${NODE_MAJOR_MIN} or later, but ${process.execPath} is Node ${version}`;
}
