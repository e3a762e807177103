// Door of the module of trades.
export type { TradeCaller, TradeRule } from './trade-rules.ts';
export { TradeRules, tradeRules } from './trade-rules.ts';
export { tradesModule } from './trades.module.ts';
