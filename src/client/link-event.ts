// What a client that resumes reports about its links, as data and as a sentence for people.
import { RESUME_REFUSAL, RESYNC_WHY } from '../gate/gate.failures.ts';

export type RefusalWhy = keyof typeof RESUME_REFUSAL;
export type ResyncWhy = keyof typeof RESYNC_WHY;

export type LinkEvent =
  /** From now on the session outlives its link, for `parkMs`. */
  | { readonly kind: 'enabled'; readonly parkMs: number }
  /** The link was lost; the client connects again. `send` still takes messages. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** The server is about to end the link, and the client connects again. */
  | { readonly kind: 'sentAway'; readonly afterMs: number; readonly withinMs: number }
  /** The server asked the client to wait before it resumes. */
  | { readonly kind: 'waiting'; readonly why: RefusalWhy | null; readonly waitMs: number }
  /**
   * The session continues and nothing is missing: `replayed` messages follow that came meanwhile, and `resent` ones of the client
   * were sent again. `leftOut` counts droppable messages that were left out.
   */
  | {
      readonly kind: 'resumed';
      readonly awayMs: number;
      readonly replayed: number;
      readonly resent: number;
      readonly leftOut: number;
    }
  /** The session continues, and `lost` messages of the server are missing: forget the state of the game. It comes anew. */
  | {
      readonly kind: 'resynced';
      readonly awayMs: number;
      readonly lost: number;
      readonly resent: number;
      readonly why: ResyncWhy | null;
    }
  /** Messages that may be lost travel as datagrams from now on. */
  | { readonly kind: 'datagramsOpen' }
  /**
   * All travels by the link again: the server closed the channel for datagrams or replaced it, the link was lost, or the client heard
   * nothing there. It is asked for again.
   */
  | { readonly kind: 'datagramsClosed'; readonly why: 'deaf' | 'link' | 'replaced' | 'server' }
  /**
   * The session is over, the link is open: sign in again. Of the messages that were sent last, nobody knows of `unsure` whether they
   * took effect; those before them did.
   */
  | { readonly kind: 'refused'; readonly why: RefusalWhy | null; readonly unsure: number };

const REFUSALS: Readonly<Record<RefusalWhy, string>> = {
  unknown: 'the server does not know the session',
  parkOver: 'the client was away for too long',
  ended: 'the session has ended',
  signedInElsewhere: 'the account signed in on another device',
  tokenUsed: 'another client has resumed the session',
  attemptOvertaken: 'a later attempt has resumed the session',
  countWrong: 'client and server disagree about what was sent',
  busy: 'the server is busy',
  gateSilent: 'the server that has the session does not answer',
  version: 'the server does not support this version of resuming',
  layout: 'the session has another message layout',
};

const RESYNCS: Readonly<Record<ResyncWhy, string>> = {
  ringShort: 'more was sent than the server keeps',
  ringGivenUp: 'the server had no memory left to keep it',
  stateAbsent: 'the server has not kept the state of the game',
  moduleAsked: 'the game asked for it',
};

const CLOSINGS = {
  deaf: 'no datagram comes from the server',
  link: 'the connection was lost',
  replaced: 'the server offers a new channel',
  server: 'the server closed the channel',
} as const;

/** One sentence. */
export function describeLinkEvent(event: LinkEvent): string {
  switch (event.kind) {
    case 'enabled':
      return `the session outlives a lost connection for ${seconds(event.parkMs)}`;
    case 'lost':
      return `the connection was lost (${event.reason}); connecting again`;
    case 'sentAway':
      return `the server asks for a new connection within ${seconds(event.withinMs)}`;
    case 'waiting':
      return `${because(REFUSALS, event.why)}; the next attempt to resume is in ${seconds(event.waitMs)}`;
    case 'resumed': {
      const { awayMs, replayed, resent, leftOut } = event;
      const out = leftOut === 0 ? '' : `, ${leftOut} that may be left out were`;
      return `resumed after ${seconds(awayMs)}: ${replayed} missed messages follow, ${resent} were sent again${out}`;
    }
    case 'resynced': {
      const { awayMs, lost, resent, why } = event;
      const cause = because(RESYNCS, why);
      return `resumed after ${seconds(awayMs)} without ${lost} messages, because ${cause}; the state of the game comes anew, ${resent} messages were sent again`;
    }
    case 'datagramsOpen':
      return 'messages that may be lost travel as datagrams';
    case 'datagramsClosed':
      return `all messages travel by the connection again: ${CLOSINGS[event.why]}`;
    case 'refused': {
      const unsure = event.unsure === 0 ? '' : `; nobody knows whether the last ${event.unsure} messages took effect`;
      return `the session cannot be resumed: ${because(REFUSALS, event.why)}${unsure}; sign in again`;
    }
  }
}

/** The name of a code; null for one of a newer server. */
export function refusalWhyOf(code: number): RefusalWhy | null {
  return nameOf(RESUME_REFUSAL, code);
}

export function resyncWhyOf(code: number): ResyncWhy | null {
  return nameOf(RESYNC_WHY, code);
}

function nameOf<Name extends string>(codes: Readonly<Record<Name, number>>, code: number): Name | null {
  for (const name in codes) if (codes[name] === code) return name;
  return null;
}

function because<Name extends string>(texts: Readonly<Record<Name, string>>, why: Name | null): string {
  return why === null ? 'the server gave a reason that this client does not know' : texts[why];
}

function seconds(ms: number): string {
  return `${Math.round(ms / 100) / 10} s`;
}
