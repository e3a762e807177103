// Which messages are about links: neither side counts or keeps them.
import { CloseS2c, ResumeEnableC2s } from './gate.messages.ts';

export const LINK_ID_FIRST = ResumeEnableC2s.id;
/** The last id that is kept for them. */
export const LINK_ID_LAST = LINK_ID_FIRST + 19;

export function isLinkMessage(id: number): boolean {
  return (id >= LINK_ID_FIRST && id <= LINK_ID_LAST) || id === CloseS2c.id;
}
