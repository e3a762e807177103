// How many connections a process may have by the system's limit of open files (`ulimit -n`). What the server itself needs
// is set aside: without a free descriptor it could not open a file of its database, nor answer an operator.

/** Descriptors of this process. */
export interface DescriptorCount {
  /** The most that it may have. */
  readonly limit: number;
  readonly used: number;
}

export interface DescriptorPlan {
  /** Connections at once. */
  readonly connectionsMax: number;
  /** Rejected connections that are being sent the reason, at once. */
  readonly refusedMax: number;
}

/** For the control socket (8), a backup, a journal's segments, the database's files and designers' files that are read. */
const OWN_DESCRIPTORS = 32;
/** Of the rest, for connections that are rejected, and as much again for those that one turn accepts beyond its cap. */
const REFUSED_PART = 10;

export function planDescriptors({ limit, used }: DescriptorCount): DescriptorPlan {
  const rest = Math.max(3, limit - used - OWN_DESCRIPTORS);
  const refusedMax = Math.max(1, Math.floor(rest / REFUSED_PART));
  return { connectionsMax: rest - 2 * refusedMax, refusedMax };
}

/** One line for the operator, or null when the system allows what the setting asks for. */
export function describeShortage(
  { limit }: DescriptorCount,
  { connectionsMax }: DescriptorPlan,
  wanted: { readonly setting: string; readonly connectionsMax: number },
): string | null {
  if (wanted.connectionsMax <= connectionsMax) return null;
  return (
    `the system allows this process ${limit} open files (ulimit -n): ${connectionsMax} connections are accepted instead ` +
    `of ${wanted.connectionsMax} (${wanted.setting}). Raise the limit (for systemd LimitNOFILE=) or lower the setting`
  );
}
