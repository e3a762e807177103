// How sessions of a gate are resumed: what an operator may set.
export interface ResumeOptions {
  /** Whether clients may ask for it. */
  readonly isOn: boolean;
  /** How long a session waits for its client. Milliseconds. */
  readonly parkMs: number;
  /** After how much silence either side asks. Milliseconds. */
  readonly pingMs: number;
  /** What the server keeps for one session. Bytes. */
  readonly ringBytesMax: number;
  /** What it keeps for all. Bytes. */
  readonly allRingsBytesMax: number;
  /** Sessions that wait at a time; one more ends with its connection. */
  readonly parkedMax: number;
  /** Whether pings and acknowledgements are life for the deadline of `gaming`. */
  readonly pingsAreLife: boolean;
  /** The count before the first packet, in both directions. For tests. */
  readonly start: number;
  /** Which gate issued a token; drawn when left out. */
  readonly gate: number | null;
}

export const RESUME_OPTIONS: ResumeOptions = {
  isOn: true,
  parkMs: 60_000,
  pingMs: 25_000,
  ringBytesMax: 64 * 1024,
  allRingsBytesMax: 256 * 1024 * 1024,
  parkedMax: 10_000,
  pingsAreLife: false,
  start: 0,
  gate: null,
};
