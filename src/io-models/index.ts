// Door of the I/O models: the classic ways to wait for many sockets, measured side by side. They are for learning and
// for choosing; the server uses none of this code.
export { drawChart } from './chart.ts';
export { IoModelsError } from './io-models-error.ts';
export { planOf } from './plan.ts';
export { findProgram } from './program-node.ts';
export type { Hardware, IoModelsReport } from './run.ts';
export { hardwareWords, runModels } from './run.ts';
export { formatTable } from './table.ts';
export { formatVerdict } from './verdict.ts';
export { disturbanceWords, outcomeWords, stepWords } from './words.ts';
