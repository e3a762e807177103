// Bounds of parties that are not for tuning. What an operator may want to change is a setting.

/** Members of a party, whatever the settings say: a message with all of them stays within a frame, and a player's screen shows no more. */
export const PARTY_SIZE_MAX = 100;

/** Invitations of one party that wait for an answer: a leader asks the people that are near. */
export const PARTY_INVITATIONS_MAX = 10;

/** Invitations that one role has at a time: a client shows them above each other. Further ones are refused. */
export const ROLE_INVITATIONS_MAX = 8;

/** How often levels and places are looked at. Milliseconds. */
export const PLACES_MS = 1_000;

/** Bytes of a party's number: it is drawn, and two parties must not draw the same one. 56 bits, so that it is positive in an int64. */
export const PARTY_ID_BYTES = 7;
