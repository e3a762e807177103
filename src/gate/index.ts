// Door of the gate: sessions, and the API that games are written against.
export { basicsModule } from './basics.ts';
export type { CloseReason } from './close-reason.ts';
export { CLOSE_REASONS, closeCodeOf } from './close-reason.ts';
export type { CommandOptions } from './command.ts';
export { CommandRefused } from './command.ts';
export type { Context } from './context.ts';
export * as gateMessages from './gate.messages.ts';
export { Gate } from './gate.ts';
export type { AnyModule, Handler, Hooks, ModuleOptions, Tables } from './module.ts';
export { defineModule, GameModule } from './module.ts';
export { orderByUse } from './module-order.ts';
export type { Offer, ServerFacts } from './offer.ts';
export { defineOffer, serverFacts } from './offer.ts';
export { PROFILES } from './profile.ts';
export type { ModuleStore, Scope } from './scope.ts';
export type { Session } from './session.ts';
export type { Account, Phase, Role } from './session-state.ts';
