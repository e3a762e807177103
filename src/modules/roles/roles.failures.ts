// The numbers with which the role messages say why something was refused. Data about messages, without code: a client names
// them without loading the module.

/** Codes of `create_role_failed_s2c` (402), as the classic client knows them. */
export const CREATE_FAILURE = {
  nameUsed: 10001,
  nameRefused: 10002,
  failed: 10003,
  registerOff: 10004,
  tooManyRoles: 10005,
} as const;
export type CreateFailure = (typeof CREATE_FAILURE)[keyof typeof CREATE_FAILURE];

/** Why deleting or restoring a role was refused; 0 in the message is success. */
export const CHANGE_FAILURE = {
  notFound: 1,
  alreadyDeleted: 2,
  notDeleted: 3,
  tooManyRoles: 4,
  tooManyDeleted: 5,
} as const;
export type ChangeFailure = (typeof CHANGE_FAILURE)[keyof typeof CHANGE_FAILURE];
