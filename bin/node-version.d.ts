export const NODE_MAJOR_MIN: number;
export function isNewEnough(version?: string): boolean;
export function requireNode(version?: string): void;
