// Door of the Mir gates: LoginGate and SelGate, in front of an original server or of ours.
export { AddressPaces } from './address-paces.ts';
export { createBlockListFile } from './block-list-node.ts';
export type { MirGateOptions } from './gate-options.ts';
export { REPORT_MS } from './limits.ts';
export { MirGate } from './mir-gate.ts';
export type { MirParts } from './mir-parts.ts';
export type { LinkOwner } from './server-link.ts';
export { ServerLink } from './server-link.ts';
