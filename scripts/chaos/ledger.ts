// What the server acknowledged to the robots, and whether it agrees with what they find later. A role digs at one place
// after the other, three times at each, so that the number of digs says everything: at least those that were
// acknowledged, at most those that were sent.
export const DIGS_A_PLACE = 3;
const FIELD_SIZE = 100;

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Role {
  readonly account: string;
  roleId: bigint | null;
  acknowledged: number;
  sent: number;
}

export class Ledger {
  readonly roles = new Map<string, Role>();
  readonly #owners = new Map<bigint, string>();
  lost = 0;
  duplicated = 0;
  /** The faults found, as sentences. */
  readonly faults: string[] = [];

  get acknowledged(): number {
    return [...this.roles.values()].reduce((sum, role) => sum + role.acknowledged, 0);
  }

  get created(): number {
    return this.#owners.size;
  }

  /** What is acknowledged so far, without faults. */
  copy(): Ledger {
    const copy = new Ledger();
    for (const role of this.roles.values()) copy.roles.set(role.account, { ...role });
    for (const [roleId, account] of this.#owners) copy.#owners.set(roleId, account);
    return copy;
  }

  get highestRoleId(): bigint {
    return [...this.#owners.keys()].reduce((highest, id) => (id > highest ? id : highest), 0n);
  }

  role(account: string): Role {
    let role = this.roles.get(account);
    if (role === undefined) {
      role = { account, roleId: null, acknowledged: 0, sent: 0 };
      this.roles.set(account, role);
    }
    return role;
  }

  /** The server acknowledged an account's role by its id. */
  entered(role: Role, roleId: bigint): void {
    if (role.roleId !== null && role.roleId !== roleId) {
      this.#lose(`${role.account} had role ${role.roleId} and has ${roleId}`);
    }
    const owner = this.#owners.get(roleId);
    if (owner !== undefined && owner !== role.account)
      this.#double(`role ${roleId} is ${owner}'s and ${role.account}'s`);
    role.roleId = roleId;
    this.#owners.set(roleId, role.account);
  }

  /** How often a role has dug, according to the server or the store. */
  dug(role: Role, digs: number): void {
    if (digs < role.acknowledged)
      this.#lose(`${role.account}: the store has ${digs} digs, ${role.acknowledged} were acknowledged`);
    if (digs > role.sent) this.#double(`${role.account}: the store has ${digs} digs, ${role.sent} were sent`);
    role.acknowledged = Math.max(role.acknowledged, digs);
  }

  missing(role: Role, what: string): void {
    this.#lose(`${role.account}: ${what}`);
  }

  #lose(fault: string): void {
    this.lost++;
    this.faults.push(`lost: ${fault}`);
  }

  #double(fault: string): void {
    this.duplicated++;
    this.faults.push(`duplicated: ${fault}`);
  }
}

/** The place of the dig after `digs` others. */
export function placeOf(digs: number): Place {
  const place = Math.floor(digs / DIGS_A_PLACE);
  return { x: place % FIELD_SIZE, y: Math.floor(place / FIELD_SIZE) };
}
