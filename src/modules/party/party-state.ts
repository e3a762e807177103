// The state of a party: its members, its leader, its invitations. Memory of its actor, and what the clients are sent of it.
import type { PartyMember, PartyS2c } from './party.messages.ts';
import type { Place } from './party-seats.ts';

/** A role as its own process knows it. */
export interface Person {
  readonly roleId: bigint;
  readonly name: string;
  readonly gender: number;
  readonly classType: number;
  readonly place: Place;
}

export interface Member extends Person {
  name: string;
  place: Place;
  /** Stops the time for which the place of a member who is away is kept; null while it plays. */
  stopKeeping: (() => void) | null;
  /** When that time is over, while it runs. */
  keptUntilMs: number;
}

export interface Invitation {
  readonly byRoleId: bigint;
  readonly untilMs: number;
  readonly stop: () => void;
}

export interface Party {
  /** 0n: there is no party. */
  leaderId: bigint;
  /** In the order in which they came. */
  readonly members: Map<bigint, Member>;
  readonly invited: Map<bigint, Invitation>;
  /** Of members that came from another process: their places there. */
  readonly places: Map<bigint, number>;
}

export function createParty(): Party {
  return { leaderId: 0n, members: new Map(), invited: new Map(), places: new Map() };
}

/** Nobody else is in it or may come: it has no purpose. */
export function isOver({ members, invited }: Party): boolean {
  return members.size + invited.size < 2;
}

/** The next leader: the first member that plays, else the first. */
export function nextLeader({ members }: Party): bigint {
  const all = [...members.values()];
  const next = all.find(({ stopKeeping }) => stopKeeping === null) ?? all[0];
  return next?.roleId ?? 0n;
}

export function viewOf(partyId: bigint, { leaderId, members }: Party): PartyS2c {
  return { partyId, leaderId, members: Array.from(members.values(), memberView) };
}

function memberView({ roleId, name, gender, classType, place, stopKeeping }: Member): PartyMember {
  const { level, mapId, lineId, x, y } = place;
  return {
    roleId,
    name,
    level,
    gender,
    classtype: classType,
    isAway: stopKeeping !== null,
    mapid: mapId,
    lineid: lineId,
    x,
    y,
  };
}
