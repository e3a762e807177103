// What the Mir servers throw: settings and files that cannot be used. A peer's bytes never throw.
import { CodedError } from '../../base/index.ts';

export const MIR_SERVER_ERROR_CODES = ['deny-list-unusable', 'import-unreadable'] as const;
export type MirServerErrorCode = (typeof MIR_SERVER_ERROR_CODES)[number];

export class MirServerError extends CodedError<MirServerErrorCode> {}
