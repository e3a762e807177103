// Posts and their rights: the usual ones, and on which posts each may act.
import { GUILD_POST, GUILD_RIGHT, type GuildPost, type GuildRight } from './guilds.failures.ts';

const POSTS: readonly number[] = Object.values(GUILD_POST);
export const ALL_RIGHTS = Object.values(GUILD_RIGHT).reduce((all, right) => all | right, 0);

/** What each post may do, unless the guild says otherwise. The leader may do everything, and nobody changes that. */
const USUAL: Readonly<Record<GuildPost, number>> = {
  [GUILD_POST.leader]: ALL_RIGHTS,
  [GUILD_POST.vice]: ALL_RIGHTS & ~bitsOf('rights', 'rename'),
  [GUILD_POST.master]: bitsOf(
    ...(['seeApplications', 'judge', 'invite', 'expel', 'log', 'chat', 'impeach'] as const),
    ...(['quest', 'transport', 'deposit', 'withdraw'] as const),
  ),
  [GUILD_POST.member]: bitsOf('invite', 'log', 'chat', 'impeach', 'deposit'),
  [GUILD_POST.preMember]: bitsOf('log', 'chat'),
};

function bitsOf(...rights: readonly GuildRight[]): number {
  return rights.reduce((bits, right) => bits | GUILD_RIGHT[right], 0);
}

export function isPost(post: number): post is GuildPost {
  return POSTS.includes(post);
}

/** Whether these bits are rights that there are. */
export function areRights(rights: number): boolean {
  return (rights & ~ALL_RIGHTS) === 0;
}

export function usualRights(post: number): number {
  return isPost(post) ? USUAL[post] : 0;
}

export function hasRight(rights: number, right: GuildRight): boolean {
  return (rights & GUILD_RIGHT[right]) !== 0;
}

/** Whether a post acts on another: it is above it. */
export function isAbove(post: number, other: number): boolean {
  return post < other;
}

export { POSTS };
