// What a page knows of its network and its player: whether the device is on line, and whether the page is seen. A client that resumes
// acts on it at once and does not wait for a deadline.

/** What is used of a page, or of a worker, which has no document. */
export interface Page {
  readonly addEventListener?: (type: string, listener: () => void) => void;
  readonly removeEventListener?: (type: string, listener: () => void) => void;
  readonly document?: Page & { readonly visibilityState?: string };
}

export interface PageClient {
  setOnline(isOnline: boolean): void;
  connectNow(): void;
}

/** Passes a page's events on to a client. Returns a function that stops it. */
export function watchPage(page: Page, client: PageClient): () => void {
  const { document } = page;
  const listeners: readonly (readonly [Page | undefined, string, () => void])[] = [
    [page, 'online', () => client.setOnline(true)],
    [page, 'offline', () => client.setOnline(false)],
    // The browser slows the timers of a page that nobody sees, and stops those of a page that it freezes.
    [document, 'visibilitychange', () => document?.visibilityState === 'visible' && client.connectNow()],
    [document, 'resume', () => client.connectNow()],
  ];
  for (const [target, type, listener] of listeners) target?.addEventListener?.(type, listener);
  return () => {
    for (const [target, type, listener] of listeners) target?.removeEventListener?.(type, listener);
  };
}
