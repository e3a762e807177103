// The HTTP interface of Tencent's open platform, version 3: `GET /v3/user/get_info` proves a player's `openid` and `openkey`, and answers
// with the player's profile. The request is signed with the application's key: HMAC-SHA-1 of `GET&PATH&QUERY`, path and query percent-
// encoded (RFC 3986), the query sorted by name and not encoded before; the HMAC's key ends with `&`; the signature is base64.
// This file only computes: it sends nothing.
import { createHmac } from 'node:crypto';
import type { PlatformProfile } from '../../../gate/index.ts';
import { percentEncode } from './classic-formula.ts';
import { flagOf, genderOf, nicknameOf, vipLevelOf } from './profile-text.ts';

/** What is asked: who the player claims to be. */
export interface QqQuestion {
  readonly openid: string;
  readonly openkey: string;
  readonly appId: string;
  /** The part of the platform that the player came by. */
  readonly pf: string;
  /** Of the player; empty when it is not known. */
  readonly address: string;
}

/**
 * What an answer says. `accepted`: the player is who the client says. `refused`: not so, or the session at the platform is over.
 * `wrong-key`: the platform knows another key of the application. `misused`: the platform refuses this server, until an operator
 * changes something. `trouble`: the platform is not well; `isPassing`: asking again may help.
 */
export type QqReading =
  | { readonly is: 'accepted'; readonly profile: PlatformProfile }
  | { readonly is: 'refused' }
  | { readonly is: 'wrong-key' }
  | { readonly is: 'other-account' }
  | { readonly is: 'misused'; readonly ret: number; readonly why: string }
  | { readonly is: 'trouble'; readonly detail: string; readonly isPassing: boolean };

/** The base64 text of a request's signature; `path` without query, `fields` without `sig`. */
export function qqSignature(request: {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly key: string;
}): string {
  const { path, fields, key } = request;
  const query = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&');
  const source = `GET&${percentEncode(path)}&${percentEncode(query)}`;
  return createHmac('sha1', `${key}&`).update(source, 'utf8').digest('base64');
}

/** The URL to ask, signed. `url` has no query. */
export function qqUrl(url: string, question: QqQuestion, key: string): string {
  const { openid, openkey, appId: appid, pf, address } = question;
  const fields = { openid, openkey, appid, pf, format: 'json', ...(address === '' ? {} : { userip: address }) };
  const sig = qqSignature({ path: new URL(url).pathname, fields, key });
  const query = Object.entries({ ...fields, sig }).map(([name, value]) => `${name}=${percentEncode(value)}`);
  return `${url}?${query.join('&')}`;
}

/** Numbers in `ret` by what they mean. Others above 0 refuse the player, others below 0 are trouble. */
const WRONG_KEY = -5;
const PLAYER_REFUSED: readonly number[] = [-8, -64];
/** It may work later, but not because we ask again at once. */
const TOO_OFTEN = -6;
const MISUSED: ReadonlyMap<number, string> = new Map([
  [-1, 'the request is incomplete'],
  [-2, 'the application is not known'],
  [-3, 'the application may not ask this'],
  [-4, "this server's address may not ask"],
  [-7, 'it must be asked by https'],
  [-9, 'the path is not known'],
]);

export function readQqAnswer(
  answer: { readonly status: number; readonly body: string },
  question: QqQuestion,
): QqReading {
  const { status, body } = answer;
  if (status !== 200) {
    return { is: 'trouble', detail: `status ${status}`, isPassing: status >= 500 || status === 429 };
  }
  const fields = objectOf(body);
  const ret = fields?.['ret'];
  if (fields === null || typeof ret !== 'number' || !Number.isInteger(ret)) {
    return { is: 'trouble', detail: 'no JSON object with a whole number `ret`', isPassing: false };
  }
  if (ret === 0) return acceptedBy(fields, question);
  if (ret === WRONG_KEY) return { is: 'wrong-key' };
  if (ret > 0 || PLAYER_REFUSED.includes(ret)) return { is: 'refused' };
  const why = MISUSED.get(ret);
  if (why !== undefined) return { is: 'misused', ret, why };
  return { is: 'trouble', detail: `ret ${ret}`, isPassing: ret !== TOO_OFTEN };
}

function acceptedBy(fields: Readonly<Record<string, unknown>>, { openid, pf }: QqQuestion): QqReading {
  // The platform need not repeat whose profile it is; where it does, it must be that of the player who was asked for.
  const named = fields['openid'];
  if (named !== undefined && named !== openid) return { is: 'other-account' };
  return {
    is: 'accepted',
    profile: {
      platform: pf,
      nickname: nicknameOf(fields['nickname']),
      gender: genderOf(fields['gender']),
      isVip: flagOf(fields['is_yellow_vip']),
      isYearVip: flagOf(fields['is_yellow_year_vip']),
      vipLevel: vipLevelOf(fields['yellow_vip_level']),
    },
  };
}

function objectOf(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}
