// A party between two processes. It is memory, so each of its members carries a share of it to the new process: its own place in the
// order, and the leader's also the members that are away and the invitations that wait. The party there is put together of the shares.
import { PARTY_SIZE_MAX } from './party-limits.ts';
import type { Member, Party, Person } from './party-state.ts';

/** A member or an invited role whose time runs. Milliseconds. */
interface Waiting {
  readonly leftMs: number;
}

export interface PartyShare {
  readonly leaderId: bigint;
  /** Its place among all members. */
  readonly place: number;
  readonly person: Person;
  readonly away: readonly (Waiting & { readonly place: number; readonly person: Person })[];
  readonly invited: readonly (Waiting & { readonly roleId: bigint; readonly byRoleId: bigint })[];
}

/** Members that are away, and invitations, that one share has at most: a share has a few KiB. */
const WAITING_MAX = 10;

/** The share that the role carries; null when it is no member. */
export function shareOf(party: Party | undefined, roleId: bigint, nowMs: number): PartyShare | null {
  const member = party?.members.get(roleId);
  if (party === undefined || member === undefined) return null;
  const ids = [...party.members.keys()];
  const isLeader = party.leaderId === roleId;
  const away = isLeader ? [...party.members.values()].filter(({ stopKeeping }) => stopKeeping !== null) : [];
  return {
    leaderId: party.leaderId,
    place: ids.indexOf(roleId),
    person: personIn(member),
    away: away.slice(0, WAITING_MAX).map((each) => {
      return { place: ids.indexOf(each.roleId), person: personIn(each), leftMs: Math.max(0, each.keptUntilMs - nowMs) };
    }),
    invited: isLeader
      ? [...party.invited].slice(0, WAITING_MAX).map(([id, { byRoleId, untilMs }]) => {
          return { roleId: id, byRoleId, leftMs: Math.max(0, untilMs - nowMs) };
        })
      : [],
  };
}

/** Puts a member at its place: places are those of the process before. */
export function takePlace(party: Party, member: Member, place: number): void {
  const { places } = party;
  places.set(member.roleId, place);
  party.members.set(member.roleId, member);
  const inOrder = [...party.members].sort(([left], [right]) => placeIn(places, left) - placeIn(places, right));
  party.members.clear();
  for (const [id, each] of inOrder) party.members.set(id, each);
}

/** Members that came later are behind those that came from another process. */
function placeIn(places: ReadonlyMap<bigint, number>, roleId: bigint): number {
  return places.get(roleId) ?? PARTY_SIZE_MAX;
}

function personIn({ roleId, name, gender, classType, place }: Member): Person {
  return { roleId, name, gender, classType, place };
}
