// What the Mir servers throw: settings and files that cannot be used. Never a peer's bytes.
import { CodedError } from '../../base/index.ts';

export const MIR_SERVER_ERROR_CODES = ['deny-list-unusable', 'import-unreadable'] as const;
export type MirServerErrorCode = (typeof MIR_SERVER_ERROR_CODES)[number];

export class MirServerError extends CodedError<MirServerErrorCode> {
  override readonly name = 'MirServerError';
}
