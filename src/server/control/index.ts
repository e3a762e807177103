// Door of the control room: how commands reach a running server, and the error of a configuration or a command that is wrong.
// It loads nothing else of the server, so that a command which only asks a running server starts fast.
export type { ConfigErrorCode } from './config-error.ts';
export { ConfigError } from './config-error.ts';
export type { AnswerControl, Control, ControlAnswer } from './control-node.ts';
export { askControl, CONTROL_CHECK_MS, DRAIN_SECONDS_MAX, FLUSH_SECONDS_MAX, listenControl } from './control-node.ts';
