// Whom an operator means: an account, a role, or an address or network, written in one way each.
import { canonicalNetwork } from '../../base/index.ts';
import { PREFIX_MIN } from './ban-limits.ts';

export interface Subject {
  readonly kind: 'account' | 'role' | 'address';
  /** As it is stored. */
  readonly subject: string;
}

export interface SubjectArgs {
  readonly account?: string | undefined;
  readonly role?: string | undefined;
  readonly address?: string | undefined;
}

/** The subject, or what is wrong with the arguments. */
export function subjectOf({ account, role, address }: SubjectArgs): Subject | { readonly fault: string } {
  if ([account, role, address].filter((each) => each !== undefined).length !== 1) {
    return { fault: 'name one of --account, --role and --address' };
  }
  if (account !== undefined) return { kind: 'account', subject: account.normalize('NFC') };
  if (role !== undefined) return { kind: 'role', subject: String(BigInt(role)) };
  return addressOf(address ?? '');
}

function addressOf(text: string): Subject | { readonly fault: string } {
  const network = canonicalNetwork(text);
  if (network === null) return { fault: `'${text}' is no address or network, such as 192.0.2.7 or 2001:db8:1::/64` };
  const [address = '', prefix] = network.split('/');
  const bitsMin = address.includes(':') ? PREFIX_MIN.ipv6 : PREFIX_MIN.ipv4;
  if (prefix !== undefined && Number(prefix) < bitsMin) {
    const advice = 'to let nobody in, use jadegate door close';
    return { fault: `${network} is too large a network: its prefix must have ${bitsMin} bits or more; ${advice}` };
  }
  return { kind: 'address', subject: network };
}

export function wordsFor({ kind, subject }: { readonly kind: string; readonly subject: string }): string {
  return `${kind} ${subject}`;
}
