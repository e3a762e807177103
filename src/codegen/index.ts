// Door of code generation: from `.proto` files to TypeScript.

export { CodegenError } from './codegen-error.ts';
export type { GenerateOptions } from './generate-node.ts';
export { generate, readDescriptors } from './generate-node.ts';
