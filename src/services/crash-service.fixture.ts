// A service that fails on request.
import process from 'node:process';
import { createLines } from './lines.ts';
import { defineService } from './service.ts';

export default defineService({
  name: 'crash',
  summary: 'fails on request',
  framing: createLines(),
  answerText: (request) => {
    if (request === 'die') process.exit(7);
    if (request === 'throw') throw new Error('as asked');
    return `${process.pid}: ${request}`;
  },
});
