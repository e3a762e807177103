// How families of Mir servers differ in what they exchange with their gates: data, so that another family is another row. The same letter has another meaning in
// another family, so a port has one dialect.
import type { CodecName, DialectName } from '../names/index.ts';

export const GATE_KINDS = ['selgate', 'logingate'] as const;
export type GateKind = (typeof GATE_KINDS)[number];

/** The letter after `%` in a gate's packets. */
export interface Letters {
  readonly open: string;
  readonly data: string;
  readonly close: string;
}

export interface Dialect {
  readonly name: DialectName;
  readonly letters: Readonly<Record<GateKind, Letters>>;
  /** What clients of this family usually speak. */
  readonly codec: CodecName;
  /** Whether `open` has the gate's own address after the player's. */
  readonly tellsGateAddress: boolean;
  /** Whether its gates count what a client was sent and ask it with `*` whether it keeps up. */
  readonly hasFlowControl: boolean;
  /** Whether its servers expect every frame to have the digit 1. */
  readonly hasFixedDigit: boolean;
  /** Whether its servers order gates to block an address (`%+T`, `%+B`); in other families such a packet is a keepalive. */
  readonly hasBlocks: boolean;
}

const CLASSIC: Letters = { open: 'O', data: 'A', close: 'X' };
const PL: Letters = { open: 'N', data: 'D', close: 'C' };

const DM: Dialect = {
  name: 'DM',
  letters: { selgate: CLASSIC, logingate: CLASSIC },
  codec: 'plain',
  tellsGateAddress: true,
  hasFlowControl: true,
  hasFixedDigit: false,
  hasBlocks: false,
};

const DIALECT_OF: Readonly<Record<DialectName, Dialect>> = {
  DM,
  PL: { ...DM, name: 'PL', letters: { selgate: PL, logingate: PL }, hasBlocks: true },
  K98: {
    ...DM,
    name: 'K98',
    letters: {
      selgate: { open: 'K', data: '>', close: 'L' },
      logingate: { open: 'L', data: 'D', close: 'X' },
    },
    codec: 'xor',
    hasFlowControl: false,
    hasFixedDigit: true,
  },
  CPP: { ...DM, name: 'CPP', tellsGateAddress: false, hasFlowControl: false },
};

export function dialectOf(name: DialectName): Dialect {
  return DIALECT_OF[name];
}
