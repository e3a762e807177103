// Why this module closes a session: names and numbers that clients may know without loading the module.

export const BAN_REASONS = {
  banned: { name: 'bans/banned', number: 200, text: 'You are banned.' },
  kicked: { name: 'bans/kicked', number: 201, text: 'An operator closed the session.' },
} as const;
