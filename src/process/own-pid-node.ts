// The number of this process, for operators and for the process that it takes over from.
import process from 'node:process';

export const ownPid: number = process.pid;
