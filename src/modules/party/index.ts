// Door of the party module.
export { party, partyRole } from './party.actor.ts';
export { partyModule } from './party.module.ts';
export { PartySeats, partySeats } from './party-seats.ts';
