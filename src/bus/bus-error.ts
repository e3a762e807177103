// Why a call or a message of the bus failed. `code` is for programs; `mayHaveRun` says whether a repetition could take effect twice.
import { CodedError } from '../base/index.ts';

export const BUS_ERROR_CODES = [
  /** Nobody serves the address. */
  'bus-nobody',
  /** The process at the address has no call of this name: it runs another release. */
  'bus-unknown-call',
  /** No answer in time. */
  'bus-deadline',
  /** Too much waits: at this process, at the server, or at the process that was called. */
  'bus-busy',
  /** The connection to NATS is lost, and what may wait for it does already. */
  'bus-disconnected',
  'bus-too-big',
  /** The handler of the call threw. */
  'bus-failed',
  /** This process, or the one that was called, is stopping. */
  'bus-closed',
] as const;
export type BusErrorCode = (typeof BUS_ERROR_CODES)[number];

export class BusError extends CodedError<BusErrorCode> {
  /** False: nobody has worked on it. */
  readonly mayHaveRun: boolean;

  constructor(code: BusErrorCode, message: string, options: ErrorOptions & { readonly mayHaveRun?: boolean } = {}) {
    super(code, message, options);
    this.mayHaveRun = options.mayHaveRun ?? false;
  }
}

/** The code of a refusal that came over the bus. One that this release does not know is a failure at the other end. */
export function knownCode(text: string): BusErrorCode {
  return BUS_ERROR_CODES.find((code) => code === text) ?? 'bus-failed';
}
