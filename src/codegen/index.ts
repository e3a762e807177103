// Door of code generation: from `.proto` files to TypeScript.

export type { CodegenErrorCode } from './codegen-error.ts';
export { CodegenError } from './codegen-error.ts';
export type { GeneratedFile, GenerateOptions } from './generate-node.ts';
export { generate, readDescriptors } from './generate-node.ts';
