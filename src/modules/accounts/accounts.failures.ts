// Why this module closes a session: names and numbers that clients may know without loading the module.

export const ACCOUNT_REASONS = {
  removed: { name: 'accounts/removed', number: 202, text: 'This account was removed.' },
} as const;
