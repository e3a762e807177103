// The names of a client's requests, for errors, figures and reports.

export const REQUEST_NAMES = [
  'connect-login',
  'check-version',
  'register',
  'sign-in',
  'change-password',
  'recover-password',
  'update-account',
  'choose-server',
  'connect-select',
  'query-characters',
  'create-character',
  'delete-character',
  'query-deleted',
  'restore-character',
  'select-character',
] as const;
export type RequestName = (typeof REQUEST_NAMES)[number];
