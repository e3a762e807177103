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
/** Of the rest, a tenth is for connections that are rejected, and a tenth for those that one turn accepts beyond the cap. */
const PART = 10;
/** As many as the reactor itself allows: more than these are never needed. */
const REFUSED_MAX = 256;
const ACCEPTS_PER_TURN_MAX = 64;

/** `share` is the part of the free descriptors, up to 1, that is for this listener: others of the process have the rest. */
export function planDescriptors({ limit, used }: DescriptorCount, share = 1): DescriptorPlan {
  const rest = Math.max(3, Math.floor((limit - used - OWN_DESCRIPTORS) * share));
  const part = Math.max(1, Math.floor(rest / PART));
  const refusedMax = Math.min(part, REFUSED_MAX);
  return { connectionsMax: rest - refusedMax - Math.min(part, ACCEPTS_PER_TURN_MAX), refusedMax };
}

/** The share of a listener that wants so many connections, beside others of the process that want so many together. */
export function shareOf(wanted: number, others: number): number {
  return wanted / (wanted + others);
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
