// Why a process cannot take part in a game of many processes.
import { CodedError } from '../base/index.ts';

export const CLUSTER_ERROR_CODES = [
  /** Another process runs under the same name of a node. */
  'node-taken',
  /** The server of leases does not answer, or refuses. */
  'cluster-unavailable',
] as const;
export type ClusterErrorCode = (typeof CLUSTER_ERROR_CODES)[number];

export class ClusterError extends CodedError<ClusterErrorCode> {}
