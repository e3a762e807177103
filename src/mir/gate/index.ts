// Door of the Mir gates: LoginGate and SelGate, in front of an original server or of ours.
export { AddressPaces } from './address-paces.ts';
export type { BlockListFile } from './block-list.ts';
export { createBlockListFile } from './block-list-node.ts';
export type { MirGateOptions, MirGateParts, OnAbuse, WhenDown } from './gate-options.ts';
export { ON_ABUSE, WHEN_DOWN } from './gate-options.ts';
export { REPORT_MS } from './limits.ts';
export type { MirGateStatus } from './mir-gate.ts';
export { MirGate } from './mir-gate.ts';
export type { MirParts } from './mir-parts.ts';
export type { LinkOptions, LinkOwner, LinkParts, LinkReason, LinkState } from './server-link.ts';
export { ServerLink } from './server-link.ts';
